"""Ways to get from one latent point to another: one method a file.

A method's parameters are known without loading torch, so that the window can show them at once.
"""

from .base import METHODS, Method, Problem, Solution, is_steered
from .cross_dissolve import CrossDissolve
from .geodesic import Geodesic
from .gp_bridge import GPBridge
from .langevin_bridge import LangevinBridge
from .linear import Linear
from .neurint import NeurInt
from .ou_bridge import OUBridge
from .spherical import Spherical

__all__ = [
    "METHODS",
    "CrossDissolve",
    "GPBridge",
    "Geodesic",
    "LangevinBridge",
    "Linear",
    "Method",
    "NeurInt",
    "OUBridge",
    "Problem",
    "Solution",
    "Spherical",
    "is_steered",
]
