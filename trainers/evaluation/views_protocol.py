"""What the protocols share that compare interpolations with true views (AE sec. 4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...engine.parameters import parameter
from ...engine.progress import Progress
from .compared import MODELS_HELP
from .comparison import Comparison
from .ways import METHODS_HELP

DATA_HELP = "Images with factors: pole, turntable:object=mug, coil20.npz:object=5, a folder with factors.csv, ..."


@dataclass(frozen=True)
class ViewsProtocol:
    """Models, how they join images, and the images; models that differ in their seed alone make one row."""

    models: str = parameter("", "Models", MODELS_HELP, kind="names")
    data: str = parameter("", "Data", DATA_HELP)
    methods: str = parameter("linear", "Methods", METHODS_HELP, kind="names")
    gather: bool = parameter(
        True, "Gather seeds", "Make one row, with mean and spread, of models that were trained alike but for the seed."
    )
    seed: int = parameter(0, "Seed", "Of what is drawn on the way.", low=0, high=2**31 - 1)

    def compare(self, device: str, progress: Progress) -> Comparison:
        """Models and images, opened and encoded. Raises ExplorerError and Cancelled."""
        return Comparison.open(self.models, self.data, self.methods, self.gather, self.seed, device, progress)


@dataclass(frozen=True)
class ArcsProtocol(ViewsProtocol):
    """The same on arcs, from every view to the one `interval` further on."""

    interval: float = parameter(80.0, "Interval", "Length of an arc.", low=0.0, high=360.0, unit="°")

    def arcs(self, comparison: Comparison) -> np.ndarray:
        """Places (A, P) of the views on all arcs. Raises ExplorerError."""
        rings = comparison.rings
        return rings.arcs(rings.steps_in(self.interval))
