"""Values that the progressive recipes share, by preset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

GROWING: Mapping[str, Mapping[str, Any]] = {
    # 8 pixels, and both growing stages within 60 steps of 16 images.
    "ci": {
        "steps": 60, "size": 8, "maps": 8, "latent_dimension": 8, "batch_size": 16, "average_images": 200,
        "fade_images": 160, "stable_images": 160, "log_every": 10, "sample_every": 30, "checkpoint_every": 30,
    },
    "cpu": {
        "steps": 24_000, "maps": 12, "most_maps": 96, "latent_dimension": 64,
        "fade_images": 60_000, "stable_images": 60_000, "checkpoint_every": 500, "sample_every": 500,
    },
    # What NI's tables compare, trained alike: all nine within an hour on one core.
    "tables": {
        "steps": 1500, "size": 16, "maps": 8, "most_maps": 64, "latent_dimension": 64,
        "fade_images": 15_000, "stable_images": 15_000, "checkpoint_every": 500, "sample_every": 500,
    },
    "paper": {
        "steps": 600_000, "batch_size": 16, "size": 64, "maps": 256, "most_maps": 512, "latent_dimension": 512,
        "average_images": 11_000,
    },
}  # fmt: skip

ADVERSARIAL: Mapping[str, Mapping[str, Any]] = {
    "ci": {**GROWING["ci"], "loss": "ns_logistic_r1", "penalty": 1.0},
    "cpu": {**GROWING["cpu"], "loss": "ns_logistic_r1", "penalty": 1.0, "penalty_every": 16},
    "tables": {**GROWING["tables"], "loss": "ns_logistic_r1", "penalty": 1.0, "penalty_every": 16},
    "paper": GROWING["paper"],
}
