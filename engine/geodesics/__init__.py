"""The geodesic solver: a Gauss-Newton preconditioner driving L-BFGS, coarse to fine (SOLVER facts, SPEC sec. 4)."""

from .solve import solve_geodesic

__all__ = ["solve_geodesic"]
