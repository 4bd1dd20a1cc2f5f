"""Latent priors (SPEC sec. 1): samples, log-density, score and Laplacian of the log-density."""

from .base import PRIORS, Prior, make_prior
from .gaussian_mixture import GaussianMixture, aggregate_posterior
from .normal import Normal
from .semicircle import semicircle

__all__ = ["PRIORS", "GaussianMixture", "Normal", "Prior", "aggregate_posterior", "make_prior", "semicircle"]
