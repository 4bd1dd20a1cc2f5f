"""How a figure is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from ..parameters import parameter

THEMES = {"light": "Light", "dark": "Dark"}


@dataclass(frozen=True)
class FigureSettings:
    """The parameters of a drawn figure; a table of numbers has none."""

    theme: str = parameter(
        "light", "Theme", "The colours: on white, or on the dark ground of the window.", choices=THEMES
    )
    width: int = parameter(
        720, "Width", "The width of the figure; its height follows.", low=240, high=2400, scale="log", unit="px",
    )  # fmt: skip
    resolution: float = parameter(
        2.0, "Resolution", "Pixels of a PNG for each unit of width: 2 is sharp on fine screens.", low=1.0, high=6.0,
    )  # fmt: skip
