"""What a protocol finds out: rows of numbers, as a Markdown table, JSON and CSV, and a figure of them."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path
from typing import Any, Literal

from ...engine.figures import Picture
from ...engine.files import atomic_write


@dataclass(frozen=True)
class Row:
    """One number: the mean `value` of a measure over `n` cases, and their standard deviation, the `spread`."""

    model: str
    method: str
    measure: str
    value: float
    spread: float
    n: int


@dataclass(frozen=True)
class Report:
    """The rows that a protocol found with its settings, which are plain JSON values."""

    protocol: str
    settings: Mapping[str, Any]
    rows: tuple[Row, ...]
    plus_minus: Literal["standard error", "spread", "spread over models"] = "standard error"
    """What a table gives beside a mean: spread / sqrt(n), or the spread itself, as NI does."""
    layout: Literal["methods", "measures"] = "methods"
    """What has a column of the table for itself."""
    details: tuple[Row, ...] = ()
    """Rows that are in the files and not in the table: what a figure draws."""
    picture: Picture | None = None

    def markdown(self) -> str:
        """A table with a column for each method or measure: means, each with what `plus_minus` says."""
        return _table(self._by_method() if self.layout == "methods" else self._by_measure())

    def _by_method(self) -> list[list[str]]:
        methods = list(dict.fromkeys(row.method for row in self.rows))
        lines = [["model", "measure", *methods, "n"]]
        for model, measure in dict.fromkeys((row.model, row.measure) for row in self.rows):
            found = {row.method: row for row in self.rows if (row.model, row.measure) == (model, measure)}
            counts = "/".join(map(str, dict.fromkeys(row.n for row in found.values())))
            cells = [self._cell(found[method]) if method in found else "" for method in methods]
            lines.append([model, measure, *cells, counts])
        return lines

    def _by_measure(self) -> list[list[str]]:
        measures = list(dict.fromkeys(row.measure for row in self.rows))
        lines = [["model", "method", *measures]]
        for model, method in dict.fromkeys((row.model, row.method) for row in self.rows):
            found = {row.measure: row for row in self.rows if (row.model, row.method) == (model, method)}
            cells = [self._cell(found[measure]) if measure in found else "" for measure in measures]
            lines.append([model, method, *cells])
        return lines

    def _cell(self, row: Row) -> str:
        if row.n == 1:
            return _number(row.value, row.value)
        error = row.spread / math.sqrt(row.n) if self.plus_minus == "standard error" else row.spread
        return f"{_number(row.value, row.value)} ± {_number(error, row.value)}"

    def write_json(self, path: str | Path) -> None:
        """Write {"protocol", "settings", "rows"} in one atomic step. Raises ExplorerError."""
        values = {
            "protocol": self.protocol,
            "settings": dict(self.settings),
            "rows": [asdict(row) for row in (*self.rows, *self.details)],
        }
        with atomic_write(path) as temporary:
            temporary.write_text(json.dumps(values, indent=1), encoding="utf-8")

    def write_csv(self, path: str | Path) -> None:
        """Write the same rows as a table, RFC 4180, in one atomic step. Raises ExplorerError."""
        stream = io.StringIO()
        writer = csv.writer(stream)
        writer.writerow(field.name for field in fields(Row))
        writer.writerows(astuple(row) for row in (*self.rows, *self.details))
        with atomic_write(path) as temporary:
            temporary.write_text(stream.getvalue(), encoding="utf-8", newline="")


def _table(lines: list[list[str]]) -> str:
    """Markdown, two columns of names before those of numbers."""
    rules = ["---"] * 2 + ["---:"] * (len(lines[0]) - 2)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (lines[0], rules, *lines[1:]))


def _number(value: float, like: float) -> str:
    """Three decimals, or three digits where these would hide a small number; `like` is the number that decides."""
    return f"{value:.3f}" if like == 0 or abs(like) >= 0.02 else f"{value:.2e}"
