"""The directory of one training run: what was asked for, what happened, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..engine.errors import ExplorerError
from ..engine.files import atomic_write


@dataclass(frozen=True)
class RunDirectory:
    """config.json, metrics.jsonl, samples/*.png, checkpoints/*.pt and at the end model.safetensors."""

    path: Path

    @property
    def config(self) -> Path:
        """What was asked for, as JSON."""
        return self.path / "config.json"

    @property
    def metrics(self) -> Path:
        """One JSON object a line: 'step', 'images' seen, 'images a second', and the losses by name."""
        return self.path / "metrics.jsonl"

    @property
    def samples(self) -> Path:
        """Folder of the sheets."""
        return self.path / "samples"

    @property
    def checkpoints(self) -> Path:
        """Folder of the checkpoints."""
        return self.path / "checkpoints"

    @property
    def model(self) -> Path:
        """The finished model."""
        return self.path / "model.safetensors"

    def open(self, config: Mapping[str, Any], resume: bool) -> None:
        """Make the directory, or go on in it, and note `config`.

        Raises ExplorerError if it holds a run and `resume` is off, if it holds something else, or if
        it cannot be written.
        """
        if self.config.exists() and not resume:
            raise ExplorerError(f"{self.path} already holds a training run; resume it or choose another folder.")
        try:
            if not self.config.exists() and self.path.exists() and any(self.path.iterdir()):
                raise ExplorerError(f"{self.path} is not empty and holds no training run; choose another folder.")
            for folder in (self.path, self.samples, self.checkpoints):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ExplorerError(f"Cannot make the folder {self.path}: {error.strerror or error}.") from error
        with atomic_write(self.config) as temporary:
            temporary.write_text(json.dumps(config, indent=2) + "\n")

    def read_config(self) -> dict[str, Any]:
        """What was asked for. Raises ExplorerError if the directory holds no run."""
        try:
            return json.loads(self.config.read_text())
        except (OSError, ValueError) as error:
            raise ExplorerError(f"{self.path} holds no training run that can be read.") from error

    def log(self, line: Mapping[str, Any]) -> None:
        """Add one line to the metrics. Raises ExplorerError if it cannot be written."""
        try:
            with open(self.metrics, "a") as file:
                file.write(json.dumps(line) + "\n")
        except OSError as error:
            raise ExplorerError(f"Cannot write {self.metrics}: {error.strerror or error}.") from error

    def read_metrics(self) -> list[dict[str, Any]]:
        """The lines of the metrics; a last one that was cut off is passed over."""
        if not self.metrics.exists():
            return []
        lines = self.metrics.read_text().splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def forget_after(self, step: int) -> None:
        """Drop what was logged after a step: a resumed run comes by there again."""
        kept = [line for line in self.read_metrics() if line["step"] <= step]
        with atomic_write(self.metrics) as temporary:
            temporary.write_text("".join(json.dumps(line) + "\n" for line in kept))
