"""Named choices: a registry maps the name a user types to the one object that implements it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from .errors import ExplorerError

T = TypeVar("T")


class Registry(Mapping[str, Any]):
    """An ordered mapping from name to entry, filled by its `register` decorator.

    `kind` is the noun used in error messages ('method', 'kernel', ...).
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, Any] = {}

    def register(self, name: str) -> Callable[[T], T]:
        """Decorator that files an object under `name`. Raises ValueError if the name is taken."""

        def file(entry: T) -> T:
            if name in self._entries:
                raise ValueError(f"{self.kind} {name!r} is registered twice")
            self._entries[name] = entry
            return entry

        return file

    def __getitem__(self, name: str) -> Any:
        """The entry of that name. Raises ExplorerError naming the known ones."""
        try:
            return self._entries[name]
        except KeyError:
            known = ", ".join(self._entries)
            near = difflib.get_close_matches(str(name), self._entries, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise ExplorerError(f"There is no {self.kind} {name!r}; choose one of: {known}.{hint}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def name_of(self, entry: Any) -> str:
        """The name under which `entry` (or the class of the instance `entry`) is filed."""
        for name, known in self._entries.items():
            if known is entry or known is type(entry):
                return name
        raise KeyError(f"{entry!r} is no registered {self.kind}")
