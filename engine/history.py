"""Undo and redo over immutable states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

S = TypeVar("S")
LIMIT = 200


@dataclass(frozen=True)
class Step(Generic[S]):
    """A state and the sentence that says what led to it ('drag control point 3')."""

    state: S
    label: str


class History(Generic[S]):
    """The states before and after the present one; at most `LIMIT` of each are kept."""

    def __init__(self, state: S) -> None:
        self._past: list[Step[S]] = []
        self._present: Step[S] = Step(state, "")
        self._future: list[Step[S]] = []

    @property
    def state(self) -> S:
        """The present state."""
        return self._present.state

    @property
    def undo_label(self) -> str:
        """What `undo` would take back, empty if there is nothing."""
        return self._present.label if self._past else ""

    @property
    def redo_label(self) -> str:
        """What `redo` would bring again, empty if there is nothing."""
        return self._future[-1].label if self._future else ""

    def push(self, state: S, label: str) -> None:
        """Make `state` the present one; what was undone is forgotten. An equal state is no step."""
        if state == self._present.state:
            return
        self._past = [*self._past, self._present][-LIMIT:]
        self._present, self._future = Step(state, label), []

    def replace(self, state: S) -> None:
        """Change the present state without a step: playhead, view, what no one would undo."""
        self._present = Step(state, self._present.label)

    def undo(self) -> S:
        """Go back one step, if there is one; returns the present state."""
        if self._past:
            self._future.append(self._present)
            self._present = self._past.pop()
        return self.state

    def redo(self) -> S:
        """Go forward one step, if there is one; returns the present state."""
        if self._future:
            self._past.append(self._present)
            self._present = self._future.pop()
        return self.state
