"""Imports point one way, and the window's code does not load torch."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHECKER = ROOT / ".ci" / "check_imports.py"

IMPORT_WINDOW_CODE = """
import importlib, pkgutil, sys
from interp_explorer import widgets
names = [module.name for module in pkgutil.walk_packages(widgets.__path__, widgets.__name__ + ".")]
for name in [*names, "interp_explorer.app.main", "interp_explorer.app.start"]:
    importlib.import_module(name)
    if "torch" in sys.modules:
        sys.exit(name + " loads torch")
print("none")
"""


def check(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the checker on a tree."""
    return subprocess.run([sys.executable, CHECKER, root], capture_output=True, text=True, check=False)


def test_the_tree_is_in_order() -> None:
    outcome = check(ROOT)
    assert (outcome.returncode, outcome.stdout) == (0, "Imports point one way.\n")


@pytest.mark.parametrize(
    ("path", "statement", "complaint"),
    [
        ("engine/a.py", "from ..widgets import plane", "engine must not import from widgets"),
        ("engine/deep/a.py", "from ...app.main import main", "engine must not import from app"),
        ("engine/a.py", "from .. import trainers", "engine must not import from trainers"),
        ("engine/a.py", "def f():\n    from PySide6 import QtCore", "engine must not import PySide6"),
        ("trainers/a.py", "import pyqtgraph.exporters", "trainers must not import pyqtgraph"),
        ("trainers/a.py", "from ..widgets.plane import view", "trainers must not import from widgets"),
        ("widgets/a.py", "import torch.nn as nn", "widgets must not import torch"),
        ("widgets/a.py", "from ..app import main", "widgets must not import from app"),
        ("widgets/a.py", "from ..trainers import run", "widgets must not import from trainers"),
        ("app/a.py", "from interp_explorer.engine import scene", "imports inside the package are relative"),
    ],
)
def test_a_wrong_arrow_is_refused(tmp_path: Path, path: str, statement: str, complaint: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(f'"""A module."""\n{statement}\n')
    outcome = check(tmp_path)
    assert outcome.returncode == 1
    assert outcome.stdout.startswith(f"{path}:")
    assert complaint in outcome.stdout


def test_right_arrows_pass(tmp_path: Path) -> None:
    for path, statement in {
        "app/deep/a.py": "from ...widgets import plane\nfrom ...trainers import run\nfrom ... import __version__",
        "widgets/a.py": "from ..engine.scene import Scene\nimport pyqtgraph",
        "trainers/a.py": "from ..engine import files\nimport torch",
        "engine/deep/a.py": "from ..scene import Scene\nfrom .widgets import looks_like_a_folder",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(statement)
    assert check(tmp_path).returncode == 0


def test_window_code_does_not_load_torch() -> None:
    outcome = subprocess.run(
        [sys.executable, "-c", IMPORT_WINDOW_CODE],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (outcome.stdout.strip(), outcome.stderr) == ("none", "")
