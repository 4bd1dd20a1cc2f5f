"""Columns of a table as factors: 'azimuth [° period 360]', 'height [m]', 'object'."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ...engine.errors import ExplorerError
from ...engine.factors import Factor

BRACKETS = r"\[(?P<unit>[^\[\],]*?)(?:,?\s*\b(?i:period)(?![a-z])\s*(?P<period>[^\[\]]*?))?\s*\]"
HEADING = re.compile(rf"\s*(?P<name>[^\[\]]+?)\s*(?:{BRACKETS})?\s*")
CHOICE = "choice"
YES_NO = {"no": 0.0, "yes": 1.0}


def read_column(heading: str, cells: Sequence[str], where: str) -> tuple[Factor, np.ndarray]:
    """The factor that a column describes, and its values (N,).

    In square brackets behind the name stands the unit, and after 'period' how far it is once around. Cells are
    numbers, or 'yes' and 'no', or names to choose from; [choice] makes names of numbers too. Raises
    ExplorerError, which begins with `where`.
    """
    found = HEADING.fullmatch(heading)
    if found is None:
        raise ExplorerError(f"{where}: the heading {heading!r} is not of the form NAME [UNIT period NUMBER].")
    name, unit, period = found["name"], found["unit"] or "", found["period"]
    if set(cells) <= set(YES_NO) and unit != CHOICE:
        return Factor(name, "yes-no"), np.array([YES_NO[cell] for cell in cells])
    numbers = [_number(cell) for cell in cells]
    missing = [row for row, number in enumerate(numbers) if number is None]
    if unit == CHOICE or (len(missing) == len(cells) and period is None):
        choices = tuple(sorted(set(cells), key=lambda cell: (_number(cell) or 0.0, cell)))
        places = np.array([float(choices.index(cell)) for cell in cells])
        return Factor(name, "choice", 0.0, len(choices) - 1.0, choices=choices), places
    if missing:
        raise ExplorerError(
            f"{where}: {cells[missing[0]]!r} in row {missing[0] + 1} of {name!r} is not a finite number."
        )
    values = np.array(numbers, np.float64)
    if period is None:
        return Factor(name, "continuous", float(values.min()), float(values.max()), unit), values
    if not (length := _number(period) or 0.0) > 0:
        raise ExplorerError(f"{where}: the period {period!r} of {name!r} is not a number above 0.")
    return Factor(name, "circular", 0.0, length, unit), values % length


def write_columns(factors: Sequence[Factor], values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Headings (F,) and cells (N, F), all of them text, from which `read_column` reads the same factors again."""
    headings, columns = [], []
    for factor, column in zip(factors, values.T):
        period = f"period {factor.period:g}" if factor.period else ""
        brackets = CHOICE if factor.kind == "choice" else " ".join(filter(None, (factor.unit, period)))
        headings.append(f"{factor.name} [{brackets}]" if brackets else factor.name)
        names = factor.choices if factor.kind == "choice" else ("no", "yes") if factor.kind == "yes-no" else ()
        columns.append([names[int(value)] if names else repr(float(value)) for value in column])
    return np.array(headings), np.array(columns).T


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if np.isfinite(value) else None
