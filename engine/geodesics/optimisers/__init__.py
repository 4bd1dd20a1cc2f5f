"""How a geodesic is sought, one way a file: the papers' own, and the fast one (`OPTIMISERS`)."""

from .algorithm_1 import algorithm_1
from .base import OPTIMISERS
from .descent import descent
from .fast import fast

__all__ = ["OPTIMISERS", "algorithm_1", "descent", "fast"]
