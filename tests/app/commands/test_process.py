"""The program as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

LIGHT = [
    ["--help"], ["--version"], ["path", "--help"], ["train", "--help"], ["models"], ["methods", "--json"], ["demos"],
    ["info"], ["modles"],
    ["path", "--model", "nowhere", "--method", "linear", "--source", "0", "--target", "1", "-o", "x.gif"],
]  # fmt: skip

WHICH_ARE_LOADED = """
import sys
from interp_explorer.app.main import main
for words in {words}:
    try:
        main(words)
    except SystemExit:
        pass
    if "torch" in sys.modules:
        sys.exit("torch was loaded by " + repr(words))
"""


def test_light_commands_do_not_load_torch() -> None:
    code = WHICH_ARE_LOADED.format(words=LIGHT)
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (outcome.returncode, "torch was loaded" in outcome.stderr) == (0, False)


def test_module_and_exit_code() -> None:
    command = [sys.executable, "-m", "interp_explorer", "modles"]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert outcome.returncode == 2
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("interp-explorer: There is no command 'modles'")
    assert outcome.stderr.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="there is no such pipe")
@pytest.mark.parametrize(("reader", "seen"), [("head -n 1", "NAME"), ("true", "")])
def test_a_reader_that_leaves_early(reader: str, seen: str) -> None:
    command = f"{sys.executable} -m interp_explorer methods | {reader}; exit ${{PIPESTATUS[0]}}"
    outcome = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (outcome.stdout[:4], outcome.stderr, outcome.returncode) == (seen, "", 0)
