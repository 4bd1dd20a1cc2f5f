"""The colours of both themes and the look of each path layer; everything drawn reads them here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PathStyle:
    """Colour and line style of one path layer; the same in plane, strip, plots and list.

    `dash` is in multiples of the pen width, empty for a solid line.
    """

    color: str
    dash: tuple[float, ...] = ()


DASHES: tuple[tuple[float, ...], ...] = (
    (4.0, 2.5), (1.0, 1.6), (), (6.0, 2.0, 1.0, 2.0),
    (2.5, 1.5), (8.0, 2.0), (4.0, 1.5, 1.0, 1.5, 1.0, 1.5), (1.0, 3.0),
)  # fmt: skip
LIGHT_PATHS = ("#8a93a3", "#d98200", "#0072b2", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#b8a000")
DARK_PATHS = ("#98a1b0", "#e69f00", "#56b4e9", "#2fbf95", "#e199c2", "#f0803c", "#86cdf5", "#d6c23a")


@dataclass(frozen=True)
class Theme:
    """One theme: the tokens of the look's table, as '#rrggbb'."""

    name: str
    background: str
    pane: str
    soft: str
    line: str
    text: str
    dim: str
    accent: str
    on_accent: str
    error: str
    heat: str
    paths: tuple[PathStyle, ...]

    def path_style(self, index: int) -> PathStyle:
        """The style of a layer; indices beyond the table wrap around."""
        return self.paths[index % len(self.paths)]


def _paths(colors: tuple[str, ...]) -> tuple[PathStyle, ...]:
    return tuple(PathStyle(color, dash) for color, dash in zip(colors, DASHES, strict=True))


LIGHT = Theme(
    "light", background="#f6f7f9", pane="#ffffff", soft="#eef1f5", line="#e3e6eb", text="#1d2430", dim="#646e7d",
    accent="#2b6cb0", on_accent="#ffffff", error="#b3261e", heat="#0072b2", paths=_paths(LIGHT_PATHS),
)  # fmt: skip
DARK = Theme(
    "dark", background="#15181d", pane="#1c2027", soft="#252a33", line="#2c323c", text="#e6e9ee", dim="#929cab",
    accent="#5aa9e6", on_accent="#10141a", error="#ff8a80", heat="#56b4e9", paths=_paths(DARK_PATHS),
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}
