"""Discrete energies of a path, one a file (SPEC sec. 4)."""

from .base import ENERGIES, Energy
from .fg_5 import FG_5
from .fg_8 import FG_8
from .ri_3 import RI_3

ENERGY_LABELS = {name: energy.label for name, energy in ENERGIES.items()}

__all__ = ["ENERGIES", "ENERGY_LABELS", "FG_5", "FG_8", "RI_3", "Energy"]
