"""Markov chains that may go on: the last few, so that continuing one costs only its new moves."""

from __future__ import annotations

import threading
from collections import OrderedDict

from ..priors import Prior
from .langevin import Chains

MOST_KEPT = 4
MOST_NUMBERS = 2**22
"""Numbers in the paths of chains that are kept."""


class KeptChains:
    """Chains by what they depend on but their length. One that is taken is gone until it is kept again, so that
    no two threads move the same."""

    def __init__(self) -> None:
        self._chains: OrderedDict[tuple, tuple[Prior, Chains]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, prior: Prior, key: tuple) -> Chains | None:
        """The chains of that prior and key, if they are kept."""
        with self._lock:
            known, chains = self._chains.pop(key, (None, None))
        return chains if known is prior else None

    def keep(self, prior: Prior, key: tuple, chains: Chains) -> None:
        """Keep chains that may go on, and forget the oldest."""
        if chains.paths.numel() > MOST_NUMBERS:
            return
        with self._lock:
            self._chains[key] = prior, chains
            while len(self._chains) > MOST_KEPT:
                self._chains.popitem(last=False)

    def forget(self) -> None:
        """Forget all."""
        with self._lock:
            self._chains.clear()


KEPT = KeptChains()
