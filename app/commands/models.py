"""`interp-explorer models`"""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser, Namespace

from ...engine.progress import Progress
from .terminal import print_json, print_table

SUMMARY = "List the models that can be opened."


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--json", action="store_true", help="print everything the models' headers say, as JSON")


def run(arguments: Namespace, progress: Progress) -> None:
    """Print a line for each model."""
    from ...engine.model_library import available_models

    headers = available_models()
    if arguments.json:
        print_json([dataclasses.asdict(header) for header in headers])
        return
    rows = [("NAME", "LATENT", "IMAGE", "TITLE")]
    for header in headers:
        rows.append((header.name, str(header.latent_dimension), "x".join(map(str, header.image_shape)), header.title))
    print_table(rows)
