"""The heat map."""

from __future__ import annotations

import numpy as np
import pytest

from interp_explorer.widgets.plane.heat_map import shaded
from interp_explorer.widgets.plane_view import PlaneView
from interp_explorer.widgets.theme import LIGHT

from .helpers import color_at


@pytest.mark.parametrize("values", [np.ones((4, 5)), np.random.default_rng(0).random((30, 20)), np.full((3, 3), 7.0)])
def test_the_heat_map_is_never_more_opaque_than_a_quarter(values: np.ndarray) -> None:
    alpha = shaded(values, LIGHT.heat)[..., 3] / 255.0
    assert 0.24 < alpha.max() <= 0.25


def test_the_heat_map_is_bands_that_rise_with_q() -> None:
    ramp = shaded(np.tile(np.linspace(0.0, 1.0, 40), (8, 1)), LIGHT.heat)[4, :, 3].astype(int)
    assert (np.diff(ramp) >= 0).all()
    assert ramp[0] == 0
    levels, counts = np.unique(ramp, return_counts=True)
    assert (counts > len(ramp) // 12).sum() == 6, dict(zip(levels, counts))


def test_the_heat_map_is_clear_where_q_is_unknown() -> None:
    assert shaded(np.full((4, 4), np.nan), LIGHT.heat)[..., 3].max() == 0


def test_the_heat_map_lies_where_it_is_put(view: PlaneView) -> None:
    view.set_heat_map(np.array([[1.0, 1.0], [1.0, 1.0]]), (0.4, 0.3, 0.6, 0.7))
    assert color_at(view, 0.5, 0.5) != LIGHT.pane
    assert color_at(view, 0.5, 0.8) == LIGHT.pane
    view.set_heat_map(None, (0.0, 0.0, 1.0, 1.0))
    assert color_at(view, 0.5, 0.5) == LIGHT.pane
