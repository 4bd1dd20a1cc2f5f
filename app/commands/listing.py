"""Parameters in words, as lists of them and complaints about them say it."""

from __future__ import annotations

from typing import Any

from ...engine.parameters import Parameter, describe

_KINDS = {str: "text", int: "whole number", float: "number"}


def parameter_list(owner: Any) -> str:
    """Two lines for each described parameter of an instance, or of a class with its defaults: name, value and range,
    and what it is."""
    found = [(p, written(getattr(owner, p.name))) for p in describe(owner)]
    return "\n".join(f"{p.name}={value}  ({_values(p)})\n    {p.help}" for p, value in found)


def condition(p: Parameter) -> str:
    """What must be set for a parameter to have an effect, as NAME=VALUE; '' if nothing must."""
    if p.when is None:
        return ""
    name, values = p.when
    return " or ".join(f"{name}={written(value)}" for value in values)


def written(value: Any) -> str:
    """A value as it is typed."""
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def yes_or_no(value: Any) -> Any:
    """A switch as options say it; any other value as it is."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _values(p: Parameter) -> str:
    wanted = condition(p)
    return f"{_range(p)}; with {wanted}" if wanted else _range(p)


def _range(p: Parameter) -> str:
    if p.choices:
        return ", ".join(p.choices)
    if p.type is bool:
        return "on, off"
    low, high = (None if bound is None else f"{bound:{',' if p.type is int else 'g'}}" for bound in (p.low, p.high))
    if low and high:
        return f"{low} to {high} {p.unit}".strip()
    if low or high:
        return f"at {f'least {low}' if low else f'most {high}'} {p.unit}".strip()
    return _KINDS.get(p.type, p.type.__name__)
