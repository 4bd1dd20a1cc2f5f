"""Chains that are kept, and continued."""

from dataclasses import replace

import numpy as np
import pytest

from interp_explorer.engine.bridges.kept import KEPT
from interp_explorer.engine.errors import Cancelled
from interp_explorer.engine.methods import LangevinBridge
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.request import ControlPoint
from interp_explorer.engine.solve import solve

from .helpers import request


class Watched(Progress):
    """Notes the stages of a solve, and cancels it when so many moves have been reported."""

    def __init__(self, stop_after=10**9):
        super().__init__(self._note)
        self.stages, self._stop_after = [], stop_after

    def _note(self, fraction, text):
        self.stages.append(text)
        if len(self.stages) >= self._stop_after:
            self.cancel()


def test_a_continued_chain_is_what_a_longer_one_would_be_and_needs_no_burn_in(flat):
    method = LangevinBridge(steps=12, burn_in=9)
    more = replace(method, continued=2)
    KEPT.forget()
    cold = solve(request(more, own_seeds=((1, 8),)), flat)
    longer = solve(request(replace(method, steps=36), own_seeds=((1, 8),)), flat)
    np.testing.assert_array_equal(cold.latents, longer.latents)
    assert "36 moves" in cold.note
    KEPT.forget()
    watched = Watched()
    first = solve(request(method, own_seeds=((1, 8),)), flat, watched)
    assert watched.stages.count("Burn-in") == 9 and watched.stages.count("Sampling") == 12
    watched = Watched()
    warm = solve(request(more, own_seeds=((1, 8),)), flat, watched)
    assert "Burn-in" not in watched.stages and watched.stages.count("Sampling") == 24
    np.testing.assert_array_equal(warm.latents, cold.latents)
    assert warm.note == cold.note
    assert np.abs(warm.latents - first.latents).max() > 0.1
    # Undone: the chain is longer than is asked for, and begins anew to the same numbers.
    np.testing.assert_array_equal(solve(request(method, own_seeds=((1, 8),)), flat).latents, first.latents)


def test_a_chain_that_was_cancelled_goes_on_to_the_same_numbers(flat):
    method = LangevinBridge(steps=20, burn_in=5)
    KEPT.forget()
    whole = solve(request(method), flat).latents
    KEPT.forget()
    with pytest.raises(Cancelled):
        solve(request(method), flat, Watched(stop_after=12))
    watched = Watched()
    np.testing.assert_array_equal(solve(request(method), flat, watched).latents, whole)
    assert 0 < watched.stages.count("Sampling") < 20 and "Burn-in" not in watched.stages


def test_chains_of_other_settings_or_ends_are_not_continued(flat, make_toy):
    method = LangevinBridge(steps=4, burn_in=3)
    asked = request(method)
    others = [
        (replace(asked, method=replace(method, T=1.5)), flat), (replace(asked, seed=6), flat),
        (replace(asked, target=(-1.0, 0.6)), flat), (replace(asked, draws=3), flat), (replace(asked, points=22), flat),
        (replace(asked, own_seeds=((0, 1),)), flat), (asked, make_toy(lambda z: z, 2)),
        (replace(asked, controls=(ControlPoint(0.5, (0.0, 0.0)),)), flat),
    ]  # fmt: skip
    for other, model in others:
        KEPT.forget()
        solve(asked, flat)
        watched = Watched()
        solve(replace(other, method=replace(other.method, continued=1)), model, watched)
        assert watched.stages.count("Burn-in") == 3
