"""What the tests of the command line share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interp_explorer.app.main import main

DIMENSION, SIDE = 4, 8


def read(path: Path) -> dict[str, np.ndarray]:
    """All arrays of an .npz file, without unpickling."""
    with np.load(path, allow_pickle=False) as arrays:
        return dict(arrays)


def error_line(capsys: pytest.CaptureFixture[str], words: list[str]) -> str:
    """The one line that a failing command prints on standard error, and nothing else anywhere."""
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("interp-explorer: ")
    return captured.err.removeprefix("interp-explorer: ").strip()
