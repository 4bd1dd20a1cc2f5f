"""Learned dynamics of latents (SPEC sec. 5): systems, solvers and their paths."""

from .paths import SOLVER_LABELS, integrate
from .systems import System, system_of

__all__ = ["SOLVER_LABELS", "System", "integrate", "system_of"]
