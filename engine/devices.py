"""Where the numerics run."""

from __future__ import annotations

import os

from .errors import ExplorerError

AUTOMATIC = "auto"


def available_devices() -> tuple[str, ...]:
    """The devices torch can use here, best first; 'cpu' is always the last."""
    import torch

    found = []
    if torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_available():
        found.append("mps")
    return (*found, "cpu")


def choose_device(wanted: str = AUTOMATIC) -> str:
    """The device of that name, or the best one for 'auto'. Raises ExplorerError if it is not here."""
    known = available_devices()
    if wanted == AUTOMATIC:
        return known[0]
    if wanted not in known:
        raise ExplorerError(f"There is no device {wanted!r} here; choose one of: auto, {', '.join(known)}.")
    return wanted


def limit_threads() -> int:
    """Leave one core to the window: torch gets the others. Returns their number."""
    import torch

    threads = max(1, (os.cpu_count() or 2) - 1)
    torch.set_num_threads(threads)
    return threads
