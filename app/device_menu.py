"""Where it is computed: said in the status bar, chosen in a menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from ..engine.progress import Progress
from ..widgets.menus import add_choices
from ..widgets.message_line import MessageLine
from .backend import Backend, Failure, ModelShelf
from .status_bar import StatusBar


class DeviceMenu:
    """Empty until the backend has said what there is, which loads torch."""

    def __init__(
        self, menu: QMenu, backend: Backend, status: StatusBar, message: MessageLine, choose: Callable[[str], None]
    ) -> None:
        self._menu = menu
        self._backend = backend
        self._status = status
        self._message = message
        self._choose = choose
        menu.setEnabled(False)

    def ask(self) -> None:
        """Find out where it is computed, and where it could be."""
        self._backend.submit("looks", "device", _facts, self._show, self._fail)

    def _show(self, facts: tuple[str, tuple[str, ...]]) -> None:
        text, names = facts
        self._status.set_text("device", text)
        if not self._menu.isEnabled():
            labels = (("auto", "Automatic"), *((name, name.upper()) for name in names))
            add_choices(self._menu, labels, self._backend.shelf.device, self._take)
            self._menu.setEnabled(True)

    def _fail(self, failure: Failure) -> None:
        self._status.set_text("device", "no device")
        self._message.show_message(failure.message, failure.details)

    def _take(self, name: str) -> None:
        self._choose(name)
        self.ask()


def _facts(shelf: ModelShelf, progress: Progress) -> tuple[str, tuple[str, ...]]:
    from ..engine.devices import available_devices, choose_device, limit_threads

    threads = limit_threads()
    device = choose_device(shelf.device)
    text = device.upper() + (f" \u00b7 {threads} thread{'s' if threads > 1 else ''}" if device == "cpu" else "")
    return text, available_devices()
