"""What a protocol finds out: rows of numbers, as JSON and as a Markdown table."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

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

    def markdown(self) -> str:
        """A table with a column for each method: means with their standard errors, spread / sqrt(n)."""
        methods = list(dict.fromkeys(row.method for row in self.rows))
        lines = [["model", "measure", *methods, "n"]]
        for model, measure in dict.fromkeys((row.model, row.measure) for row in self.rows):
            found = {row.method: row for row in self.rows if (row.model, row.measure) == (model, measure)}
            counts = "/".join(map(str, dict.fromkeys(row.n for row in found.values())))
            cells = [_cell(found[method]) if method in found else "" for method in methods]
            lines.append([model, measure, *cells, counts])
        rules = ["---"] * 2 + ["---:"] * (len(methods) + 1)
        return "\n".join(f"| {' | '.join(cells)} |" for cells in (lines[0], rules, *lines[1:]))

    def write_json(self, path: str | Path) -> None:
        """Write {"protocol", "settings", "rows"} in one atomic step. Raises ExplorerError."""
        values = {
            "protocol": self.protocol,
            "settings": dict(self.settings),
            "rows": [asdict(row) for row in self.rows],
        }
        with atomic_write(path) as temporary:
            temporary.write_text(json.dumps(values, indent=1), encoding="utf-8")


def _cell(row: Row) -> str:
    error = row.spread / math.sqrt(row.n) if row.n > 1 else math.nan
    return f"{row.value:.3f}" if math.isnan(error) else f"{row.value:.3f} ± {error:.3f}"
