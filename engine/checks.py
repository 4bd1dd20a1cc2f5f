"""What can be said of a request before its model is loaded. Nothing here loads torch."""

from __future__ import annotations

from collections.abc import Sequence

from .errors import ExplorerError
from .methods import METHODS
from .metric import Metric
from .parameters import check
from .qualities.attribute_words import parse_attribute
from .request import MAXIMUM_DRAWS, MAXIMUM_POINTS, MINIMUM_POINTS, PathRequest
from .times import time_grid


def check_request(request: PathRequest, classes: Sequence[str], likelihood: str) -> None:
    """Raise ExplorerError where anything of a request but its latents is out of range, or not for this model.

    `classes` are those that the model's classifier tells apart, none where it has no classifier; `likelihood` is its
    decoder's, or ''.
    """
    name = METHODS.name_of(request.method)
    check(request.method)
    if request.pixels == "draw" and not likelihood:
        raise ExplorerError(f"{request.model} has no likelihood p(x|z) to draw images from: show the decoder's mean.")
    if not MINIMUM_POINTS <= request.points <= MAXIMUM_POINTS:
        raise ExplorerError(f"A path has {MINIMUM_POINTS} to {MAXIMUM_POINTS} points, not {request.points}.")
    if not request.method.random and request.draws is not None:
        raise ExplorerError(f"Method {name} has no randomness: leave out the draws.")
    if not request.method.random and request.own_seeds:
        raise ExplorerError(f"Method {name} has no randomness: leave out the seeds of draws.")
    check_draws(request.draws)
    if any(not 0 <= draw < (request.draws or 1) for draw, _ in request.own_seeds):
        raise ExplorerError(f"There is no such draw to give a seed of its own: draws are 1 to {request.draws or 1}.")
    metric = request.method if isinstance(request.method, Metric) else request.metric
    if metric.quality == "attribute" and classes:
        parse_attribute(metric.attribute, classes)
    time_grid(request.points, tuple(point.time for point in request.controls))


def check_draws(draws: int | None) -> None:
    """Raise ExplorerError for a number of draws that cannot be made; None leaves it to the method."""
    if draws is not None and not 1 <= draws <= MAXIMUM_DRAWS:
        raise ExplorerError(f"The number of draws is 1 to {MAXIMUM_DRAWS}, not {draws}.")
