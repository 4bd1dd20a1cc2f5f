"""Factors: differences the shorter way round, and the true way between two images."""

import numpy as np

from interp_explorer.engine.factors import Attribute, Factor, between, factor_named

ANGLE = Factor("angle", "circular", 0.0, 360.0, "°")
HEIGHT = Factor("height", "continuous", 45.0, 80.0, "°")
OBJECT = Factor("object", "choice", 0.0, 1.0, choices=("mug", "car"))


def test_a_circular_difference_takes_the_shorter_way():
    starts, ends = np.array([350.0, 10.0, 0.0, 0.0, 90.0]), np.array([10.0, 350.0, 180.0, 179.0, 90.0])
    assert np.array_equal(ANGLE.difference(starts, ends), [20, -20, -180, 179, 0])
    assert np.array_equal(HEIGHT.difference(starts, ends), ends - starts)


def test_between_goes_from_end_to_end_and_across_zero():
    values = between((ANGLE, HEIGHT, OBJECT), np.array([350, 45, 0]), np.array([10, 80, 1]), np.linspace(0, 1, 5))
    assert np.allclose(values[:, 0], [350, 355, 360, 365, 370])
    assert np.allclose(values[:, 1], [45, 53.75, 62.5, 71.25, 80])
    assert np.array_equal(values[:, 2], [0, 0, 1, 1, 1])


def test_factors_are_found_by_name_and_attributes_hold_from_their_least_value():
    assert factor_named((ANGLE, HEIGHT), "height") == 1 and factor_named((ANGLE,), "height") is None
    assert Attribute("high", 1, 60.0).holds(np.array([[0, 59.9], [0, 60], [0, 61]])).tolist() == [False, True, True]
