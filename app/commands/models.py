"""`interp-explorer models`"""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser, Namespace

from ...engine.progress import Progress
from .terminal import print_json, print_table

SUMMARY = "List the models that can be opened, and the classifiers that judge them."


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--json", action="store_true", help="print everything the models' headers say, as JSON")


def run(arguments: Namespace, progress: Progress) -> None:
    """Print a line for each model, those that can be opened before those that only judge."""
    from ...engine.model_library import available_models

    headers = sorted(available_models(role=None), key=lambda header: "decoder" not in header.networks)
    if arguments.json:
        print_json([dataclasses.asdict(header) for header in headers])
        return
    rows = [("NAME", "KIND", "LATENT", "IMAGE", "TITLE")]
    for header in headers:
        opens = "decoder" in header.networks
        kind, latent = ("model", str(header.latent_dimension)) if opens else (", ".join(header.networks), "-")
        rows.append((header.name, kind, latent, "x".join(map(str, header.image_shape)), header.title))
    print_table(rows)
