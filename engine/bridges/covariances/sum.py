"""Half the stretched exponential and half the periodic covariance: k(0) stays 1."""

from .base import COVARIANCES, Covariance
from .periodic import PERIODIC
from .stretched_exponential import STRETCHED_EXPONENTIAL

SUM = COVARIANCES.register("sum")(
    Covariance(
        "Sum of both",
        lambda h, method: (STRETCHED_EXPONENTIAL.variogram(h, method) + PERIODIC.variogram(h, method)) / 2,
    )
)
