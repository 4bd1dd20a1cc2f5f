"""Sheets of samples: many images in one picture."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from PIL import Image
from torch import Tensor

from ..engine.files import atomic_write

GAP = 2
GROUND = 128


def write_sheet(path: Path, images: Tensor, columns: int | None = None, zoom: int = 2) -> None:
    """Write images (N, C, H, W) in [0, 1] as a PNG, row by row, near a square unless `columns` says otherwise.

    Raises ExplorerError if the file cannot be written.
    """
    pixels = (images.detach().cpu().clamp(0, 1) * 255).round().byte().numpy().transpose(0, 2, 3, 1)
    count, height, width, channels = pixels.shape
    columns = columns or math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    sheet = np.full((rows * (height + GAP) + GAP, columns * (width + GAP) + GAP, channels), GROUND, np.uint8)
    for index, image in enumerate(pixels):
        top, left = GAP + index // columns * (height + GAP), GAP + index % columns * (width + GAP)
        sheet[top : top + height, left : left + width] = image
    picture = Image.fromarray(sheet.squeeze(2) if channels == 1 else sheet)
    with atomic_write(path) as temporary:
        picture.resize((picture.width * zoom, picture.height * zoom), Image.Resampling.NEAREST).save(temporary)
