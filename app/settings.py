"""What the program remembers between two runs. A damaged entry is dropped, the others are kept."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from ..engine.files import atomic_write

CHOICES: dict[str, tuple[str, ...]] = {"theme": ("light", "dark"), "playback": ("ping-pong", "loop")}


@dataclass(frozen=True)
class Settings:
    """theme: 'light' or 'dark'; playback: 'ping-pong' or 'loop'; folder: where files were last opened or saved;
    width, height: size of the window."""

    theme: str = "light"
    playback: str = "ping-pong"
    folder: str = ""
    width: int = 1440
    height: int = 900


class Preferences:
    """The settings as they are now."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @property
    def folder(self) -> Path:
        """Where files are written unless another place is chosen."""
        return Path(self.settings.folder or Path.home())

    def change(self, **changes: Any) -> None:
        """Other values of some of the settings."""
        self.settings = replace(self.settings, **changes)

    def remember_folder(self, path: str | Path) -> None:
        """The folder of a file that was opened or written is where the next one is looked for."""
        self.change(folder=str(Path(path).parent))


def settings_file() -> Path:
    """Where the settings are kept."""
    return user_config_path("interp-explorer", appauthor=False) / "settings.json"


def load_settings(path: Path | None = None) -> Settings:
    """The stored settings; defaults where there are none or they make no sense."""
    try:
        stored = json.loads((path or settings_file()).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(stored, dict):
        return Settings()
    return Settings(**{f.name: stored[f.name] for f in fields(Settings) if _sound(f.name, stored.get(f.name))})


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Store the settings. Raises ExplorerError if that fails."""
    target = path or settings_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(target) as temporary:
        temporary.write_text(json.dumps(asdict(settings), indent=1), encoding="utf-8")


def _sound(name: str, value: Any) -> bool:
    default = getattr(Settings(), name)
    if type(value) is not type(default):
        return False
    if isinstance(value, int):
        return 400 <= value <= 16000
    return value in CHOICES.get(name, (value,))
