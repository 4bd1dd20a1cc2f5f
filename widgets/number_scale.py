"""How a number lies on a slider, what its steps are and how it is written. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

_STEPS_WANTED = 50
_STEPS_PER_DECADE = 20


@dataclass(frozen=True)
class NumberScale:
    """A number between `low` and `high`, either of which may be None for no bound.

    Positions run from 0 to 1 and need both bounds. What a slider or an arrow key gives is rounded to
    sensible digits; what is typed is kept as it is.
    """

    low: float | None = None
    high: float | None = None
    log: bool = False
    whole: bool = False

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError(f"the range {self.low:g} to {self.high:g} is empty")
        if self.log and (self.low is None or self.low <= 0):
            raise ValueError("a logarithmic scale needs a lowest value above 0")

    @property
    def bounded(self) -> bool:
        """Whether there is a slider at all."""
        return self.low is not None and self.high is not None

    @property
    def quantum(self) -> float:
        """The step of a linear scale: a power of ten giving at least fifty steps; 1 for whole numbers."""
        if self.low is None or self.high is None:
            return 1.0 if self.whole else 0.1
        step = 10.0 ** math.floor(math.log10((self.high - self.low) / _STEPS_WANTED) + 1e-9)
        return max(1.0, step) if self.whole else step

    def position(self, value: float) -> float:
        """Where a value lies, 0 to 1; values outside the range are at its ends."""
        low, high = self._bounds()
        value = min(max(value, low), high)
        if self.log:
            return math.log(value / low) / math.log(high / low)
        return (value - low) / (high - low)

    def value(self, position: float) -> float:
        """The rounded value at a position; 0 and 1 give exactly the bounds."""
        low, high = self._bounds()
        if position <= 0.0:
            return self._typed(low)
        if position >= 1.0:
            return self._typed(high)
        exact = low * (high / low) ** position if self.log else low + position * (high - low)
        return self._clamped(self._rounded(exact))

    def step(self, value: float, count: float) -> float:
        """The value `count` steps on; always a different one for |count| >= 1, except at the ends."""
        if self.log:
            moved = self._rounded(value * 10.0 ** (count / _STEPS_PER_DECADE))
            if self.whole and moved == value and count:
                moved = value + math.copysign(1, count)
            return self._clamped(moved)
        return self._clamped(self._rounded(value + count * self.quantum))

    def text(self, value: float) -> str:
        """The value as it is shown: the digits of its steps, more only where it has more."""
        if self.whole:
            return str(round(value))
        if value == 0.0:
            return f"{0:.{self._decimals()}f}"
        magnitude = abs(value)
        if self.log or not self.bounded:
            if not 1e-3 <= magnitude < 1e4:
                return _with_exponent(value)
            decimals = max(0, 1 - math.floor(math.log10(magnitude)))
        else:
            decimals = self._decimals()
            if magnitude < 10.0 ** -(decimals + 1):
                return _with_exponent(value)
        return _at_least(value, decimals)

    def parse(self, text: str) -> float:
        """The value of a text. Raises ValueError with one sentence saying what is wrong."""
        cleaned = text.strip().replace(",", ".").replace("\u2212", "-")
        try:
            value = float(cleaned)
        except ValueError:
            raise ValueError(f"{text.strip() or 'Nothing'} is no number.") from None
        if not math.isfinite(value):
            raise ValueError(f"{text.strip()} is no finite number.")
        if self.whole and value != round(value):
            raise ValueError(f"A whole number is needed, not {text.strip()}.")
        if self.low is not None and value < self.low:
            raise ValueError(f"{text.strip()} is too small: the least is {self.text(self.low)}.")
        if self.high is not None and value > self.high:
            raise ValueError(f"{text.strip()} is too large: the most is {self.text(self.high)}.")
        return self._typed(value)

    def range_text(self) -> str:
        """The range in words, empty where there is none."""
        if self.low is not None and self.high is not None:
            return f"{self.text(self.low)} to {self.text(self.high)}"
        if self.low is not None:
            return f"at least {self.text(self.low)}"
        return f"at most {self.text(self.high)}" if self.high is not None else ""

    def _bounds(self) -> tuple[float, float]:
        if self.low is None or self.high is None:
            raise ValueError("a number without bounds has no position")
        return self.low, self.high

    def _decimals(self) -> int:
        return max(0, -math.floor(math.log10(self.quantum) + 0.5))

    def _rounded(self, value: float) -> float:
        if self.whole:
            return round(round(value / self.quantum) * self.quantum)
        if self.log:
            return float(f"{value:.1e}")
        return round(round(value / self.quantum) * self.quantum, 12)

    def _clamped(self, value: float) -> float:
        if self.low is not None:
            value = max(value, self.low)
        if self.high is not None:
            value = min(value, self.high)
        return self._typed(value)

    def _typed(self, value: float) -> float:
        return round(value) if self.whole else float(value)


def _with_exponent(value: float) -> str:
    mantissa, exponent = f"{value:.6e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"


def _at_least(value: float, decimals: int) -> str:
    """`value` with that many decimals, and up to four more where it has them."""
    for more in range(decimals, decimals + 4):
        text = f"{value:.{more}f}"
        if math.isclose(float(text), value, rel_tol=1e-9, abs_tol=1e-15):
            return text
    return f"{value:.{decimals + 4}f}".rstrip("0")
