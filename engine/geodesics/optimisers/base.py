"""The registry of optimisers."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from ...progress import Progress
from ...registry import Registry
from ..search import Found, Search

OPTIMISERS = Registry("optimiser")
"""Name -> `Optimiser`."""

Optimiser = Callable[[Search, Tensor, Progress], Found]
"""(search, starts (P, S, n, D), progress) -> what was found; of the S starts of a path the best may be taken.

Partial results are paths (P, n, D) on the full grid. Raises Cancelled.
"""
