"""Four pictures in the corners of a grid, and the latents between them (AE figs. 9-13). NumPy only."""

from __future__ import annotations

import numpy as np

from .model_file import Gallery
from .scene import CORNERS, End, Scene


def bilinear(corners: np.ndarray, size: int) -> np.ndarray:
    """The latents (size, size, D) of a grid between four, (4, D) in the order of CORNERS; size is at least 2."""
    top_left, top_right, bottom_left, bottom_right = np.asarray(corners, np.float64)
    across = np.linspace(0, 1, size)[None, :, None]
    down = np.linspace(0, 1, size)[:, None, None]
    return (1 - down) * ((1 - across) * top_left + across * top_right) + down * (
        (1 - across) * bottom_left + across * bottom_right
    )


def shown_corners(scene: Scene, gallery: Gallery) -> tuple[End, ...]:
    """The corners of a scene's grid, in the order of CORNERS.

    Where none were chosen they are the source, two pictures of the gallery and the target; without a gallery
    the ends stand at both diagonals.
    """
    if scene.corners.ends:
        return scene.corners.ends
    used = [end.origin for end in (scene.source, scene.target)]
    free = [index for index in range(len(gallery)) if f"gallery:{index}" not in used]
    seen = {int(gallery.labels[index]) for index in range(len(gallery)) if f"gallery:{index}" in used}
    # Pictures of other classes than those of the ends say more, where there are any.
    free.sort(key=lambda index: int(gallery.labels[index]) in seen)
    others = [End(tuple(map(float, gallery.latents[index])), f"gallery:{index}") for index in free[:2]]
    if len(others) < 2:
        others = [scene.target, scene.source]
    return scene.source, others[0], others[1], scene.target


def corner_cell(corner: str, size: int) -> tuple[int, int]:
    """Row and column of a corner in a grid."""
    index = CORNERS.index(corner)
    return (size - 1) * (index // 2), (size - 1) * (index % 2)


def coarse_first(size: int) -> list[np.ndarray]:
    """All cells of a grid as flat indices: the corners, the cells halfway between them, and so on."""
    levels = np.full(size, size)
    level = 0
    while (levels == size).any():
        reached = np.round(np.linspace(0, size - 1, min(size, 2**level + 1))).astype(int)
        levels[reached] = np.minimum(levels[reached], level)
        level += 1
    of_cells = np.maximum(levels[:, None], levels[None, :]).ravel()
    return [np.flatnonzero(of_cells == level) for level in np.unique(of_cells)]
