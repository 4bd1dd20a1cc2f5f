"""Ways to get from one latent point to another: one method a file.

A method's parameters are known without loading torch, so that the window can show them at once.
"""

from .base import METHODS, Method, Problem, Solution
from .cross_dissolve import CrossDissolve
from .geodesic import Geodesic
from .linear import Linear
from .spherical import Spherical

__all__ = ["METHODS", "CrossDissolve", "Geodesic", "Linear", "Method", "Problem", "Solution", "Spherical"]
