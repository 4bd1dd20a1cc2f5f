"""Autoencoder adversarial interpolation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.autograd import forward_ad

from ...engine.networks import build_network
from ...engine.networks.dcgan_discriminator import NORMALISATIONS
from ...engine.parameters import parameter
from ..datasets import Dataset
from ..descent import descend
from ..losses import discriminator_loss, generator_loss
from ..state import Batch, TrainingState
from .base import RECIPES
from .shaped import PRESETS, ShapedRecipe, decoded, mixtures, partners, shares, squared_error

GENTLE = {
    "adversarial_weight": 0.001, "cycle_weight": 0.03, "smoothness_weight": 0.03,
    "warm_up_images": 1600, "smooth_images": 3200, "ramp_images": 3200,
}  # fmt: skip
"""Weights that suit means over pixels: with the paper's, a discriminator that learns drowns the reconstruction. And an
early start: an autoencoder that has learned the images by heart gives up its dissolves no more."""


@RECIPES.register("aeai")
@dataclass(frozen=True)
class AEAI(ShapedRecipe):
    """AEAI (AE eq. 1): reconstruction, and on mixtures of two latents an adversarial, a cycle and a smoothness loss.

    One a ~ U[0, 1] is drawn for each pair and step (AE sec. 2.3). All are means: L_R and L_S over images and
    pixels, L_C over latents and their coordinates. The smoothness alone rewards a cross-dissolve, so it comes last.
    """

    adversarial_weight: float = parameter(0.01, "Adversarial", "Weight of L_A", low=0.0, high=1e4)
    cycle_weight: float = parameter(0.01, "Cycle", "Weight of L_C", low=0.0, high=1e4)
    smoothness_weight: float = parameter(0.1, "Smoothness", "Weight of L_S", low=0.0, high=1e4)
    discriminator: bool = parameter(True, "With discriminator", "Off for the ablation without L_A")
    cycle: bool = parameter(True, "With cycle", "Off for the ablation without L_C")
    smoothness: bool = parameter(True, "With smoothness", "Off for the ablation without L_S")
    warm_up_images: int = parameter(
        50_000, "Warm-up", "How many images the autoencoder sees before L_A and L_C begin", low=0, high=100_000_000,
        unit="images",
    )  # fmt: skip
    smooth_images: int = parameter(
        150_000, "Smooth after", "How many it sees before L_S begins", low=0, high=100_000_000, unit="images"
    )
    ramp_images: int = parameter(
        50_000, "Ramp", "Over how many images a weight rises from 0", low=0, high=100_000_000, unit="images"
    )
    normalisation: str = parameter(
        "batch", "Normalisation", "Of the discriminator's layers", choices=NORMALISATIONS, advanced=True
    )

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "ci": {**PRESETS["ci"], "warm_up_images": 160, "smooth_images": 320, "ramp_images": 160},
        "cpu": {**PRESETS["cpu"], **GENTLE},
        "figures": {**PRESETS["figures"], **GENTLE},
        "paper": PRESETS["paper"],
    }
    summary: ClassVar[str] = "An autoencoder whose straight lines between latents stay among the images, at even speed."
    label: ClassVar[str] = "AEAI"

    def opponents(self, data: Dataset) -> dict[str, nn.Module]:
        shape = {"channels": data.image_shape[0], "size": self.size, "maps": self.maps}
        return {"discriminator": build_network("dcgan-discriminator", {**shape, "normalisation": self.normalisation})}

    def weights(self, images_seen: int) -> dict[str, float]:
        """Of the losses that count by then, by name: 0 until their turn, then rising linearly."""
        turns = {
            "adversarial": (self.discriminator, self.adversarial_weight, self.warm_up_images),
            "cycle": (self.cycle, self.cycle_weight, self.warm_up_images),
            "smoothness": (self.smoothness, self.smoothness_weight, self.smooth_images),
        }
        return {
            name: weight * min(1.0, (images_seen - start + 1) / (self.ramp_images + 1))
            for name, (wanted, weight, start) in turns.items()
            if wanted and weight and images_seen >= start
        }

    def step(self, batch: Batch, state: TrainingState) -> dict[str, Tensor]:
        images, encoder, decoder = batch.images, state.networks["encoder"], state.networks["decoder"]
        codes = encoder(images)
        weights = self.weights(state.images_seen)
        if weights:
            terms, log = self._with_mixtures(images, codes, weights, state)
        else:
            terms, log = {"reconstruction": squared_error(decoder(codes), images)}, {}
        total = terms["reconstruction"] + sum(weights[name] * terms[name] for name in weights)
        gradient = descend("total", total, state.optimisers["autoencoder"], terms)
        return {
            **terms,
            **log,
            "autoencoder gradient": gradient,
            "latent deviation": codes.std(0).mean(),
            **{f"{name} weight": torch.tensor(weight) for name, weight in weights.items()},
        }

    def _with_mixtures(
        self, images: Tensor, codes: Tensor, weights: Mapping[str, float], state: TrainingState
    ) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """The reconstruction and the losses that have a weight; and what to log of the discriminator, which is trained
        first."""
        decoder, share = state.networks["decoder"], shares(len(codes), state)
        mixed, speed, log = mixtures(codes, share), None, {}
        if "smoothness" in weights:
            rebuilt, made, speed = decoded_with_speed(decoder, codes, share)
        else:
            rebuilt, made = decoded(decoder, codes, mixed)
        terms = {"reconstruction": squared_error(rebuilt, images)}
        if "adversarial" in weights:
            log = train_discriminator(images, made, state)
            terms["adversarial"] = generator_loss(state.networks["discriminator"](made))
        if "cycle" in weights:
            terms["cycle"] = squared_error(state.networks["encoder"](made), mixed)
        if speed is not None:
            terms["smoothness"] = speed.square().mean()
        return terms, log

    def kind(self) -> str:
        return self.label + self._without()

    def method(self) -> str:
        return (
            f"Autoencoder adversarial interpolation of {self.latent_dimension} dimensions{self._without()}; weights "
            f"{self.adversarial_weight:g} (adversarial), {self.cycle_weight:g} (cycle) and "
            f"{self.smoothness_weight:g} (smoothness)."
        )

    def _without(self) -> str:
        """Which of AE's ablations it is."""
        without = [name for name in ("discriminator", "cycle", "smoothness") if not getattr(self, name)]
        return f" without {' and '.join(without)}" if without else ""


def decoded_with_speed(decoder: nn.Module, codes: Tensor, share: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Images of latents (N, D), of their mixtures with their partners' for a (N,), and the derivative of the latter
    in a; (N, C, H, W) each.

    The derivative is made by forward-mode differentiation along the way; all can be differentiated in the reverse mode.
    """
    towards = partners(codes) - codes
    with forward_ad.dual_level():
        latents = torch.cat([codes, mixtures(codes, share)])
        dual = forward_ad.make_dual(latents, torch.cat([torch.zeros_like(towards), towards]))
        images, derivative = forward_ad.unpack_dual(decoder(dual))
    assert derivative is not None
    (rebuilt, made), speed = images.tensor_split([len(codes)]), derivative[len(codes) :]
    return rebuilt, made, speed


def train_discriminator(real: Tensor, made: Tensor, state: TrainingState) -> dict[str, Tensor]:
    """One step of the discriminator on real and made images; what to log. Nothing else is changed."""
    discriminator = state.networks["discriminator"]
    real_logits, made_logits = discriminator(real), discriminator(made.detach())
    loss = discriminator_loss(real_logits, made_logits)
    gradient = descend("discriminator", loss, state.optimisers["discriminator"])
    return {
        "discriminator": loss,
        "discriminator gradient": gradient,
        "real logit": real_logits.mean(),
        "fake logit": made_logits.mean(),
    }
