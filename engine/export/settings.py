"""How a path is turned into pictures."""

from __future__ import annotations

from dataclasses import dataclass

from ..parameters import parameter

PLAYBACKS = {"loop": "Loop", "ping-pong": "There and back", "once": "Once"}
SCALINGS = {"smooth": "Smooth", "nearest": "Square pixels"}


@dataclass(frozen=True)
class ExportSettings:
    """The parameters of an export; each format takes from them what concerns it."""

    frame_rate: float = parameter(
        20.0, "Frame rate", "Frames a second of a film.", low=1.0, high=50.0, unit="fps",
    )  # fmt: skip
    size: int = parameter(
        256, "Size", "The longer side of one frame; its proportions are kept.",
        low=8, high=2048, scale="log", unit="px",
    )  # fmt: skip
    scaling: str = parameter(
        "smooth", "Scaling", "Interpolate between pixels, or show each of the model's pixels as a square.",
        choices=SCALINGS,
    )  # fmt: skip
    playback: str = parameter(
        "loop", "Playback", "A film that starts again, one that runs there and back, or one that stops at the end.",
        choices=PLAYBACKS,
    )  # fmt: skip
    strip_frames: int = parameter(
        10, "Frames in a strip", "How many frames a strip shows, evenly along the path and with both ends.",
        low=2, high=200,
    )  # fmt: skip
    gap: int = parameter(
        2, "Gap", "White space between the frames of a strip and between the rows of several paths.",
        low=0, high=64, unit="px", advanced=True,
    )  # fmt: skip
