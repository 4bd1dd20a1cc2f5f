"""The metrics of a run as lines to draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...trainers.symptoms import LINES, symptoms
from ...widgets.line_plot import Series
from ...widgets.theme import Theme

POINTS = 300
"""More would not be seen."""
STYLES = (2, 5, 3, 1, 4, 6, 7, 0)
LOSSES = "Losses"
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Gradients", ("gradient",)),
    ("Logits", ("logit",)),
    ("Latents", ("latent deviation",)),
    ("Schedule", ("weight", "growth")),
)
"""Title of a group and the words that put a metric into it; all others are losses."""
BOOKS = ("step", "images", "images a second")


def short(name: str, group: str) -> str:
    """A metric's name without what the title of its group says already: 'real' among logits."""
    word = group.lower().removesuffix("s")
    return name.replace(f" {word}", "") if group != LOSSES else name


def group_of(name: str) -> str:
    """The group of a metric, by its name."""
    return next((title for title, words in GROUPS if any(word in name for word in words)), LOSSES)


class Curves:
    """All that was logged, by metric; steps rise."""

    def __init__(self) -> None:
        self.last: Mapping[str, float] = {}
        self._recent: list[Mapping[str, float]] = []
        self._lines: dict[str, tuple[list[float], list[float]]] = {}

    def clear(self) -> None:
        """Begin anew."""
        self.last = {}
        self._recent = []
        self._lines = {}

    def add(self, lines: Sequence[Mapping[str, float]]) -> None:
        """Take the lines of a log, each with a 'step'."""
        for line in lines:
            for name, value in line.items():
                if name not in BOOKS:
                    steps, values = self._lines.setdefault(name, ([], []))
                    steps.append(line["step"])
                    values.append(value)
        if lines:
            self.last = lines[-1]
            self._recent = [*self._recent, *lines][-LINES:]

    @property
    def symptoms(self) -> list[str]:
        """What is wrong with the run by its last lines, a sentence each."""
        return symptoms(self._recent)

    @property
    def groups(self) -> list[str]:
        """The groups that have metrics, losses first."""
        present = {group_of(name) for name in self._lines}
        return [title for title in (LOSSES, *(title for title, _ in GROUPS)) if title in present]

    def names(self, group: str) -> list[str]:
        """The metrics of a group, in the order of the log."""
        return [name for name in self._lines if group_of(name) == group]

    @property
    def span(self) -> tuple[float, float]:
        """The first and the last step that were logged."""
        ends = [(steps[0], steps[-1]) for steps, _ in self._lines.values()]
        return (min(first for first, _ in ends), max(last for _, last in ends)) if ends else (0.0, 0.0)

    def series(self, group: str, theme: Theme) -> tuple[list[Series], bool]:
        """The lines of a group over the span, [0, 1], and whether all is positive, as a logarithm wants it.

        Of a long line means of neighbours are drawn, and the least and the greatest of them as a band.
        """
        first, last = self.span
        found, positive = [], True
        for index, name in enumerate(self.names(group)):
            steps, values = (np.asarray(part) for part in self._lines[name])
            positive = positive and bool((values > 0).all())
            time = (steps - first) / max(last - first, 1.0)
            shown = short(name, group)
            style = theme.path_style(STYLES[index % len(STYLES)])
            if len(values) <= POINTS:
                found.append(Series(shown, time, values, style))
                continue
            edges = np.linspace(0, len(values), POINTS + 1).astype(int)[:-1]
            counts = np.diff(np.append(edges, len(values)))
            means = [np.add.reduceat(part, edges) / counts for part in (time, values)]
            means[0][[0, -1]] = time[[0, -1]]
            band = np.minimum.reduceat(values, edges), np.maximum.reduceat(values, edges)
            found.append(Series(shown, means[0], means[1], style, band=band))
        return found, positive
