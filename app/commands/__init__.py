"""The command line: one subcommand a file, found by the name that is typed."""

from __future__ import annotations

from ...engine.registry import Registry
from . import data, demos, evaluate, figure, grid, info, methods, models, path, recipes, render, sketch, train, walk
from .base import Command

__all__ = ["COMMANDS", "Command"]

COMMANDS = Registry("command")
"""Name -> `Command`."""

_MODULES: dict[str, Command] = {
    "models": models,
    "methods": methods,
    "demos": demos,
    "path": path,
    "render": render,
    "walk": walk,
    "figure": figure,
    "grid": grid,
    "data": data,
    "recipes": recipes,
    "train": train,
    "evaluate": evaluate,
    "sketch": sketch,
    "info": info,
}
for _name, _command in _MODULES.items():
    COMMANDS.register(_name)(_command)
