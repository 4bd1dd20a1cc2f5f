"""Arguments: a parser whose complaints are errors like any other, and options made from parameters."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any, NoReturn, TypeVar

from ...engine.errors import ExplorerError
from ...engine.parameters import Parameter, describe, parse

C = TypeVar("C")


class Parser(argparse.ArgumentParser):
    """An argument parser that raises ExplorerError instead of printing its usage and leaving."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)
        self.add_argument("--debug", action="store_true", help="show where in the program an error arose")

    def error(self, message: str) -> NoReturn:
        """Raise ExplorerError."""
        raise ExplorerError(f"{message[:1].upper()}{message[1:]} (see {self.prog} --help).")


def seed(text: str) -> int:
    """The type of an option that is a seed. Raises ArgumentTypeError for a number that no generator takes."""
    from ...engine.request import LARGEST_SEED

    if not (text.isdecimal() and int(text) <= LARGEST_SEED):
        raise argparse.ArgumentTypeError(f"a seed is a whole number from 0 to {LARGEST_SEED}, not {text!r}")
    return int(text)


def add_assignments(parser: argparse.ArgumentParser, option: str, what: str) -> None:
    """An option that takes NAME=VALUE, several at once or again and again."""
    parser.add_argument(option, nargs="+", action="extend", default=[], metavar="NAME=VALUE", help=what)


def assignments(texts: Iterable[str]) -> dict[str, str]:
    """The names and values of NAME=VALUE texts; the last of a name counts. Raises ExplorerError."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise ExplorerError(f"{text!r} is not of the form NAME=VALUE.")
        found[name] = value
    return found


def add_parameters(parser: argparse.ArgumentParser, owner: type, title: str) -> None:
    """One option for each described parameter of a dataclass; `parameters` reads them back."""
    group = parser.add_argument_group(title)
    for p in describe(owner):
        choices = f" One of {', '.join(p.choices)}." if p.choices else ""
        unit = f" {p.unit}" if p.unit else ""
        default = "none" if p.default == "" else p.default
        group.add_argument(
            _option(p), dest=p.name, metavar=p.name.rpartition("_")[2].upper(),
            help=f"{p.help}{choices} Default: {default}{unit}.".replace("%", "%%"),
        )  # fmt: skip


def parameters(owner: type[C], arguments: argparse.Namespace) -> C:
    """The instance of the dataclass that the options of `add_parameters` ask for. Raises ExplorerError."""
    values = {}
    for p in describe(owner):
        if (text := getattr(arguments, p.name)) is not None:
            values[p.name] = getattr(parse(owner, {p.name: text}, _option(p)), p.name)
    return owner(**values)


def _option(p: Parameter) -> str:
    return f"--{p.name.replace('_', '-')}"
