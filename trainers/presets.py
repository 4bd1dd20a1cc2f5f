"""What the presets of recipes are for. Needs no torch."""

from __future__ import annotations

from collections.abc import Mapping

PRESETS: Mapping[str, str] = {
    "ci": "A test that everything runs: 8 pixels, 60 steps, seconds.",
    "cpu": "A good model in 10 to 40 minutes on two cores; hours for networks that grow.",
    "tables": "Small networks of 16 pixels that are trained alike, to compare: under a quarter of an hour.",
    "figures": "Small networks of 32 pixels that are trained alike, to compare.",
    "paper": "Wider networks and many more steps, on a GPU.",
}
"""All that a recipe may have, the smallest first: name -> a sentence for the person choosing."""
USUAL = "cpu"
"""The one that every recipe has, and that is meant where none is named."""
