"""A small convolutional classifier."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from ..parameters import parameter
from .base import NETWORKS, SMALLEST_GRID, ImageArguments, doublings, widths


@NETWORKS.register("classifier")
class Classifier(nn.Module):
    """Images (N, C, size, size) in [0, 1] to logits (N, classes).

    `features` is the last hidden layer: the space of the Frechet distance and of the feature kernel.
    """

    @dataclass(frozen=True)
    class Arguments(ImageArguments):
        classes: int = parameter(10, "Classes", "How many classes it tells apart", low=2, high=10_000)
        hidden: int = parameter(128, "Features", "Width of the last hidden layer", low=1, high=8192)

    def __init__(self, arguments: Arguments) -> None:
        super().__init__()
        self.arguments = arguments
        maps = [arguments.channels, *widths(arguments.maps, doublings(arguments.size))]
        layers: list[nn.Module] = []
        for fine, coarse in zip(maps, maps[1:]):
            layers += [nn.Conv2d(fine, coarse, 3, padding=1, bias=False), nn.BatchNorm2d(coarse), nn.ReLU()]
            layers += [nn.MaxPool2d(2)]
        layers += [nn.Flatten(), nn.Linear(maps[-1] * SMALLEST_GRID**2, arguments.hidden), nn.ReLU()]
        self.layers = nn.Sequential(*layers)
        self.last = nn.Linear(arguments.hidden, arguments.classes)

    def features(self, images: Tensor) -> Tensor:
        """The last hidden layer, (N, hidden), never negative."""
        return self.layers(2 * images - 1)

    def forward(self, images: Tensor) -> Tensor:
        return self.last(self.features(images))
