"""Ctrl-C at any moment after the program has begun: one line and 130, whatever was being loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest

RUN = """
import builtins, os, signal, sys
from interp_explorer.__main__ import main

load = builtins.__import__

def interrupted(name, *rest):
    # As a library that is interrupted while it loads, and makes of it a story of its own.
    if name == {name!r}:
        try:
            os.kill(os.getpid(), signal.SIGINT)
            for _ in range(1000):
                pass
        except KeyboardInterrupt:
            raise ImportError("Error importing numpy: you should not try to import it from its source directory")
    return load(name, *rest)

builtins.__import__ = interrupted
sys.argv[1:] = ["path", "--model", "digits-vae", "--method", "linear", "--source", "0", "--target", "1", "-o", "x.gif"]
sys.exit(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize("name", ["argparse", "numpy"])
def test_an_interruption_while_the_program_is_loaded_is_one_line(name: str) -> None:
    outcome = subprocess.run([sys.executable, "-c", RUN.format(name=name)], capture_output=True, text=True, check=False)
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (130, "", "interp-explorer: interrupted\n")
