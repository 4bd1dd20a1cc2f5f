"""Where models are kept, and which there are. Needs no torch."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from pathlib import Path

from platformdirs import user_data_path

from .errors import ExplorerError
from .model_file import ModelHeader, read_header

SUFFIX = ".safetensors"
OF_A_RUN = "model" + SUFFIX
"""What the model in the folder of a training run is called there; its name is the run's."""
SHIPPED = Path(__file__).parents[1] / "assets" / "models"

_log = logging.getLogger(__name__)


def model_folders() -> tuple[Path, ...]:
    """The user's folder of models, which may not exist yet, then the one that ships with the program."""
    return user_data_path("interp-explorer", appauthor=False) / "models", SHIPPED


def available_models(role: str | None = "decoder") -> list[ModelHeader]:
    """The headers, in order of name, of all models that have a network of that role (any, if None).

    The `name` of each is the one that finds it, its file's. A user's model hides a shipped one of the
    same name. Files that cannot be used are logged and left out.
    """
    found: dict[str, ModelHeader] = {}
    for folder in reversed(model_folders()):
        for path in sorted(folder.glob("*" + SUFFIX)):
            try:
                header = read_header(path)
            except ExplorerError as error:
                _log.warning("%s", error)
                continue
            if role is None or role in header.networks:
                found[path.stem] = replace(header, name=path.stem)
    return [found[name] for name in sorted(found)]


def model_name(name_or_path: str | Path) -> str:
    """What to call the model that a name or path finds: its file's name, or that of the run whose model it is."""
    path = Path(name_or_path)
    return Path(os.path.abspath(path)).parent.name if path.name == OF_A_RUN else path.name.removesuffix(SUFFIX)


def is_taken(name: str) -> bool:
    """Whether there is a model of that name, the user's or a shipped one."""
    return _in_folders(name) is not None


def hides_shipped(path: Path) -> bool:
    """Whether a file in the user's folder is taken for the shipped model of its name."""
    users, *shipped = model_folders()
    return path.parent == users and any((folder / path.name).is_file() for folder in shipped)


def find_model(name_or_path: str | Path) -> Path:
    """The file of the model of that name, or the path itself if it is one.

    A text with a folder in it is a path; another is the name of a model here, or else a file's. Raises
    ExplorerError if there is no such file, naming the known models where the text has neither folder nor suffix.
    """
    text, path = os.fspath(name_or_path), Path(name_or_path)
    has_folder = os.path.basename(text) != text
    if not has_folder and (found := _in_folders(text)):
        return found
    if os.path.isfile(path):
        return path
    if has_folder or path.suffix:
        raise ExplorerError(f"There is no model file {path}.")
    known = ", ".join(header.name for header in available_models(role=None)) or "none"
    raise ExplorerError(f"There is no model {str(name_or_path)!r}; the models here are: {known}.")


def _in_folders(name: str) -> Path | None:
    """The file of the model of that name, the user's before a shipped one."""
    paths = (folder / f"{name}{SUFFIX}" for folder in model_folders())
    return next((path for path in paths if os.path.isfile(path)), None)
