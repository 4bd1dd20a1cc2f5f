"""Arguments: a parser whose complaints are errors like any other, and options made from parameters."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable
from typing import Any, NoReturn, TypeVar

from ...engine.errors import ExplorerError
from ...engine.parameters import Parameter, describe, parse, relevant
from .listing import condition, yes_or_no

C = TypeVar("C")
_SPELLINGS = {"model": ("--model", "--models"), "models": ("--models", "--model")}
"""Options that are one to a user, however many models a command takes."""


class Parser(argparse.ArgumentParser):
    """An argument parser that raises ExplorerError instead of printing its usage and leaving.

    What the default `more_help`, a function of the arguments before --help, gives is said below the help.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, add_help=False, **options)
        self.add_argument("-h", "--help", action=_Help, help="show this help message and exit")
        self.add_argument("--debug", action="store_true", help="show where in the program an error arose")

    def error(self, message: str) -> NoReturn:
        """Raise ExplorerError."""
        raise ExplorerError(f"{message[:1].upper()}{message[1:]} (see {self.prog} --help).")


class _Help(argparse.Action):
    """Says what there is to say, and leaves."""

    def __init__(self, option_strings: list[str], dest: str, help: str) -> None:
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, default=argparse.SUPPRESS, help=help)

    def __call__(self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, *_: Any) -> NoReturn:
        """Print the help, with what the command knows of the arguments so far."""
        more = getattr(namespace, "more_help", None)
        said = more(namespace) if more else ""
        parser.print_help()
        if said:
            print(f"\n{said}")
        parser.exit()


def seed(text: str) -> int:
    """The type of an option that is a seed. Raises ArgumentTypeError for a number that no generator takes."""
    from ...engine.request import LARGEST_SEED

    if not (text.isdecimal() and int(text) <= LARGEST_SEED):
        raise argparse.ArgumentTypeError(f"a seed is a whole number from 0 to {LARGEST_SEED}, not {text!r}")
    return int(text)


def file_name(text: str) -> str:
    """The type of an option that names a file to write. Raises ArgumentTypeError for '-', which would be its name."""
    if text == "-":
        raise argparse.ArgumentTypeError("nothing is written to standard output: name a file")
    return text


def add_assignments(parser: argparse.ArgumentParser, option: str, what: str) -> None:
    """An option that takes NAME=VALUE, several at once or again and again."""
    parser.add_argument(option, nargs="+", action="extend", default=[], metavar="NAME=VALUE", help=what)


def assignments(texts: Iterable[str]) -> dict[str, str]:
    """The names and values of NAME=VALUE texts. Raises ExplorerError, also where a name is given twice."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise ExplorerError(f"{text!r} is not of the form NAME=VALUE.")
        if name in found:
            raise ExplorerError(f"{name} is given twice, as {found[name]!r} and as {value!r}: leave one out.")
        found[name] = value
    return found


def assigned(owner: type[C], texts: Iterable[str], what: str) -> C:
    """The instance of a dataclass with the values of NAME=VALUE texts; `what` is how errors name it.

    Raises ExplorerError, also for a value that would have no effect.
    """
    values = assignments(texts)
    instance = parse(owner, values, what)
    check_effect(instance, values, what)
    return instance


def check_effect(instance: Any, names: Collection[str], what: str) -> None:
    """Raise ExplorerError if one of these parameters of an instance has no effect beside the others' values."""
    effective = {p.name for p in relevant(instance)}
    for p in describe(instance):
        if p.name in names and p.name not in effective:
            wanted = condition(p)
            raise ExplorerError(f"{what}: {p.name} has no effect without {wanted}: add that, or leave {p.name} out.")


def add_parameters(
    parser: argparse.ArgumentParser, owner: type, title: str, names: Collection[str] | None = None
) -> None:
    """One option for each described parameter of a dataclass, or of these names; `parameters` reads them back."""
    group = parser.add_argument_group(title)
    for p in describe(owner):
        if names is not None and p.name not in names:
            continue
        choices = f" One of {', '.join(p.choices)}." if p.choices else ""
        unit = f" {p.unit}" if p.unit else ""
        default = "none" if p.default == "" else yes_or_no(p.default)
        several: dict[str, Any] = {"nargs": "+", "action": "extend"} if p.kind == "names" else {}
        values = "yes|no" if p.type is bool else p.name.rpartition("_")[2].upper()
        group.add_argument(
            *_SPELLINGS.get(p.name, (option(p),)), dest=p.name, metavar=values,
            help=f"{p.help}{choices} Default: {default}{unit}.".replace("%", "%%"),
            **several,
        )  # fmt: skip


def parameters(owner: type[C], arguments: argparse.Namespace) -> C:
    """The instance of the dataclass that the options of `add_parameters` ask for. Raises ExplorerError."""
    values = {}
    for p in describe(owner):
        if (given := getattr(arguments, p.name, None)) is not None:
            text = ",".join(given) if p.kind == "names" else given
            values[p.name] = getattr(parse(owner, {p.name: text}, option(p)), p.name)
    return owner(**values)


def option(p: Parameter) -> str:
    """The option of a described parameter."""
    return f"--{p.name.replace('_', '-')}"
