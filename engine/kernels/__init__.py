"""Kernels and their distances, one a file (SPEC sec. 3)."""

from .base import KERNELS, Kernel
from .gaussian import GAUSSIAN
from .inverse_multiquadric import INVERSE_MULTIQUADRIC
from .linear import LINEAR

KERNEL_LABELS = {name: kernel.label for name, kernel in KERNELS.items()}

__all__ = ["GAUSSIAN", "INVERSE_MULTIQUADRIC", "KERNELS", "KERNEL_LABELS", "LINEAR", "Kernel"]
