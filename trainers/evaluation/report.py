"""What a protocol finds out: rows of numbers, as JSON and as a Markdown table."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

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
    plus_minus: Literal["standard error", "spread"] = "standard error"
    """What a table gives beside a mean: spread / sqrt(n), or the spread itself, as NI does."""

    def markdown(self) -> str:
        """A table with a column for each method: means, each with what `plus_minus` says."""
        methods = list(dict.fromkeys(row.method for row in self.rows))
        lines = [["model", "measure", *methods, "n"]]
        for model, measure in dict.fromkeys((row.model, row.measure) for row in self.rows):
            found = {row.method: row for row in self.rows if (row.model, row.measure) == (model, measure)}
            counts = "/".join(map(str, dict.fromkeys(row.n for row in found.values())))
            cells = [self._cell(found[method]) if method in found else "" for method in methods]
            lines.append([model, measure, *cells, counts])
        rules = ["---"] * 2 + ["---:"] * (len(methods) + 1)
        return "\n".join(f"| {' | '.join(cells)} |" for cells in (lines[0], rules, *lines[1:]))

    def _cell(self, row: Row) -> str:
        if row.n == 1:
            return _number(row.value, row.value)
        error = row.spread if self.plus_minus == "spread" else row.spread / math.sqrt(row.n)
        return f"{_number(row.value, row.value)} ± {_number(error, row.value)}"

    def write_json(self, path: str | Path) -> None:
        """Write {"protocol", "settings", "rows"} in one atomic step. Raises ExplorerError."""
        values = {
            "protocol": self.protocol,
            "settings": dict(self.settings),
            "rows": [asdict(row) for row in self.rows],
        }
        with atomic_write(path) as temporary:
            temporary.write_text(json.dumps(values, indent=1), encoding="utf-8")


def _number(value: float, like: float) -> str:
    """Three decimals, or three digits where these would hide a small number; `like` is the number that decides."""
    return f"{value:.3f}" if like == 0 or abs(like) >= 0.02 else f"{value:.2e}"
