"""What a command is."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Protocol

from ...engine.progress import Progress


class Command(Protocol):
    """A module that does one thing without a window.

    Importing it is cheap, so that the window need not wait for it: whatever loads NumPy or torch is
    imported by the functions.
    """

    @property
    def SUMMARY(self) -> str:
        """What it does, in one sentence."""
        ...

    @staticmethod
    def configure(parser: ArgumentParser) -> None:
        """Describe its arguments."""
        ...

    @staticmethod
    def run(arguments: Namespace, progress: Progress) -> None:
        """Do it and print the outcome on standard output. Raises ExplorerError and Cancelled."""
        ...
