"""The measurements of the papers that `interp-explorer evaluate` can repeat, one a file."""

from __future__ import annotations

from typing import ClassVar, Protocol

from ...engine.progress import Progress
from ...engine.registry import Registry
from .report import Report

PROTOCOLS = Registry("protocol")
"""Name -> `EvaluationProtocol`."""


class EvaluationProtocol(Protocol):
    """A frozen dataclass of described parameters that can run; the command line makes its options from them.

    One whose reports have a picture says in a class attribute `figure` what it shows, and one whose measures do not
    explain themselves says in `legend` what they are.
    """

    summary: ClassVar[str]

    def run(self, device: str, progress: Progress) -> Report:
        """Measure, on a torch device. Raises ExplorerError and Cancelled."""
        ...
