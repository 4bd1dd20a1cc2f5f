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
        """Colour and dashes of a style. Beyond the table colours come again with others' dashes, but for the first.

        That is for what the others are compared with.
        """
        if style < len(self.paths):
            return self.paths[style]
        others = self.paths[1:]
        turn, place = divmod(style - 1, len(others))
        return others[place][0], others[(place + turn) % len(others)][1]
