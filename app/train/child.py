"""Training in a process of its own, by the command that a terminal would run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...engine.errors import ExplorerError
from ...trainers.run_library import RunFacts

PROGRAM = "interp-explorer: "
INTERRUPTED = 130
DETAILS = 4000


@dataclass(frozen=True)
class Order:
    """What is to be trained: the arguments of `interp-explorer train`."""

    recipe: str
    data: str
    out: Path
    preset: str
    seed: int
    values: Mapping[str, Any]
    resume: bool = False

    def arguments(self, device: str) -> list[str]:
        """As typed in a terminal."""
        asked = [self.recipe, "--data", self.data, "--out", str(self.out), "--preset", self.preset]
        asked += ["--seed", str(self.seed), "--device", device]
        if self.resume:
            asked.append("--resume")
        if self.values:
            asked += ["--set", *(f"{name}={value}" for name, value in self.values.items())]
        return asked


def order_to_resume(facts: RunFacts) -> Order:
    """What goes on with a run as it was begun."""
    return Order(facts.recipe, facts.data, facts.path, facts.preset, facts.seed, facts.config, resume=True)


def log_file(out: Path) -> Path:
    """What the process of a run has printed: beside the directory, which must be empty when a run begins."""
    return out.with_name(f"{out.name}.log")


class Child:
    """One process that trains. It outlives the program if nobody stops it."""

    def __init__(self, order: Order, device: str) -> None:
        """Start it. Raises ExplorerError if that is not possible."""
        self.out = order.out
        command = [sys.executable, "-m", "interp_explorer", "train", *order.arguments(device)]
        try:
            order.out.parent.mkdir(parents=True, exist_ok=True)
            with open(log_file(order.out), "wb") as log:
                # A session of its own: what interrupts the window's terminal is not meant for it.
                self._process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=os.name == "posix"
                )
        except OSError as error:
            raise ExplorerError(f"The training cannot be started in {order.out}: {error.strerror or error}.") from error

    @property
    def alive(self) -> bool:
        """Whether it is still there."""
        return self._process.poll() is None

    @property
    def failed(self) -> bool:
        """Whether it has ended otherwise than by being done or being interrupted."""
        return self._process.poll() not in (None, 0, INTERRUPTED)

    def interrupt(self) -> None:
        """What Ctrl-C is in a terminal."""
        self._process.terminate()

    def release(self) -> None:
        """Let it go on alone."""
        # Python warns of children that are forgotten while they run; this one is meant to.
        self._process.returncode = self._process.poll() or 0

    @property
    def error(self) -> tuple[str, str]:
        """The sentence that says why it failed, and what it printed."""
        sentence, details = printed_error(self.out)
        code = self._process.poll()
        if code is not None and code < 0:
            sentence = f"The process was ended from outside (signal {-code}), perhaps for want of memory: resume it."
        return sentence or f"The process ended with code {code}.", details


def printed_error(out: Path) -> tuple[str, str]:
    """The sentence in which the process of a run has said why it ended, empty if it has not; and what it printed."""
    try:
        printed = log_file(out).read_text(errors="replace").strip()[-DETAILS:]
    except OSError:
        return "", ""
    last = printed.splitlines()[-1] if printed else ""
    sentence = last.removeprefix(PROGRAM)
    if last == sentence or sentence == "interrupted":
        return "", printed
    return sentence[:1].upper() + sentence[1:], printed
