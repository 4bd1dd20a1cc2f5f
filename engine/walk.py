"""Endless walks: random paths from stop to stop, chained and streamed to a film (the poster BP's random walks)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import ExplorerError
from .export import FILMS, ExportSettings, check_target, format_of
from .export.pictures import grid
from .parameters import check, parameter
from .progress import Progress
from .request import LARGEST_SEED, MAXIMUM_POINTS, MINIMUM_POINTS, PIXELS, Latent, PathRequest

if TYPE_CHECKING:
    from PIL import Image

    from .model import Model

MOST_STOPS = 1000


@dataclass(frozen=True)
class Walk:
    """A path through all stops in turn, and back to the first with `loop`.

    Each stretch is made by `method` with `points` points, both stops included, and a seed of its own, derived
    from `seed` and its place, so that the beginning of a walk does not depend on what follows.
    """

    model: str
    method: Any
    stops: tuple[Latent, ...]
    points: int = parameter(
        50, "Points", "Points from one stop to the next, with both stops.",
        low=MINIMUM_POINTS, high=MAXIMUM_POINTS, scale="log",
    )  # fmt: skip
    seed: int = 0
    loop: bool = parameter(True, "Loop", "Return from the last stop to the first, so that the film never ends.")
    pixels: str = parameter(
        "mean", "Frames", "Show the decoder's mean, or a draw from its likelihood p(x|z).", choices=PIXELS
    )

    @property
    def stretches(self) -> int:
        """How many paths are chained."""
        return len(self.stops) - (0 if self.loop else 1)

    @property
    def frames(self) -> int:
        """How many frames the walk has: a stop that joins two stretches is shown once, and so is a loop's start."""
        return self.stretches * (self.points - 1) + (0 if self.loop else 1)

    def requests(self) -> Iterator[PathRequest]:
        """The stretches as requests, in order."""
        seeds = stretch_seeds(self.seed)
        for place in range(self.stretches):
            yield PathRequest(
                self.model, self.method, self.stops[place], self.stops[(place + 1) % len(self.stops)], self.points,
                seed=next(seeds), pixels=self.pixels, layer=f"stretch {place + 1}",
            )  # fmt: skip


def stretch_seeds(seed: int) -> Iterator[int]:
    """Seeds without end, the same for the same seed."""
    random = np.random.default_rng(seed)
    while True:
        yield int(random.integers(LARGEST_SEED))


def check_walk(walk: Walk) -> None:
    """Raise ExplorerError if the walk has no stretch, too many stops, or a number of points that no path has."""
    if not 2 <= len(walk.stops) <= MOST_STOPS:
        raise ExplorerError(f"A walk goes through 2 to {MOST_STOPS} images, not {len(walk.stops)}: add or remove some.")
    check(walk)
    check(walk.method)


def walk_frames(walk: Walk, model: Model, progress: Progress | None = None) -> Iterator[np.ndarray]:
    """The decoded frames (C, H, W) of a walk, one after the other; no more than one stretch is in memory.

    Progress is that of the walk. Raises ExplorerError where a stretch has no path, and Cancelled.
    """
    from .solve import solve_frames

    check_walk(walk)
    progress = progress or Progress()
    for place, request in enumerate(walk.requests()):
        progress.report(place / walk.stretches, f"Stretch {place + 1} of {walk.stretches}")
        frames = solve_frames(request, model, Progress(cancelled=progress.cancelled))
        # The next stretch begins with this one's last frame.
        last = None if place == walk.stretches - 1 and not walk.loop else -1
        yield from frames[:last]


def walk_glimpse(walk: Walk, model: Model, count: int, progress: Progress | None = None) -> np.ndarray:
    """At most `count` frames of a walk, evenly along it, (count, C, H, W); no others are decoded.

    They are frames of the film, up to draws of single pixels. Raises as `walk_frames` does.
    """
    from .solve import solve_frames

    check_walk(walk)
    progress = progress or Progress()
    steps = walk.points - 1
    seen = np.unique(np.linspace(0, walk.frames - 1, min(count, walk.frames)).round().astype(int))
    # The very last frame of a walk that is no loop ends the last stretch.
    stretches = np.minimum(seen // steps, walk.stretches - 1)
    found = []
    for place, request in enumerate(walk.requests()):
        inside = seen[stretches == place] - place * steps
        if len(inside):
            progress.report(place / walk.stretches, f"Stretch {place + 1} of {walk.stretches}")
            found.append(solve_frames(request, model, Progress(cancelled=progress.cancelled), inside.tolist()))
    return np.concatenate(found)


def write_walk(
    walk: Walk, model: Model, path: str | Path, settings: ExportSettings | None = None, progress: Progress | None = None
) -> None:
    """Compute a walk and write it as a film, in the format of the path's ending.

    The film appears whole or not at all. Raises ExplorerError for another format, settings out of range or a walk
    that cannot be made, and Cancelled.
    """
    settings, progress = settings or ExportSettings(), progress or Progress()
    check(settings, "Export settings")
    check_walk(walk)
    check_film(path)
    if settings.playback == "ping-pong":
        raise ExplorerError("A walk is not played backwards: close it into a loop, or choose another playback.")

    def pictures() -> Iterator[Image.Image]:
        for frame in walk_frames(walk, model, progress):
            yield grid([frame[None]], [0], settings)

    FILMS[format_of(path)](pictures(), walk.frames, Path(path), settings, progress)


def check_film(path: str | Path) -> None:
    """Raise ExplorerError unless a film can be written there."""
    check_target(path)
    if format_of(path) not in FILMS:
        raise ExplorerError(f"A walk is a film: {path} must end in .mp4 or .gif.")
