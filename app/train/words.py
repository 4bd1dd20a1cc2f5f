"""What the tab says of a run."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

from ...engine.parameters import Parameter
from ...trainers.run_library import RunFacts
from .watcher import Watcher

STATES = {
    "starting": "Reading the images\u2026",
    "training": "Training",
    "pausing": "Saving\u2026",
    "finishing": "Making the model\u2026",
    "paused": "Paused",
    "finished": "Finished",
    "failed": "Stopped",
}
DOT = " \u00b7 "


def span(seconds: float) -> str:
    """A stretch of time with one or two units: '40 s', '12 min', '2 h 5 min'."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes >= 600 or not minutes % 60:
        return f"{minutes / 60:.0f} h"
    return f"{minutes // 60} h {minutes % 60} min"


def ago(then: float) -> str:
    """How long ago a time in seconds since 1970 is."""
    seconds = max(0.0, time.time() - then)
    if seconds < 60:
        return "just now"
    return f"{span(seconds)} ago" if seconds < 86400 else f"{seconds / 86400:.0f} d ago"


def source(data: str) -> str:
    """A data set without its folder."""
    return Path(data).name if "/" in data or "\\" in data else data


def heading(facts: RunFacts) -> str:
    """What is trained on what."""
    return DOT.join(part for part in (facts.recipe, source(facts.data), facts.preset, f"seed {facts.seed}") if part)


def in_list(facts: RunFacts) -> str:
    """How far a run is, for the list."""
    state = "training" if facts.training else ago(facts.changed)
    step = f"step {facts.step:,}" if facts.step else "not begun"
    return DOT.join((facts.recipe, step, state))


def setting(name: str, value: Any, known: Parameter | None) -> tuple[str, str, str]:
    """Label, value and tip of a setting as the form has them; of one unknown to the recipe, what was written."""
    if known is None:
        return name.replace("_", " "), _figure(value), name
    labels = dict(zip(known.choices, known.choice_labels))
    return known.label, labels[value] if value in labels else _figure(value), known.help


def _figure(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).rpartition("/")[2] or "\u2013"


def progress(watcher: Watcher) -> str:
    """State, step, speed and time left."""
    parts = [STATES.get(watcher.state, "")]
    if watcher.step:
        of = f" of {watcher.facts.steps:,}" if watcher.facts is not None and watcher.facts.steps else ""
        parts.append(f"step {watcher.step:,}{of}")
    if watcher.state == "training":
        rate, left = watcher.curves.last.get("images a second"), watcher.seconds_left
        if rate:
            parts.append(f"{rate:,.0f} images/s")
        if math.isfinite(left) and left > 0:
            parts.append(f"{span(left)} left")
    return DOT.join(part for part in parts if part)
