"""Numbers on sliders: exact ends, monotone, there and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interp_explorer.widgets.number_scale import NumberScale

SCALES = [
    NumberScale(0.0, 0.5), NumberScale(0.0, 1.0), NumberScale(0.01, 1.0), NumberScale(-3.0, 7.0),
    NumberScale(1e-5, 100.0, log=True), NumberScale(1e-4, 1e4, log=True), NumberScale(1, 40, whole=True),
    NumberScale(3, 2000, whole=True), NumberScale(1, 500, log=True, whole=True),
]  # fmt: skip
EACH = pytest.mark.parametrize("scale", SCALES, ids=str)


@EACH
def test_ends_are_exact(scale: NumberScale) -> None:
    assert (scale.value(0.0), scale.value(1.0)) == (scale.low, scale.high)
    assert (scale.position(scale.low), scale.position(scale.high)) == (0.0, pytest.approx(1.0))


@EACH
def test_values_rise_with_the_position_and_stay_in_range(scale: NumberScale) -> None:
    values = [scale.value(p) for p in np.linspace(-0.1, 1.1, 500)]
    assert all(a <= b for a, b in zip(values, values[1:]))
    assert (values[0], values[-1]) == (scale.low, scale.high)
    assert len(set(values)) > 20


@EACH
def test_position_is_the_inverse_of_value_up_to_rounding(scale: NumberScale) -> None:
    for p in np.linspace(0.0, 1.0, 101):
        value = scale.value(p)
        assert scale.value(scale.position(value)) == pytest.approx(value)


def test_the_middle_of_a_log_scale_is_the_geometric_mean() -> None:
    assert NumberScale(1e-4, 1e4, log=True).value(0.5) == pytest.approx(1.0)
    assert NumberScale(1e-4, 1e4, log=True).position(1.0) == pytest.approx(0.5)


@EACH
def test_a_step_moves_and_stops_at_the_ends(scale: NumberScale) -> None:
    middle = scale.value(0.5)
    assert scale.step(middle, -1) < middle < scale.step(middle, 1)
    assert (scale.step(scale.low, -1), scale.step(scale.high, 1)) == (scale.low, scale.high)
    assert scale.step(scale.low, 1) > scale.low


@EACH
@given(p=st.floats(0.0, 1.0))
def test_text_reads_back_as_the_same_value(scale: NumberScale, p: float) -> None:
    value = scale.value(p)
    assert scale.parse(scale.text(value)) == value


def test_whole_scales_give_whole_numbers() -> None:
    scale = NumberScale(1, 500, log=True, whole=True)
    assert all(isinstance(scale.value(p), int) for p in np.linspace(0, 1, 50))
    assert isinstance(scale.parse("12"), int)


@pytest.mark.parametrize(
    ("scale", "value", "text"),
    [
        (NumberScale(0.0, 0.5), 0.1, "0.10"),
        (NumberScale(0.0, 0.5), 0.125, "0.125"),
        (NumberScale(0.0, 0.5), 0.0, "0.00"),
        (NumberScale(1e-5, 100.0, log=True), 0.01, "0.010"),
        (NumberScale(1e-5, 100.0, log=True), 1e-5, "1e-5"),
        (NumberScale(1e-5, 100.0, log=True), 100.0, "100"),
        (NumberScale(3, 2000, whole=True), 50, "50"),
        (NumberScale(0.0, 0.5), 1e-7, "1e-7"),
        (NumberScale(0.0, 0.5), 0.0123, "0.0123"),
        (NumberScale(-3.0, 7.0), -2.5e-6, "-2.5e-6"),
    ],
)
def test_digits_are_sensible(scale: NumberScale, value: float, text: str) -> None:
    assert scale.text(value) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [("abc", "no number"), ("", "Nothing is no number"), ("0.7", "too large: the most is 0.50"),
     ("-1", "too small: the least is 0.00"), ("inf", "finite"), ("nan", "finite")],
)  # fmt: skip
def test_wrong_text_is_answered_by_a_sentence(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        NumberScale(0.0, 0.5).parse(text)


def test_a_part_of_a_whole_number_is_refused() -> None:
    with pytest.raises(ValueError, match="whole"):
        NumberScale(1, 40, whole=True).parse("2.5")


def test_comma_and_typographic_minus_are_understood() -> None:
    assert NumberScale(-3.0, 7.0).parse("\u22121,5") == -1.5


@pytest.mark.parametrize(("low", "high", "log"), [(1.0, 1.0, False), (2.0, 1.0, False), (0.0, 1.0, True)])
def test_impossible_scales_are_refused(low: float, high: float, log: bool) -> None:
    with pytest.raises(ValueError):
        NumberScale(low, high, log)
