"""Stationary covariances of Gaussian-process bridges, one a file (BP eqs. 5 and 6)."""

from .base import COVARIANCES, Covariance
from .periodic import PERIODIC
from .product import PRODUCT
from .stretched_exponential import STRETCHED_EXPONENTIAL
from .sum import SUM

COVARIANCE_LABELS = {name: covariance.label for name, covariance in COVARIANCES.items()}

__all__ = [
    "COVARIANCES",
    "COVARIANCE_LABELS",
    "PERIODIC",
    "PRODUCT",
    "STRETCHED_EXPONENTIAL",
    "SUM",
    "Covariance",
]
