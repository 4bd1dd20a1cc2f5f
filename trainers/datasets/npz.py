"""NumPy archives: x_train, y_train, x_test, y_test, or images, labels, and angles or other factors."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.lib.npyio import NpzFile

from ...engine.errors import ExplorerError
from ...engine.factors import Factor
from .base import DATASETS, Source, labelled
from .coil import turntable_factors
from .factored import with_factors
from .headings import read_column
from .raw import Raw

LABEL_NAMES = ("labels", "label", "y", "object_id", "person_id")
ANGLE_NAMES = ("angle_deg", "angle", "azimuth")
FACTORS, FACTOR_NAMES = "factors", "factor_names"


def claims(spec: str) -> bool:
    """Whether the text names a .npz file."""
    return spec.lower().endswith(".npz")


def read(spec: str, size: int) -> Raw:
    """The arrays of the archive. Raises ExplorerError if it is missing, damaged, pickled or holds no images."""
    path = Path(spec)
    try:
        # Opened here: np.load forgets to close a file that turns out to be damaged.
        with open(path, "rb") as file, NpzFile(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        raise ExplorerError(f"There is no file {path}.") from None
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ExplorerError(f"{path} cannot be read as a NumPy archive: {error}.") from error
    name = path.stem.lower().replace("_", "-")
    if "x_train" in arrays:
        test = (arrays["x_test"], arrays.get("y_test")) if "x_test" in arrays else None
        return labelled(name, (arrays["x_train"], arrays.get("y_train")), test)
    if "images" in arrays:
        raw = labelled(name, (arrays["images"], _first(arrays, LABEL_NAMES)), None)
        columns = _columns(raw, arrays)
        return with_factors(raw, columns) if columns else raw
    raise ExplorerError(f"{path} has no array x_train or images; it has: {', '.join(arrays) or 'none'}.")


def _columns(raw: Raw, arrays: dict[str, np.ndarray]) -> list[tuple[Factor, np.ndarray]]:
    """`factors` under `factor_names` (see `read_column`), or else angles in degrees; nothing where there are none."""
    if FACTORS in arrays:
        table, names = arrays[FACTORS], arrays.get(FACTOR_NAMES)
        if names is None or table.ndim != 2 or names.shape != table.shape[1:]:
            raise ExplorerError(f"{raw.name}: {FACTORS} (N, F) need {FACTOR_NAMES} (F,), one for each column.")
        return [
            read_column(str(name), [str(cell) for cell in column], raw.name) for name, column in zip(names, table.T)
        ]
    angles = _first(arrays, ANGLE_NAMES)
    return [] if angles is None else turntable_factors(raw, angles)


def _first(arrays: dict[str, np.ndarray], names: Iterable[str]) -> np.ndarray | None:
    return next((arrays[name] for name in names if name in arrays), None)


DATASETS.register("npz")(Source(claims, read, "a .npz file"))
