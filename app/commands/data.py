"""`interp-explorer data`"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...engine.errors import ExplorerError
from ...engine.progress import Progress
from .parsing import file_name
from .terminal import print_json, print_table

if TYPE_CHECKING:
    from ...trainers.datasets import Dataset

SUMMARY = "Say what a data set holds; write its images as a sheet, or with their factors as an archive."
ENDINGS = ".png", ".npz"


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("data", metavar="DATA", help="what 'train' takes: a file, a folder, pole, turntable, ...")
    parser.add_argument("--size", type=int, default=64, metavar="PX", help="side of the images. Default: 64.")
    parser.add_argument(
        "-o", "--output", type=file_name, metavar="FILE",
        help="a .png sheet of some images, or a .npz archive of all, which can be read as a data set again",
    )  # fmt: skip
    parser.add_argument("--images", type=int, default=96, metavar="N", help="images of the sheet. Default: 96.")
    parser.add_argument("--columns", type=int, default=12, metavar="N", help="of the sheet. Default: 12.")
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(arguments: Namespace, progress: Progress) -> None:
    """Read the data set, say what it is, and write what is asked for."""
    from ...trainers.datasets import open_dataset

    ending = Path(arguments.output).suffix.lower() if arguments.output else ""
    if (ending and ending not in ENDINGS) or (arguments.output and not ending):
        raise ExplorerError(f"{arguments.output}: the file ends in {' or '.join(ENDINGS)}.")
    if min(arguments.images, arguments.columns) < 1:
        raise ExplorerError("A sheet has at least one image and one column.")
    progress.report(0.0, "Reading")
    data = open_dataset(arguments.data, arguments.size)
    facts = _facts(data)
    if arguments.json:
        print_json(facts)
    else:
        print_table([(f"{name}:", text) for name, value in facts.items() for text in _lines(value)])
    if ending == ".png":
        _write_sheet(data, arguments.output, arguments.images, arguments.columns)
    elif ending == ".npz":
        _write_archive(data, arguments.output)


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
    """Images of both splits, evenly over the set in the order of its factors, angles last: they go along a row."""
    import numpy as np
    import torch

    from ...trainers.sheets import write_sheet

    together, factors, labels = _together(data)
    order = np.argsort(labels, kind="stable")
    if factors is not None:
        places = sorted(range(len(data.factors)), key=lambda place: data.factors[place].kind == "circular")
        order = np.lexsort([factors[:, place] for place in reversed(places)])
    count = min(images, len(together))
    chosen = order[np.arange(count) * len(together) // count]
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
