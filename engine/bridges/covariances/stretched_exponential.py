"""The stretched exponential exp(-beta |h|^alpha), 0 < alpha <= 2 (BP eq. 5).

alpha = 1 is the Ornstein-Uhlenbeck process, rough everywhere; alpha = 2 is smooth to every order.
"""

from .base import COVARIANCES, Covariance

STRETCHED_EXPONENTIAL = COVARIANCES.register("stretched-exponential")(
    Covariance("Stretched exponential", lambda h, method: -(-method.beta * h**method.alpha).expm1())
)
