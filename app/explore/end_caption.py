"""What an end is called below its picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ...engine.ends import split_draw
from ...engine.model_file import ModelHeader
from ...engine.scene import End


def end_caption(end: End, header: ModelHeader | None, labels: Sequence[int] | np.ndarray) -> str:
    """Its class if it is an image of the gallery with these labels, or its number where there are no classes; its
    seed, its file, or what kind it is."""
    index = gallery_index(end)
    if index is not None and index < len(labels):
        return class_name(header, labels[index]) if header is None or header.classes else f"#{index}"
    kind, _, value = split_draw(end.origin)[1].partition(":")
    if kind == "image":
        return Path(value).name
    return f"{'seed' if kind == 'random' else kind} {value}".strip()


def class_name(header: ModelHeader | None, label: int) -> str:
    """What the model calls a class."""
    classes = header.classes if header is not None else ()
    return classes[label] if 0 <= label < len(classes) else str(label)


def gallery_index(end: End) -> int | None:
    """Where in the gallery an end's picture is, if it is from there."""
    kind, _, value = split_draw(end.origin)[1].partition(":")
    return int(value) if kind == "gallery" and value.isdecimal() else None
