"""Whether a scene makes sense: the first thing that is wrong with it, in a sentence."""

from __future__ import annotations

import sys
from reprlib import repr as short
from typing import Any

from .errors import ExplorerError
from .methods import is_steered
from .request import LARGEST_SEED, MAXIMUM_DRAWS, MAXIMUM_POINTS, MINIMUM_POINTS, PIXELS
from .scene import (
    CLOUDS,
    CORNERS,
    FEWEST_CELLS,
    LONGEST_NAME,
    MAXIMUM_SAMPLES,
    MOST_CELLS,
    PLOTS,
    PROJECTIONS,
    Corners,
    Layer,
    Scene,
    View,
)


def check_scene(scene: Scene) -> None:
    """Raise ExplorerError, with the first thing that is wrong, if the scene cannot be shown."""
    check_text("model", scene.model)
    check_text("title", scene.title)
    check_text("story", scene.story)
    dimension = len(scene.source.latent)
    if dimension == 0 or len(scene.target.latent) != dimension:
        raise ExplorerError("The two ends of the scene have different numbers of coordinates.")
    check_text("source's origin", scene.source.origin)
    check_text("target's origin", scene.target.origin)
    _check_whole("number of points", scene.points, MINIMUM_POINTS, MAXIMUM_POINTS)
    _check_view(scene.view)
    _check_corners(scene.corners, dimension)
    if scene.pixels not in list(PIXELS):
        raise ExplorerError(f"The scene's pixels are one of {', '.join(PIXELS)}, not {short(scene.pixels)}.")
    for layer in scene.layers:
        _check_layer(layer, dimension, scene.points)
    ids = [layer.id for layer in scene.layers]
    if len(set(ids)) != len(ids):
        raise ExplorerError("Two layers of the scene have the same id.")
    if scene.selected and scene.selected not in ids:
        raise ExplorerError(f"The scene selects the layer {short(scene.selected)}, which it does not have.")


def _check_layer(layer: Layer, dimension: int, points: int) -> None:
    check_text("layer's id", layer.id)
    what = f"layer {layer.id}"
    check_text(f"name of {what}", layer.name)
    if len(layer.name) > LONGEST_NAME:
        raise ExplorerError(f"The name of the scene's {what} is longer than {LONGEST_NAME} letters.")
    _check_whole(f"style of {what}", layer.style, 0, sys.maxsize)
    _check_switch(f"visibility of {what}", layer.visible)
    _check_whole(f"seed of {what}", layer.seed, 0, LARGEST_SEED)
    if layer.draws is not None:
        _check_whole(f"number of draws of {what}", layer.draws, 1, MAXIMUM_DRAWS)
        if not layer.method.random:
            raise ExplorerError(f"The scene's {what} has draws, but its method has no randomness.")
    draws = layer.draws or 1
    _check_whole(f"chosen draw of {what}", layer.chosen, 0, draws - 1)
    least = 0
    for draw, seed in layer.own_seeds:
        _check_whole(f"draw with an own seed of {what}", draw, least, draws - 1)
        _check_whole(f"own seed of {what}", seed, 0, LARGEST_SEED)
        least = draw + 1
    least = 0
    for draw, velocity in layer.own_velocities:
        if not is_steered(layer.method):
            raise ExplorerError(f"The scene's {what} has a velocity, but its method starts with none that can be set.")
        _check_whole(f"draw with an own velocity of {what}", draw, least, draws - 1)
        if len(velocity) != dimension:
            raise ExplorerError(f"A velocity of {what} does not have {dimension} coordinates.")
        least = draw + 1
    if layer.target is not None:
        if len(layer.target.latent) != dimension:
            raise ExplorerError(f"The target of {what} does not have {dimension} coordinates.")
        check_text(f"origin of the target of {what}", layer.target.origin)
    before = 0.0
    for point in layer.controls:
        if len(point.latent) != dimension:
            raise ExplorerError(f"A control point of {what} does not have {dimension} coordinates.")
        check_number(f"time of a control point of {what}", point.time)
        if not before < point.time < 1:
            raise ExplorerError(f"The times of the control points of {what} do not increase between 0 and 1.")
        before = point.time
    if len(layer.controls) >= points - 1:
        raise ExplorerError(f"The {len(layer.controls)} control points of {what} need more than {points} points.")


def _check_view(view: View) -> None:
    if view.projection not in list(PROJECTIONS):
        known = ", ".join(PROJECTIONS)
        raise ExplorerError(f"There is no projection {short(view.projection)}; choose one of: {known}.")
    if view.plot not in list(PLOTS):
        raise ExplorerError(f"There is no plot of {short(view.plot)}; choose one of: {', '.join(PLOTS)}.")
    _check_whole("number of samples", view.samples, 0, MAXIMUM_SAMPLES)
    _check_whole("seed of the samples", view.sample_seed, 0, LARGEST_SEED)
    _check_switch("heat map", view.heat_map)
    _check_switch("band", view.band)
    _check_switch("grid", view.grid)
    _check_switch("true frames", view.truth)
    if view.cloud not in list(CLOUDS):
        raise ExplorerError(f"There is no cloud of {short(view.cloud)}; choose one of: {', '.join(CLOUDS)}.")
    check_number("playhead", view.playhead)
    if not 0 <= view.playhead <= 1:
        raise ExplorerError(f"The scene's playhead is from 0 to 1, not {view.playhead:g}.")


def _check_corners(corners: Corners, dimension: int) -> None:
    _check_whole("cells a side", corners.size, FEWEST_CELLS, MOST_CELLS)
    if len(corners.ends) not in (0, len(CORNERS)):
        raise ExplorerError(f"The scene's grid has {len(CORNERS)} corners or none, not {len(corners.ends)}.")
    for name, end in zip(CORNERS, corners.ends):
        if len(end.latent) != dimension:
            raise ExplorerError(f"The scene's {name} corner does not have {dimension} coordinates.")
        check_text(f"origin of the {name} corner", end.origin)


def check_text(what: str, value: Any) -> None:
    """Raise ExplorerError if what the scene calls `what` is no text."""
    if not isinstance(value, str):
        raise ExplorerError(f"The scene's {what} is a text, not {short(value)}.")


def _check_switch(what: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise ExplorerError(f"The scene's {what} is true or false, not {short(value)}.")


def _check_whole(what: str, value: Any, low: int, high: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ExplorerError(f"The scene's {what} is a whole number from {low} to {high}, not {short(value)}.")


def check_number(what: str, value: Any) -> None:
    """Raise ExplorerError if it is no finite number."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not (is_number and abs(value) <= sys.float_info.max):
        raise ExplorerError(f"The scene's {what} is a finite number, not {short(value)}.")
