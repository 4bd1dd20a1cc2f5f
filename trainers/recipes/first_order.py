"""The ablations of NI with dynamics of first order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor, nn

from .base import RECIPES
from .neurint import DynamicsRecipe


@RECIPES.register("neurint-first-order")
@dataclass(frozen=True)
class FirstOrder(DynamicsRecipe):
    """z' = f(z) (NI table 6, I). Nothing is drawn, and nothing tells a path where its target is."""

    order: ClassVar[str] = "first"
    label: ClassVar[str] = "NeurInt, first order"
    summary: ClassVar[str] = "NeurInt with dynamics that know nothing of the target, to compare with."
    averaged: ClassVar[tuple[str, ...]] = ("generator", "encoder", "field")

    def joining(self) -> dict[str, nn.Module]:
        return {"field": super().joining()["field"]}

    def draw(self, networks: Mapping[str, nn.Module], source: Tensor, target: Tensor, noise: Tensor) -> Tensor:
        return noise


@RECIPES.register("neurint-first-order-conditioned")
@dataclass(frozen=True)
class FirstOrderConditioned(DynamicsRecipe):
    """z' = f(z, c), c drawn once a path for source and target, as NeurInt's velocity is (NI table 6, II)."""

    order: ClassVar[str] = "first-conditioned"
    label: ClassVar[str] = "NeurInt, first order with a condition"
    summary: ClassVar[str] = "NeurInt without a velocity: a condition is drawn for each pair instead."
