"""Models that were trained alike but for the seed, and what to call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...engine.errors import ExplorerError
from ...engine.model_file import ModelHeader
from ...engine.parameters import parse, to_dict
from ..recipes import RECIPES
from ..recipes.base import BOOKKEEPING, Recipe


def kinds_of(headers: Sequence[ModelHeader]) -> list[str]:
    """A name for each model, which those share that have recipe, settings, steps and data in common.

    It is what the recipe calls its models; where two kinds are called alike, what they differ in is added.
    """
    settings = [_settings(header) for header in headers]
    names = [_name(header) for header in headers]
    found = []
    for name, own in zip(names, settings):
        rivals = [other for called, other in zip(names, settings) if called == name]
        differing = [key for key in own if any(other.get(key) != own[key] for other in rivals)]
        found.append(", ".join([name, *(f"{key.replace('_', ' ')} {_written(own[key])}" for key in differing)]))
    return found


def seeds_of(headers: Sequence[ModelHeader], kinds: Sequence[str]) -> dict[str, list[Any]]:
    """The seeds of the models of each kind."""
    found: dict[str, list[Any]] = {}
    for header, kind in zip(headers, kinds):
        found.setdefault(kind, []).append(header.recipe.get("seed"))
    return found


def _recipe(header: ModelHeader) -> Recipe | None:
    """The recipe with which a model was made, None where this program knows it not or not so."""
    try:
        config: Mapping[str, Any] = header.recipe["config"]
        return parse(RECIPES[header.recipe["name"]], config)
    except (ExplorerError, KeyError, TypeError):
        return None


def _settings(header: ModelHeader) -> dict[str, Any]:
    """All that decides what training makes, but for the seed."""
    recipe, raw = _recipe(header), header.recipe.get("config")
    config = to_dict(recipe) if recipe else raw if isinstance(raw, dict) else {}
    data = header.data.get("spec") or " ".join([str(header.data.get("name")), str(header.data.get("sha256"))[:8]])
    known = {key: value for key, value in config.items() if key not in BOOKKEEPING}
    return {**known, "steps": header.recipe.get("steps"), "data": data}


def _name(header: ModelHeader) -> str:
    recipe = _recipe(header)
    return recipe.kind() if recipe else str(header.recipe.get("name") or header.name)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)
