"""`interp-explorer demos`, and where scenes are found."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from ...engine.errors import ExplorerError
from ...engine.progress import Progress
from .terminal import print_json

SUMMARY = "List the scenes that come with the program."
FOLDER = Path(__file__).parents[2] / "assets" / "demos"


def demo_files() -> dict[str, Path]:
    """The files of the demo scenes by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.json"))}


def find_scene(text: str) -> Path:
    """The scene file that a path or the name of a demo stands for. Raises ExplorerError if there is none."""
    known = demo_files()
    if os.path.isfile(text):
        return Path(text)
    if text in known:
        return known[text]
    raise ExplorerError(f"There is no scene file {text}, nor a demo of that name; demos: {', '.join(known) or 'none'}.")


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--json", action="store_true", help="print names, titles, stories and files as JSON")


def run(arguments: Namespace, progress: Progress) -> None:
    """Print name, title and story of each demo."""
    from ...engine.scene_file import load_scene

    demos = []
    for name, path in demo_files().items():
        scene = load_scene(path)
        demos.append(
            {"name": name, "title": scene.title, "story": scene.story, "model": scene.model, "file": str(path)}
        )
    if arguments.json:
        print_json(demos)
        return
    for demo in demos:
        print(f"{demo['name']}: {demo['title']}\n    {demo['story']}")
