"""Checkpoints: whole training states, each written in one atomic step."""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import Any

import torch

from ..engine.errors import ExplorerError
from ..engine.files import atomic_write

KEPT = 2
"""How many checkpoints stay: the newest, and one before it."""

_PATTERN = "step-*.pt"


def write_checkpoint(folder: Path, state: dict[str, Any], config_hash: str) -> Path:
    """Write a `TrainingState.state_dict` and drop the oldest. Raises ExplorerError if the disk is full,
    and then the earlier checkpoints are untouched."""
    # To memory first: torch's own writer does not report a full disk as an OSError.
    content = io.BytesIO()
    torch.save({"config_hash": config_hash, "state": state}, content)
    path = folder / f"step-{state['step']:09d}.pt"
    with atomic_write(path) as temporary:
        temporary.write_bytes(content.getbuffer())
    for old in sorted(folder.glob(_PATTERN))[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def newest_checkpoint(folder: Path) -> Path | None:
    """The checkpoint of the highest step; None before the first."""
    return max(folder.glob(_PATTERN), default=None)


def read_checkpoint(path: Path, config_hash: str) -> dict[str, Any]:
    """The state in a checkpoint. No code in it is run. Raises ExplorerError if it is damaged or its run was
    started with another configuration, seed or data."""
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise ExplorerError(f"The checkpoint {path} is damaged; delete it to resume from the one before.") from error
    if not isinstance(content, dict) or content.keys() != {"config_hash", "state"}:
        raise ExplorerError(f"{path} is no checkpoint of a training run.")
    if content["config_hash"] != config_hash:
        raise ExplorerError(f"{path} was made with another configuration, seed or data, so it cannot be resumed.")
    return content["state"]
