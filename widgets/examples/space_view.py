"""The view in space alone: a great circle on a half-sphere, or a way over a cube. Arguments: `cube`, `--dark`.

Start it with `python -m interp_explorer.widgets.examples.space_view`.
"""

from __future__ import annotations

import sys

import numpy as np
from PySide6.QtWidgets import QApplication

from ..space.bodies import cube, half_sphere
from ..space_view import SpaceCurve, SpacePoint, SpaceView
from ..style import apply_theme
from ..theme import DARK, LIGHT, Theme


def view(name: str, theme: Theme) -> SpaceView:
    """A body with one curve on it and one beside it."""
    made = SpaceView()
    made.set_theme(theme)
    share = np.linspace(0.0, 1.0, 61)[:, None]
    if name == "cube":
        made.set_body(cube())
        line = np.concatenate([[[0.0, 0.0, 1.0], [1.0, 0.0, 1.0]] @ np.eye(3), [[1.0, 0.0, 0.0]]])
        answer = np.concatenate([(1 - share) * a + share * b for a, b in zip(line[:-1], line[1:], strict=True)])
        start = (1 - share) * line[0] + share * line[-1]
    else:
        made.set_body(half_sphere())
        latent = np.concatenate([share, 1 - share], axis=1)
        bent = latent + 0.5 * share * (1 - share) * 4
        answer, start = (_on_half_sphere(points) for points in (latent, bent))
    made.set_curves([
        SpaceCurve(start, theme.path_style(0), 1.6),
        SpaceCurve(answer, theme.path_style(2), 2.8),
    ])  # fmt: skip
    made.set_points([SpacePoint(answer[0], "z₀"), SpacePoint(answer[-1], "z₁")])
    return made


def _on_half_sphere(latents: np.ndarray) -> np.ndarray:
    offset = np.concatenate([latents, -np.ones((len(latents), 1))], axis=1)
    return offset / np.linalg.norm(offset, axis=1, keepdims=True) + (0.0, 0.0, 1.0)


def main() -> None:
    """Open the example."""
    application = QApplication(sys.argv)
    theme = DARK if "--dark" in sys.argv else LIGHT
    apply_theme(application, theme)
    shown = view("cube" if "cube" in sys.argv else "half-sphere", theme)
    shown.resize(560, 520)
    shown.show()
    application.exec()


if __name__ == "__main__":
    main()
