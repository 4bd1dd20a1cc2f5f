"""A folder of images with a table of what they were made from, factors.csv."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

from ...engine.errors import ExplorerError
from .base import DATASETS, Source, labelled
from .factored import with_factors
from .headings import read_column
from .pictures import read_pictures, refuse_others
from .raw import Raw

TABLE = "factors.csv"
FILE = "file"
FIRST_LINE = f"'{FILE}' and the names of the factors, with commas between them"
MOST_LETTERS = 60
"""Of a line that is quoted in an error."""


def claims(spec: str) -> bool:
    """Whether the text names a folder with a table, or the table itself, which `read` refuses."""
    return bool(spec) and ((Path(spec) / TABLE).is_file() or (Path(spec).name == TABLE and Path(spec).is_file()))


def read(spec: str, size: int) -> Raw:
    """The images in the order of the table, whose first column, 'file', names them; the others are factors.

    The first column of names to choose from gives the classes as well. Raises ExplorerError where table and images do
    not belong together.
    """
    folder = Path(spec)
    if folder.is_file():
        raise ExplorerError(f"{spec} is a table of the images beside it: give its folder, {folder.parent}.")
    where = folder / TABLE
    heading, rows = _table(where)
    files = [row[0] for row in rows]
    if repeated := next((file for file in files if files.count(file) > 1), None):
        raise ExplorerError(f"{where} has two lines for {repeated}; leave one.")
    paths = [folder / file for file in files]
    for path in paths:
        if not path.is_file():
            raise ExplorerError(f"{where} has a line for {path.relative_to(folder)}, which is not in the folder.")
    refuse_others(folder, paths, f"has no line in {TABLE}; add one")
    cells = list(zip(*rows))[1:]
    columns = [read_column(name, column, str(where)) for name, column in zip(heading[1:], cells)]
    choice = next(((factor, values) for factor, values in columns if factor.kind == "choice"), None)
    labels = None if choice is None else np.array(choice[0].choices)[choice[1].astype(int)]
    return with_factors(labelled(folder.resolve().name, (read_pictures(paths), labels), None), columns)


def _table(path: Path) -> tuple[list[str], list[list[str]]]:
    """The heading and the lines below it, each as long. Raises ExplorerError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        cells = ([cell.strip() for cell in line] for line in csv.reader(io.StringIO(text, newline="")))
        lines = [line for line in cells if any(line)]
    except UnicodeDecodeError:
        raise ExplorerError(f"{path} is not encoded as UTF-8: save it as UTF-8.") from None
    except (OSError, csv.Error) as error:
        raise ExplorerError(f"{path} cannot be read as a table: {error}.") from error
    if not lines:
        raise ExplorerError(f"{path} is empty; its first line is to be {FIRST_LINE}.")
    heading, rows = lines[0], lines[1:]
    if heading[0].lower() != FILE or len(heading) < 2:
        first = text.strip().splitlines()[0]
        first = first if len(first) <= MOST_LETTERS else f"{first[:MOST_LETTERS]}..."
        raise ExplorerError(f"The first line of {path} is {first!r}, and must be {FIRST_LINE}.")
    for number, row in enumerate(rows, 1):
        if len(row) != len(heading):
            raise ExplorerError(f"{path}: row {number} has {len(row)} cells, and the heading {len(heading)}.")
    if not rows:
        raise ExplorerError(f"{path} has no lines below its heading.")
    return heading, rows


DATASETS.register("factor-table")(Source(claims, read, f"a folder of images with {TABLE}"))
