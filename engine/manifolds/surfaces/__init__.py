"""Toy surfaces, one a file, in the order of FG's examples. Nothing here loads torch."""

# isort: off
from .base import SURFACES, Exact, Surface
from .plane import Plane
from .half_sphere import HalfSphere
from .without_disk import WithoutDisk
from .cube import Cube
from .obstacles import Obstacles

__all__ = ["SURFACES", "Cube", "Exact", "HalfSphere", "Obstacles", "Plane", "Surface", "WithoutDisk"]
