"""What a path is asked to show, in words: '3', 'not 3', '3 or 8', '3, not 8'. Nothing here loads torch.

Clauses are separated by commas and must all hold. A clause names one class, or several joined by 'or';
'not' in front of it denies the whole clause, so that 'not 3 or 8' is neither of the two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import ExplorerError


@dataclass(frozen=True)
class Clause:
    """One of these classes (indices, increasing) if `wanted`, none of them otherwise."""

    classes: tuple[int, ...]
    wanted: bool = True

    def allowed(self, count: int) -> tuple[int, ...]:
        """The classes, of `count` in all, with which the clause holds."""
        return tuple(index for index in range(count) if (index in self.classes) == self.wanted)


@dataclass(frozen=True)
class Attribute:
    """Clauses over the named classes of a model; all of them must hold."""

    clauses: tuple[Clause, ...]
    names: tuple[str, ...]

    def __str__(self) -> str:
        """The words, which `parse_attribute` reads back."""
        return ", ".join(
            ("" if clause.wanted else "not ") + " or ".join(self.names[index] for index in clause.classes)
            for clause in self.clauses
        )

    @property
    def complement(self) -> Attribute | None:
        """Its denial, or None where that is no list of clauses."""
        if len(self.clauses) != 1:
            return None
        [clause] = self.clauses
        return Attribute((Clause(clause.classes, not clause.wanted),), self.names)

    def seen(self, probabilities: np.ndarray) -> np.ndarray:
        """Whether the most probable class has the attribute: (...) from (..., classes)."""
        most = np.asarray(probabilities).argmax(-1)
        allowed = [clause.allowed(len(self.names)) for clause in self.clauses]
        return np.logical_and.reduce([np.isin(most, classes) for classes in allowed])


def parse_attribute(text: str, names: Sequence[str]) -> Attribute:
    """The attribute in a text, over the classes of these names; capitals do not matter.

    Raises ExplorerError, naming the classes there are, for a text that is empty, names another class or
    asks for none; and for one that excludes all, or what it asks for.
    """
    names = tuple(names)
    known = f"the classes are {', '.join(names)}"
    if not text.strip():
        raise ExplorerError(f"No attribute is named: choose a class to pass by, such as {names[0]!r}; {known}.")
    clauses = tuple(_clause(part, names, known) for part in text.split(","))
    excluded = {index for clause in clauses if not clause.wanted for index in clause.classes}
    if len(excluded) == len(names):
        raise ExplorerError(f"The attribute {text.strip()!r} excludes every class, so no image has it: leave one.")
    if any(clause.wanted and excluded.issuperset(clause.classes) for clause in clauses):
        raise ExplorerError(f"The attribute {text.strip()!r} excludes what it asks for: leave out either.")
    return Attribute(clauses, names)


def _clause(text: str, names: tuple[str, ...], known: str) -> Clause:
    words = text.strip()
    if not words:
        raise ExplorerError(f"The attribute has a comma with no class beside it; {known}.")
    # A class may be called anything, even 'not ...': its whole name goes first.
    denied = None if _index(words, names) is not None else re.fullmatch(r"not(?:\s+(.*))?", words, re.IGNORECASE)
    if denied:
        words = denied[1] or ""
    whole = _index(words, names)
    parts = [words] if whole is not None else re.split(r"\s+or\s+", words, flags=re.IGNORECASE)
    indices = [_index(part.strip(), names) for part in parts]
    if None in indices:
        wrong = parts[indices.index(None)].strip()
        if not wrong:
            raise ExplorerError(f"{text.strip()!r} lacks the name of a class; {known}.")
        raise ExplorerError(f"There is no class {wrong!r}; {known}, as in '{names[0]}' or 'not {names[0]}'.")
    return Clause(tuple(sorted({index for index in indices if index is not None})), not denied)


def _index(word: str, names: tuple[str, ...]) -> int | None:
    """The class of that name; the exact one goes before one with other capitals."""
    if word in names:
        return names.index(word)
    folded = [name.casefold() for name in names]
    return folded.index(word.casefold()) if word.casefold() in folded else None
