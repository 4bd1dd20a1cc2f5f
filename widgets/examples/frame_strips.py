"""Three strips with a film running; drag anywhere to scrub."""

import numpy as np

from ..frame_strips import FrameStrips, StripRow
from ..playback import Playback
from ..theme import LIGHT
from .run import images, run


def make() -> FrameStrips:
    """Three rows with a film running."""
    strips = FrameStrips()
    times = np.linspace(0.0, 1.0, 50)
    labels = ("Linear", "Spherical", "Geodesic")
    frames = images(50)
    strips.set_rows(
        [StripRow(name, name, "cost 512", LIGHT.path_style(i), times, frames) for i, name in enumerate(labels)]
    )
    film = Playback(parent=strips)
    film.tick.connect(strips.set_playhead)
    strips.playhead_moved.connect(film.seek)
    film.play()
    return strips


if __name__ == "__main__":
    run(make, width=900)
