"""What is wrong with a run though all its numbers are finite. Needs no torch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from statistics import median

LINES = 5
"""Last lines of the log, whose medians must show a symptom: one batch, bad or good, says little."""
COLLAPSED = 1e-3
"""A deviation of the latents in a batch that the decoder cannot tell from none."""
SURE, WON = 3.0, 0.1
"""Mean logits on either side, and a logistic loss, with which a discriminator teaches nothing any more."""

WATCHED = {"latent deviation", "real logit", "fake logit", "discriminator"}

Line = Mapping[str, float]


def symptoms(lines: Iterable[Line]) -> list[str]:
    """A sentence for each thing that is wrong by the last lines of a log, of which only LINES count; each maps the
    names of metrics to numbers."""
    last = list(lines)[-LINES:]
    if len(last) < LINES:
        return []
    names = set.intersection(*(set(line) for line in last))
    usual = {name: median(line[name] for line in last) for name in names & WATCHED}
    return [sentence(usual) for shows, sentence in SYMPTOMS if shows(usual)]


def _collapsed(line: Line) -> bool:
    return line.get("latent deviation", 1.0) < COLLAPSED


def _collapse(line: Line) -> str:
    return (
        f"The latents have collapsed: those of a batch differ by {line['latent deviation']:.1g} only. Give the "
        "reconstruction more weight against the other losses, or let them begin later."
    )


def _saturated(line: Line) -> bool:
    """Values of a Wasserstein critic may be large; its loss is then negative."""
    sides = line.get("real logit", 0.0) > SURE and line.get("fake logit", 0.0) < -SURE
    return sides and 0 <= line.get("discriminator", 1.0) < WON


def _saturation(line: Line) -> str:
    return (
        f"The discriminator is saturated: it is sure of every image (mean logits {line['real logit']:.1f} and "
        f"{line['fake logit']:.1f}), so it teaches little. Lower the weight of the adversarial loss, or take spectral "
        "normalisation or a penalty where the recipe has them."
    )


SYMPTOMS: tuple[tuple[Callable[[Line], bool], Callable[[Line], str]], ...] = (
    (_collapsed, _collapse),
    (_saturated, _saturation),
)
