"""`interp-explorer methods`"""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser, Namespace
from typing import Any

from ...engine.parameters import describe
from ...engine.progress import Progress
from .listing import parameter_list
from .terminal import print_json, print_table

SUMMARY = "List the ways from one latent point to another, or the parameters of one."


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("method", nargs="?", metavar="NAME", help="the method whose parameters to list")
    parser.add_argument("--json", action="store_true", help="print methods with all their parameters, as JSON")


def run(arguments: Namespace, progress: Progress) -> None:
    """Print a line for each method, or for each parameter of the method that is named."""
    from ...engine.methods import METHODS

    methods = {arguments.method: METHODS[arguments.method]} if arguments.method else METHODS
    if arguments.json:
        print_json([_as_json(name, method) for name, method in methods.items()])
    elif arguments.method:
        print(parameter_list(METHODS[arguments.method]))
    else:
        print_table([("NAME", "MEANING"), *((name, method.summary) for name, method in methods.items())])


def _as_json(name: str, method: Any) -> dict[str, Any]:
    described = [{**dataclasses.asdict(p), "type": p.type.__name__} for p in describe(method)]
    return {
        "name": name, "label": method.label, "summary": method.summary, "random": method.random,
        "parameters": described,
    }  # fmt: skip
