"""`interp-explorer data`"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...engine.errors import ExplorerError
from ...engine.files import check_file
from ...engine.parameters import describe, parameter
from ...engine.progress import Progress
from .parsing import add_parameters, file_name, option, parameters
from .terminal import counted, print_json, print_table

if TYPE_CHECKING:
    from ...trainers.datasets import Dataset

SUMMARY = "Say what a data set holds; write its images as a sheet, or with their factors as an archive."
SHEET_ENDING = ".png"
ENDINGS = SHEET_ENDING, ".npz"


@dataclass(frozen=True)
class Sheet:
    """What a sheet shows."""

    images: int = parameter(96, "Images", "Images of the sheet.", low=1)
    columns: int = parameter(12, "Columns", "Columns of the sheet.", low=1)


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("data", metavar="DATA", help="what 'train' takes: a file, a folder, pole, turntable, ...")
    parser.add_argument("--size", type=int, default=64, metavar="PX", help="side of the images. Default: 64.")
    parser.add_argument(
        "-o", "--output", type=file_name, metavar="FILE",
        help="a .png sheet of some images, or a .npz archive of all, which can be read as a data set again",
    )  # fmt: skip
    add_parameters(parser, Sheet, "sheet")
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(arguments: Namespace, progress: Progress) -> None:
    """Read the data set, write what is asked for, and say what it is."""
    from ...trainers.datasets import open_dataset

    started, output = time.perf_counter(), arguments.output
    sheet = _sheet(arguments)
    progress.report(0.0, "Reading")
    data = open_dataset(arguments.data, arguments.size)
    count = len(data.train) + len(data.test)
    if sheet is not None:
        _write_sheet(data, output, min(sheet.images, count), sheet.columns)
    elif output:
        _write_archive(data, output)
    facts = _facts(data)
    if arguments.json:
        print_json({"file": output, **facts} if output else facts)
        return
    print_table([(f"{name}:", text) for name, value in facts.items() for text in _lines(value)])
    if output:
        written = counted(count, "image") if sheet is None else f"{min(sheet.images, count)} of {count} images"
        print(f"{output}: {written}, {time.perf_counter() - started:.1f} s")


def _sheet(arguments: Namespace) -> Sheet | None:
    """The sheet that is asked for, None for none. Raises ExplorerError, also where the output cannot be written."""
    output = arguments.output
    if output and Path(output).suffix.lower() not in ENDINGS:
        raise ExplorerError(f"{output}: the file ends in {' or '.join(ENDINGS)}.")
    if output:
        check_file(output)
    if output and Path(output).suffix.lower() == SHEET_ENDING:
        return parameters(Sheet, arguments)
    for p in describe(Sheet):
        if getattr(arguments, p.name) is not None:
            raise ExplorerError(f"{option(p)} has no effect without a sheet, -o FILE{SHEET_ENDING}: leave it out.")
    return None


def _facts(data: Dataset) -> dict[str, Any]:
    factors = [
        {"name": f.name, "kind": f.kind, "low": f.low, "high": f.high, "unit": f.unit, "choices": list(f.choices)}
        for f in data.factors
    ]
    return {
        "name": data.name, "images": "x".join(map(str, data.image_shape)), "train": len(data.train),
        "test": len(data.test), "classes": list(data.classes), "factors": factors,
        "attributes": [attribute.name for attribute in data.attributes], "licence": data.licence, "sha256": data.sha256,
    }  # fmt: skip


def _lines(value: Any) -> list[str]:
    """How a fact is printed."""
    if not isinstance(value, list):
        return [str(value)]
    if value and isinstance(value[0], dict):
        return [_said(factor) for factor in value]
    return [", ".join(value) or "none"]


def _said(factor: dict[str, Any]) -> str:
    if factor["kind"] == "choice":
        return f"{factor['name']}: one of {', '.join(factor['choices'])}"
    if factor["kind"] == "yes-no":
        return f"{factor['name']}: yes or no"
    around = ", and around" if factor["kind"] == "circular" else ""
    return f"{factor['name']}: {factor['low']:g} to {factor['high']:g}{factor['unit'] and ' ' + factor['unit']}{around}"


def _write_sheet(data: Dataset, path: str, images: int, columns: int) -> None:
    """Images of both splits, evenly over the set in order of their factors; angles come last, and so go along a row."""
    import numpy as np
    import torch

    from ...trainers.sheets import write_sheet

    together, factors, labels = _together(data)
    order = np.argsort(labels, kind="stable")
    if factors is not None:
        places = sorted(range(len(data.factors)), key=lambda place: data.factors[place].kind == "circular")
        order = np.lexsort([factors[:, place] for place in reversed(places)])
    chosen = order[np.arange(images) * len(together) // images]
    write_sheet(Path(path), torch.from_numpy(together[chosen]).float() / 255, columns, zoom=1)


def _write_archive(data: Dataset, path: str) -> None:
    import numpy as np

    from ...engine.files import atomic_write
    from ...trainers.datasets.headings import write_columns

    together, factors, labels = _together(data)
    arrays = {"images": together.transpose(0, 2, 3, 1)}
    if data.classes:
        # Names that are numbers are kept in the order of numbers.
        numbers = all(name.isdecimal() for name in data.classes)
        arrays["labels"] = np.array([int(name) for name in data.classes] if numbers else data.classes)[labels]
    if factors is not None:
        arrays["factor_names"], arrays["factors"] = write_columns(data.factors, factors)
    with atomic_write(path) as temporary, open(temporary, "wb") as file:
        np.savez_compressed(file, **arrays)


def _together(data: Dataset) -> tuple[Any, Any, Any]:
    """Images, factors or None, and labels of both splits."""
    import numpy as np

    splits = data.train, data.test
    known = [split.factors for split in splits if split.factors is not None]
    factors = np.concatenate(known) if len(known) == len(splits) else None
    return np.concatenate([s.images for s in splits]), factors, np.concatenate([s.labels for s in splits])
