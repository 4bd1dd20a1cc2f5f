"""Numerics and state: models, priors, qualities, kernels, paths, scenes. No Qt anywhere."""
