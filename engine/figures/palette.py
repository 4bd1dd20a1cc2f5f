"""The colours that a figure is drawn in; whoever draws has the table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Colours as '#rrggbb'; `paths` are (colour, dashes in multiples of the pen's width) by style."""

    ground: str
    text: str
    dim: str
    line: str
    paths: tuple[tuple[str, tuple[float, ...]], ...]

    def path(self, style: int) -> tuple[str, tuple[float, ...]]:
        """Colour and dashes of a style; indices beyond the table wrap around."""
        return self.paths[style % len(self.paths)]
