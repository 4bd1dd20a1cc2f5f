"""The directory of one training run: what was asked for, what happened, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout

from ..engine.errors import ExplorerError
from ..engine.files import atomic_write
from ..engine.model_file import read_header
from ..engine.model_library import OF_A_RUN

Wish = Literal["pause", "finish"]
"""What somebody who watches a run asks of it: to save its state and end, or to make the model of what it has."""
PATIENCE = 1.0
"""Seconds to wait for the lock, which those who watch take for a moment."""


@dataclass(frozen=True)
class RunDirectory:
    """config.json, metrics.jsonl, samples/*.png, checkpoints/*.pt and at the end model.safetensors.

    While a process trains here it holds the file `lock`, and heeds what is written to the file `wish`. Needs no torch.
    """

    path: Path

    @property
    def config(self) -> Path:
        """What was asked for, as JSON."""
        return self.path / "config.json"

    @property
    def metrics(self) -> Path:
        """One JSON object a line: 'step', 'images' seen, 'images a second', the losses by name, and sentences in
        'warnings' if something is wrong with them (`symptoms`)."""
        return self.path / "metrics.jsonl"

    @property
    def samples(self) -> Path:
        """Folder of the sheets."""
        return self.path / "samples"

    def sheet(self, kind: str, step: int) -> Path:
        """The file of a sheet: kind 'step' shows samples, 'strips' ways from one image to another."""
        return self.samples / f"{kind}-{step:09d}.png"

    @property
    def checkpoints(self) -> Path:
        """Folder of the checkpoints."""
        return self.path / "checkpoints"

    @property
    def model(self) -> Path:
        """The finished model."""
        return self.path / OF_A_RUN

    @property
    def snapshots(self) -> Path:
        """Folder of the models that were made while the run was going on."""
        return self.path / "models"

    @property
    def saved_step(self) -> int:
        """The step of the newest checkpoint; 0 before the first."""
        newest = max((path.stem for path in self.checkpoints.glob("step-*.pt")), default="")
        step = newest.removeprefix("step-")
        return int(step) if step.isdecimal() else 0

    @property
    def finished(self) -> bool:
        """Whether there is a model, and it knows all that was learned."""
        try:
            known = read_header(self.model).recipe.get("steps", 0)
        except ExplorerError:
            return False
        return isinstance(known, int) and known >= self.saved_step

    @contextmanager
    def open(self, config: Mapping[str, Any], resume: bool) -> Iterator[None]:
        """Make the directory, or go on in it, note `config`, and keep other processes from training in it for a block.

        Raises ExplorerError if it holds a run and `resume` is off, if it holds something else, if another
        process trains in it, or if it cannot be written.
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
        lock = self._lock()
        try:
            lock.acquire(timeout=PATIENCE)
        except Timeout:
            raise ExplorerError(
                f"Another process is training in {self.path}; stop it or choose another folder."
            ) from None
        try:
            with atomic_write(self.config) as temporary:
                temporary.write_text(json.dumps(config, indent=2) + "\n")
            yield
        finally:
            self.ask(None)
            lock.release()

    @property
    def held(self) -> bool:
        """Whether a process trains here now."""
        if not self.config.exists():
            return False
        try:
            with self._lock().acquire(blocking=False):
                return False
        except Timeout:
            return True
        except OSError:  # a run of somebody else's, in a folder that may only be read
            return False

    def ask(self, wish: Wish | None) -> None:
        """Ask the process that trains here for something; None takes it back. Raises ExplorerError if that fails."""
        try:
            if wish is None:
                self._wish.unlink(missing_ok=True)
            else:
                with atomic_write(self._wish) as temporary:
                    temporary.write_text(wish)
        except OSError as error:
            raise ExplorerError(f"Cannot write {self._wish}: {error.strerror or error}.") from error

    @property
    def wish(self) -> str:
        """What was asked for last, empty for nothing."""
        try:
            return self._wish.read_text()
        except FileNotFoundError:
            return ""

    @property
    def _wish(self) -> Path:
        return self.path / "wish"

    def _lock(self) -> FileLock:
        return FileLock(self.path / "lock", thread_local=False)

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
