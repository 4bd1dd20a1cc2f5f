"""What a user should know of how a search ended."""

from __future__ import annotations

from .falling import STILL_FALLING
from .search import Found, Search

NO_SHORTER = 1e-4
"""A path that saves no more than this share of the straight line's cost is no shorter."""
STOOD = "The path has not left its start: "


def ending(search: Search, found: Found) -> str:
    """A sentence on the first of the paths: that it is no shorter than the straight line, which for a loop stands
    still, or that its cost was still falling. Empty where there is nothing to say."""
    cost, straight = float(found.cost[0]), float(search.straight_costs[0])
    if straight - cost <= NO_SHORTER * straight:
        return _of_a_loop(search) or "No path shorter than the straight line was found."
    fell = float(found.fell[0])
    if fell <= STILL_FALLING:
        return ""
    name = "iterations" if search.method.optimiser == "fast" else "steps"
    return f"Not converged: the last {name} lowered the cost by {fell:.0%}, and more may lower it further."


def _of_a_loop(search: Search) -> str:
    """Why a loop stands still; empty for another path."""
    if not bool((search.anchors[0] == search.anchors[0, 0]).all()):
        return ""
    metric = search.scorer.metric
    if float(search.scorer.energy.step_offset(search.anchors.new_ones(()))) == 0:
        return STOOD + "standing still costs nothing by this energy, so choose FG eq. 8."
    if metric.quality != "attribute":
        return STOOD + "nothing draws it away, so ask for an attribute that its start lacks."
    return (
        STOOD + "no way out and back was found that costs less; try another kernel, a smaller epsilon or another start."
    )
