"""What a path is asked to show, in words: '3', 'not 3', '3 or 8', '3, not 8'. Nothing here loads torch.

Clauses are separated by commas and must all hold. A clause names one class, or several joined by 'or';
'not' in front of it denies the whole clause, so that 'not 3 or 8' is neither of the two.

Classes may be joint, as 'beard + smile' is: then 'beard' names all that have it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import ExplorerError

JOINT = " + "
"""Between the parts of a joint class's name."""
NOTHING = "\N{EN DASH}"


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
            ("" if clause.wanted else "not ") + " or ".join(spoken(clause.classes, self.names))
            for clause in self.clauses
        )

    @property
    def complement(self) -> Attribute | None:
        """Its denial, or None where that is no list of clauses."""
        if len(self.clauses) != 1:
            return None
        [clause] = self.clauses
        return Attribute((Clause(clause.classes, not clause.wanted),), self.names)

    def spoken_of(self, name: str) -> str:
        """The parts of a joint class that the words speak of, a dash if there are none; any other class as it is."""
        if not any(JOINT in each for each in self.names):
            return name
        words = {word for clause in self.clauses for word in spoken(clause.classes, self.names)}
        return JOINT.join(part for part in name.split(JOINT) if part in words) or NOTHING

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
    known = f"the classes are {', '.join(askable(names))}"
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
    denied = None if _named(words, names) else re.fullmatch(r"not(?:\s+(.*))?", words, re.IGNORECASE)
    if denied:
        words = denied[1] or ""
    parts = [words] if _named(words, names) else re.split(r"\s+or\s+", words, flags=re.IGNORECASE)
    found = [_named(part.strip(), names) for part in parts]
    if () in found:
        wrong = parts[found.index(())].strip()
        if not wrong:
            raise ExplorerError(f"{text.strip()!r} lacks the name of a class; {known}.")
        raise ExplorerError(f"There is no class {wrong!r}; {known}, as in '{names[0]}' or 'not {names[0]}'.")
    return Clause(tuple(sorted({index for classes in found for index in classes})), not denied)


def askable(names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """What one word can ask for, and the classes that have it: every class, or every part of joint ones."""
    words: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        for part in name.split(JOINT) if any(JOINT in name for name in names) else [name]:
            words.setdefault(part, []).append(index)
    return {word: tuple(classes) for word, classes in words.items()}


def spoken(classes: Sequence[int], names: Sequence[str]) -> list[str]:
    """The words that together ask for just these classes; their own names where no words do."""
    words = [word for word, having in askable(names).items() if set(having) <= set(classes)]
    covered = {index for word in words for index in askable(names)[word]}
    return words if covered == set(classes) else [names[index] for index in classes]


def _named(word: str, names: tuple[str, ...]) -> tuple[int, ...]:
    """The classes of that word or name, the exact one before one with other capitals; none if there are none."""
    for known in (askable(names), {name: (index,) for index, name in enumerate(names)}):
        folded = {name.casefold(): classes for name, classes in reversed(known.items())}
        if found := known.get(word) or folded.get(word.casefold()):
            return found
    return ()
