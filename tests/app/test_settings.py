"""What is remembered between two runs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from interp_explorer.app.settings import Settings, load_settings, save_settings, settings_file


def test_settings_come_back_from_their_file(tmp_path: Path) -> None:
    assert load_settings() == Settings()
    settings = Settings("dark", "loop", "/somewhere", 1300, 700)
    save_settings(settings)
    assert load_settings() == settings
    if os.name == "posix":
        assert tmp_path in settings_file().parents


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", "\udcff"])
def test_a_damaged_file_gives_the_defaults(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.json").write_bytes(text.encode(errors="surrogateescape"))
    assert load_settings(tmp_path / "settings.json") == Settings()


@pytest.mark.parametrize(
    "bad", [{"theme": "pink"}, {"width": "wide"}, {"width": 3}, {"height": True}, {"playback": None}, {"unknown": 1}]
)
def test_a_bad_entry_is_dropped_and_the_others_stay(tmp_path: Path, bad: dict[str, object]) -> None:
    good = {"theme": "dark", "playback": "loop", "folder": "/somewhere", "width": 1300, "height": 700}
    (tmp_path / "settings.json").write_text(json.dumps(good | bad))
    [name] = bad
    kept = {key: value for key, value in good.items() if key != name}
    assert load_settings(tmp_path / "settings.json") == Settings(**kept)
