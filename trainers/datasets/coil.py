"""COIL folders: objN__A.png, where A is the angle in degrees (COIL-100) or the number of the view (COIL-20)."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from ...engine.errors import ExplorerError
from ...engine.factors import Factor
from .base import DATASETS, Source, labelled
from .factored import with_factors
from .pictures import read_pictures, refuse_others
from .raw import Raw

NAME = re.compile(r"obj(\d+)__(\d+)\.\w+", re.IGNORECASE)
VIEWS = 72
DEGREES = 360


def claims(spec: str) -> bool:
    """Whether the text names a folder with a file of such a name."""
    return bool(spec) and Path(spec).is_dir() and any(NAME.fullmatch(path.name) for path in Path(spec).iterdir())


def read(spec: str, size: int) -> Raw:
    """Every such file, object by object and angle by angle.

    Raises ExplorerError where an object lacks views or has one twice, and for a picture that is no view.
    """
    folder = Path(spec)
    views: dict[tuple[int, int], Path] = {}
    for path in sorted(folder.iterdir()):
        if found := NAME.fullmatch(path.name):
            key = int(found[1]), int(found[2])
            if key in views:
                raise ExplorerError(f"{views[key]} and {path.name} are the same view; leave one of them.")
            if key[1] >= DEGREES:
                raise ExplorerError(f"{path} has the angle {key[1]}, and angles are 0 to {DEGREES - 1}: rename it.")
            views[key] = path
    refuse_others(folder, views.values(), "is not called as a view of an object is, as in obj1__0.png; rename it")
    keys = sorted(views)
    objects, angles = np.array(keys).T
    _check_complete(folder, objects, angles)
    if angles.max() < VIEWS and (angles % (DEGREES // VIEWS)).any():
        angles = angles * (DEGREES // VIEWS)
    raw = labelled(folder.resolve().name, (read_pictures([views[key] for key in keys]), objects), None)
    return with_factors(raw, turntable_factors(raw, angles))


def turntable_factors(raw: Raw, angles: np.ndarray) -> list[tuple[Factor, np.ndarray]]:
    """The object, where there are classes, and the angle in degrees."""
    angle = Factor("angle", "circular", 0.0, DEGREES, "°"), angles % DEGREES
    if not raw.classes:
        return [angle]
    return [(Factor("object", "choice", 0.0, len(raw.classes) - 1.0, choices=raw.classes), raw.train.labels), angle]


def _check_complete(folder: Path, objects: np.ndarray, angles: np.ndarray) -> None:
    known = set(angles)
    for name in np.unique(objects):
        if missing := sorted(known - set(angles[objects == name])):
            raise ExplorerError(
                f"{folder} lacks obj{name}__{missing[0]}, a view that other objects have; fetch it again."
            )
    views = np.array(sorted(known))
    steps = np.diff(views)
    if len(set(steps)) > 1:
        gap = int(np.argmax(steps))
        raise ExplorerError(f"{folder} has no views between {views[gap]} and {views[gap + 1]}; fetch the missing ones.")


DATASETS.register("coil")(Source(claims, read, "a folder of COIL images (obj1__0.png, ...)"))
