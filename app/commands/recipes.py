"""`interp-explorer recipes`"""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser, Namespace
from typing import Any

from ...engine.parameters import describe
from ...engine.progress import Progress
from ...trainers.presets import PRESETS, USUAL
from .listing import parameter_list
from .terminal import print_json, print_table

SUMMARY = "List what models can be trained with, or the parameters of one recipe."


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("recipe", nargs="?", metavar="NAME", help="the recipe whose parameters to list")
    add_preset(parser)
    parser.add_argument("--json", action="store_true", help="print recipes with all their parameters, as JSON")


def add_preset(parser: ArgumentParser) -> None:
    """The option that chooses the values of a recipe's parameters."""
    parser.add_argument(
        "--preset", default=USUAL, metavar="P",
        help=f"{', '.join(PRESETS)}, as the recipe has it. Default: {USUAL}.",
    )  # fmt: skip


def run(arguments: Namespace, progress: Progress) -> None:
    """Print a line for each recipe, or what `described` says of the one that is named."""
    from ...trainers.recipes import RECIPES

    if arguments.json:
        chosen = [arguments.recipe] if arguments.recipe else RECIPES
        print_json([_as_json(name, RECIPES[name]) for name in chosen])
    elif arguments.recipe:
        print(described(arguments.recipe, arguments.preset))
    else:
        print_table([("NAME", "MEANING"), *((name, recipe.summary) for name, recipe in RECIPES.items())])


def described(name: str, preset: str) -> str:
    """A recipe in a sentence, its presets, and its parameters with the values of one. Raises ExplorerError."""
    from ...trainers.recipes import RECIPES
    from ...trainers.run import make_recipe

    recipe = make_recipe(name, preset, {})
    return (
        f"{name}: {recipe.summary}\npresets: {', '.join(RECIPES[name].presets)}\n\n"
        f"parameters of {name}, with the values of the preset {preset}:\n{parameter_list(recipe)}"
    )


def _as_json(name: str, recipe: Any) -> dict[str, Any]:
    parameters = [{**dataclasses.asdict(p), "type": p.type.__name__} for p in describe(recipe)]
    return {"name": name, "summary": recipe.summary, "presets": dict(recipe.presets), "parameters": parameters}
