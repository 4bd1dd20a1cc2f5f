"""`interp-explorer info`"""

from __future__ import annotations

import platform
import sys
from argparse import ArgumentParser, Namespace

from ... import __version__
from ...engine.progress import Progress
from .terminal import print_json, print_table

SUMMARY = "Say which versions and folders are in use, for a bug report."
LIBRARIES = (
    "torch",
    "torchdiffeq",
    "numpy",
    "scipy",
    "matplotlib",
    "PySide6-Essentials",
    "pyqtgraph",
    "pillow",
    "imageio-ffmpeg",
)


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(arguments: Namespace, progress: Progress) -> None:
    """Print a line for each fact."""
    from ...engine.model_library import model_folders

    facts = {
        "interp-explorer": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "executable": sys.executable,
        **{name: _version(name) for name in LIBRARIES},
        "models": ", ".join(map(str, model_folders())),
    }
    if arguments.json:
        print_json(facts)
    else:
        print_table([(f"{name}:", value) for name, value in facts.items()])


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
