"""Parameters described once.

Every tunable thing (a method, a kernel, a prior, a recipe's configuration) is a frozen dataclass whose
fields are made by `parameter(...)`. The field's metadata is the only description: forms, command-line
options, scene files, validation and documentation all read it through `describe`.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_type_hints

from .errors import ExplorerError

Scale = Literal["linear", "log"]
Apply = Literal["live", "release"]
Kind = Literal["value", "classes", "names"]
C = TypeVar("C")
_KEY = "parameter"


@dataclass(frozen=True)
class Parameter:
    """One field as a form or a command line sees it. `low` and `high` are inclusive bounds.

    `when` names another parameter and the values of it for which this one has any effect; a form
    hides it otherwise. `choices` is empty for numbers and texts. `apply` says whether a form sends
    every change ('live') or only the last one of a stroke ('release'). `kind` 'classes' is a text that
    names classes of the model at hand, which a form offers where it knows them; 'names' is a list with commas.
    """

    name: str
    type: type
    default: Any
    label: str
    help: str
    low: float | None = None
    high: float | None = None
    scale: Scale = "linear"
    unit: str = ""
    apply: Apply = "live"
    choices: tuple[str, ...] = ()
    choice_labels: tuple[str, ...] = ()
    when: tuple[str, tuple[Any, ...]] | None = None
    advanced: bool = False
    kind: Kind = "value"


def parameter(
    default: Any,
    label: str,
    help: str,
    *,
    low: float | None = None,
    high: float | None = None,
    scale: Scale = "linear",
    unit: str = "",
    apply: Apply = "live",
    choices: Mapping[str, str] | Callable[[], Mapping[str, str]] | None = None,
    when: tuple[str, tuple[Any, ...]] | None = None,
    advanced: bool = False,
    kind: Kind = "value",
) -> Any:
    """A dataclass field with its description; see `Parameter` for the meaning of each argument.

    `choices` maps value to label; a function is called when the description is first read, so that a
    registry may still grow after the class is made.
    """
    description = {
        "label": label, "help": help, "low": low, "high": high, "scale": scale, "unit": unit,
        "apply": apply, "choices": choices, "when": when, "advanced": advanced,
        "kind": kind,
    }  # fmt: skip
    return dataclasses.field(default=default, metadata={_KEY: description})


def describe(owner: Any) -> tuple[Parameter, ...]:
    """The parameters of a dataclass (or of an instance's class), in order of declaration."""
    return _describe(owner if isinstance(owner, type) else type(owner))


@functools.cache
def _describe(cls: type) -> tuple[Parameter, ...]:
    """Kept for every class: resolving type hints takes a tenth of a millisecond, and every drag asks often."""
    hints = get_type_hints(cls)
    found = []
    for field in dataclasses.fields(cls):
        if _KEY not in field.metadata:
            continue
        description: dict[str, Any] = dict(field.metadata[_KEY])
        choices: Any = description.pop("choices")
        if callable(choices):
            choices = choices()
        labels: dict[str, str] = dict(choices or {})
        found.append(
            Parameter(
                field.name,
                hints[field.name],
                field.default,
                choices=tuple(labels),
                choice_labels=tuple(labels.values()),
                **description,
            )
        )
    return tuple(found)


def relevant(owner: Any) -> tuple[Parameter, ...]:
    """The parameters of an instance that have an effect with its present values."""
    return tuple(p for p in describe(owner) if p.when is None or getattr(owner, p.when[0]) in p.when[1])


def check(owner: Any, what: str | None = None) -> None:
    """Raise ExplorerError naming the first parameter of an instance that is out of its range.

    `what` is how the error names the owner.
    """
    for p in describe(owner):
        _check_value(p, getattr(owner, p.name), what or type(owner).__name__)


def parse(cls: type[C], values: Mapping[str, Any], what: str | None = None) -> C:
    """An instance of `cls` from names and values; values may be text, as typed on a command line.

    Raises ExplorerError for an unknown name, a value that is no number where one is wanted, or one
    out of range. `what` is how the error names the owner ('method geodesic').
    """
    what = what or cls.__name__
    known = {p.name: p for p in describe(cls)}
    converted = {}
    for name, value in values.items():
        if name not in known:
            names = ", ".join(known) or "none"
            raise ExplorerError(f"{what} has no parameter {name!r}; it has: {names}.")
        converted[name] = _convert(known[name], value, what)
    instance = cls(**converted)
    check(instance, what)
    return instance


def to_dict(owner: Any) -> dict[str, Any]:
    """The described parameters of an instance, as plain JSON values."""
    return {p.name: getattr(owner, p.name) for p in describe(owner)}


def _convert(p: Parameter, value: Any, what: str) -> Any:
    if p.type is bool and isinstance(value, str):
        if value.lower() in ("true", "yes", "on", "1"):
            return True
        if value.lower() in ("false", "no", "off", "0"):
            return False
        raise ExplorerError(f"{what}: {p.name} is on or off, not {value!r}.")
    if p.type in (int, float):
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            raise ExplorerError(f"{what}: {p.name} is a number, not {value!r}.") from None
        if p.type is float or not math.isfinite(number):
            return number
        if number != int(number):
            raise ExplorerError(f"{what}: {p.name} is a whole number, not {value!r}.")
        return int(number)
    return value


def _check_value(p: Parameter, value: Any, what: str) -> None:
    if p.choices and value not in p.choices:
        raise ExplorerError(f"{what}: {p.name} is one of {', '.join(map(str, p.choices))}, not {value!r}.")
    if p.type in (int, float):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise ExplorerError(f"{what}: {p.name} must be a finite number, not {value!r}.")
        low, high = p.low, p.high
        if (low is not None and value < low) or (high is not None and value > high):
            raise ExplorerError(f"{what}: {p.name} = {value:g} is outside {_range_text(low, high)}.")
    elif p.type is bool and not isinstance(value, bool):
        raise ExplorerError(f"{what}: {p.name} is on or off, not {value!r}.")
    elif p.type is str and not isinstance(value, str):
        raise ExplorerError(f"{what}: {p.name} is a text, not {value!r}.")


def _range_text(low: float | None, high: float | None) -> str:
    if low is None:
        return f"its range (at most {high:g})"
    if high is None:
        return f"its range (at least {low:g})"
    return f"its range {low:g} to {high:g}"
