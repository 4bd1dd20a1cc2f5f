"""The Wasserstein autoencoder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from ...engine.parameters import parameter
from ..descent import descend
from ..losses import inverse_multiquadric_discrepancy, squared_reconstruction
from ..state import Batch, TrainingState
from .base import RECIPES
from .shaped import NormalRecipe, draws_like


@RECIPES.register("wae")
@dataclass(frozen=True)
class WAE(NormalRecipe):
    """WAE-MMD (Tolstikhin et al. 2018): latents and draws from N(0, I) have a small maximum mean discrepancy."""

    discrepancy_weight: float = parameter(
        100.0, "Discrepancy", "Weight of the distance of the latents' density from the prior", low=0.0, high=1e6
    )

    summary: ClassVar[str] = "An autoencoder whose latents are close to a normal density, by a kernel's measure."
    label: ClassVar[str] = "WAE"

    def step(self, batch: Batch, state: TrainingState) -> dict[str, Tensor]:
        codes = state.networks["encoder"](batch.images)
        drawn = draws_like(codes, state)
        terms = {
            "reconstruction": squared_reconstruction(state.networks["decoder"](codes), batch.images),
            "discrepancy": inverse_multiquadric_discrepancy(codes, drawn),
        }
        total = terms["reconstruction"] + self.discrepancy_weight * terms["discrepancy"]
        gradient = descend("total", total, state.optimisers["autoencoder"], terms)
        return {**terms, "autoencoder gradient": gradient, "latent deviation": codes.std(0).mean()}

    def method(self) -> str:
        return (
            f"A Wasserstein autoencoder of {self.latent_dimension} dimensions; the discrepancy from a normal prior "
            f"weighs {self.discrepancy_weight:g}."
        )
