"""The console script: a command if one is named, otherwise the window."""

from __future__ import annotations

import os
import sys
import traceback
from argparse import RawDescriptionHelpFormatter
from collections.abc import Sequence
from pathlib import Path

from .. import __version__
from ..engine.errors import Cancelled, ExplorerError
from .commands import COMMANDS
from .commands.demos import demo_files, find_scene
from .commands.parsing import Parser
from .commands.terminal import terminal_progress
from .display import obstacle

PROGRAM = "interp-explorer"
FAILED = 2
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, those of the process by default; gives its exit code.

    An error is one line on standard error and code 2, an interruption code 130; --debug adds the traceback.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(words)
    except (Cancelled, KeyboardInterrupt):
        return _complain("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # Who reads our output has seen enough. Python would complain again when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except ExplorerError as error:
        if "--debug" in words:
            traceback.print_exc()
            print(error.details, file=sys.stderr)
        return _complain(str(error), FAILED)
    except Exception as error:  # the last resort: a defect is told like any other error, without a traceback
        if "--debug" in words:
            traceback.print_exc()
        return _complain(f"The program failed ({type(error).__name__}: {error}); --debug shows where.", FAILED)


def _run(words: list[str]) -> int:
    name = next((word for word in words if not word.startswith("-")), "")
    if name not in COMMANDS:
        return _open_window(words)
    command = COMMANDS[name]
    parser = Parser(prog=f"{PROGRAM} {name}", description=command.SUMMARY)
    command.configure(parser)
    words.remove(name)
    arguments = parser.parse_args(words)
    with terminal_progress() as progress:
        command.run(arguments, progress)
        sys.stdout.flush()
    return 0


def _open_window(words: list[str]) -> int:
    width = max(map(len, COMMANDS))
    listed = "\n".join(f"  {name.ljust(width)}  {command.SUMMARY}" for name, command in COMMANDS.items())
    parser = Parser(
        prog=PROGRAM,
        usage=f"{PROGRAM} [SCENE] [--model MODEL]\n       {PROGRAM} COMMAND ...",
        description="See and steer paths in the latent space of generative image models.",
        epilog=f"commands, which need no display ({PROGRAM} COMMAND --help says more):\n{listed}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("scene", nargs="?", metavar="SCENE", help="a scene file, or the name of a demo, to open")
    parser.add_argument("--scene", dest="scene_option", metavar="SCENE", help="the same as an option")
    parser.add_argument("--model", help="name of the model to start with, or a model file")
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    arguments = parser.parse_args(words)
    scene = arguments.scene_option or arguments.scene
    if scene is not None:
        scene = str(_scene(scene))
    if reason := obstacle():
        raise ExplorerError(f"{reason}; these commands need no display: {', '.join(COMMANDS)}.")
    try:
        from PySide6 import QtWidgets  # noqa: F401
    except ImportError as error:
        raise ExplorerError(f"Qt cannot be loaded ({error}): the README names the system packages it needs.") from error
    from .start import run_window

    return run_window(scene, arguments.model)


def _scene(text: str) -> Path:
    """The file of a scene; a bare word that names none is taken for a mistyped command."""
    path = Path(text)
    if not (path.suffix or os.path.exists(path) or len(path.parts) > 1 or text in demo_files()):
        COMMANDS[text]
    return find_scene(text)


def _complain(message: str, code: int) -> int:
    print(f"{PROGRAM}: {' '.join(message.split())}", file=sys.stderr)
    return code
