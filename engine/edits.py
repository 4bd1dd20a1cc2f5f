"""What a user does to a scene, as functions from scene to scene. No torch, no Qt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from .errors import ExplorerError
from .methods import METHODS
from .request import ControlPoint, Latent
from .scene import CORNERS, LONGEST_NAME, End, Layer, Scene

CLOSEST = 0.01
"""Least distance in time between two control points placed by hand."""
FIRST_DRAWS = 12
"""How many draws a new random layer shows."""


def as_latent(values: np.ndarray) -> Latent:
    """A latent vector as plain data."""
    return tuple(float(v) for v in np.asarray(values).reshape(-1))


def with_end(scene: Scene, which: str, end: End) -> Scene:
    """The scene with its 'source' or 'target' replaced; control points and velocities belong to the old path and go."""
    layers = tuple(
        layer if which == "target" and layer.target is not None else replace(layer, controls=(), own_velocities=())
        for layer in scene.layers
    )
    return replace(scene, layers=layers, **{which: end})


def with_moved_end(scene: Scene, which: str, latent: Latent) -> Scene:
    """The scene with its 'source' or 'target' moved; unlike with another end, every path keeps what steers it."""
    return replace(scene, **{which: End(latent)})


def with_corner(scene: Scene, corners: tuple[End, ...], which: str, end: End) -> Scene:
    """The scene whose grid has these corners (4), one of them, called as in CORNERS, replaced."""
    ends = tuple(end if name == which else other for name, other in zip(CORNERS, corners, strict=True))
    return replace(scene, corners=replace(scene.corners, ends=ends))


def swapped(scene: Scene) -> Scene:
    """Source and target exchanged; control points keep their places, velocities go.

    A path with a target of its own begins elsewhere now, and its control points go too.
    """

    def back(layer: Layer) -> tuple[ControlPoint, ...]:
        kept = layer.controls if layer.target is None else ()
        return tuple(replace(point, time=round(1 - point.time, 9)) for point in reversed(kept))

    layers = tuple(replace(layer, controls=back(layer), own_velocities=()) for layer in scene.layers)
    return replace(scene, source=scene.target, target=scene.source, layers=layers)


def with_own_target(scene: Scene, layer_id: str, kept: bool) -> Scene:
    """A layer that keeps its present target whatever the scene's will be, or (not `kept`) has the scene's again."""
    layer = scene.layer(layer_id)
    if kept:
        return scene.with_layer(replace(layer, target=scene.target_of(layer)))
    same = scene.target_of(layer).latent == scene.target.latent
    freed = replace(layer, target=None)
    return scene.with_layer(freed if same else replace(freed, controls=(), own_velocities=()))


def with_control(scene: Scene, layer_id: str, time: float, latent: Latent) -> tuple[Scene, int]:
    """A control point more on a layer, and its index. Raises ExplorerError too close to another or an end."""
    layer = scene.layer(layer_id)
    time = round(float(time), 4)
    if any(abs(time - other) < CLOSEST for other in (0.0, 1.0, *(p.time for p in layer.controls))):
        raise ExplorerError("There is a point of the path here already: place the new one further along.")
    if len(layer.controls) + 2 >= scene.points:
        raise ExplorerError(
            f"A path of {scene.points} points takes no more control points: raise the number of points."
        )
    controls = tuple(sorted((*layer.controls, ControlPoint(time, latent)), key=lambda point: point.time))
    index = next(i for i, point in enumerate(controls) if point.time == time)
    return scene.with_layer(replace(layer, controls=controls)), index


def with_moved_control(scene: Scene, layer_id: str, index: int, latent: Latent) -> Scene:
    """A control point at another latent, at the same time."""
    layer = scene.layer(layer_id)
    controls = list(layer.controls)
    controls[index] = replace(controls[index], latent=latent)
    return scene.with_layer(replace(layer, controls=tuple(controls)))


def without_control(scene: Scene, layer_id: str, index: int) -> Scene:
    """A control point less."""
    layer = scene.layer(layer_id)
    return scene.with_layer(replace(layer, controls=layer.controls[:index] + layer.controls[index + 1 :]))


def with_new_layer(scene: Scene, method: Any, like: Layer | None = None) -> Scene:
    """A layer more, selected, with the first style nobody uses; `like` gives controls and seed of a copy."""
    name = METHODS.name_of(method)
    number = 1 + sum(layer.id.rpartition("-")[0] == name for layer in scene.layers)
    ids = {layer.id for layer in scene.layers}
    while f"{name}-{number}" in ids:
        number += 1
    used = {layer.style for layer in scene.layers}
    style = next(i for i in range(len(used) + 1) if i not in used)
    fresh = Layer(f"{name}-{number}", method, style, draws=FIRST_DRAWS if method.random else None)
    if like is not None:
        fresh = replace(like, id=fresh.id, method=method, style=style, name="")
    return replace(scene.with_layer(fresh), selected=fresh.id)


def with_name(scene: Scene, layer_id: str, name: str) -> Scene:
    """Another name of a layer, in one line; what it would be called without one is no name."""
    bare = scene.with_layer(replace(scene.layer(layer_id), name=""))
    name = " ".join(name.split())[:LONGEST_NAME].rstrip()
    layer = bare.layer(layer_id)
    return bare if name == bare.label(layer) else bare.with_layer(replace(layer, name=name))


def without_layer(scene: Scene, layer_id: str) -> Scene:
    """A layer less; the one before it is selected if it was the selected one."""
    rest = scene.without_layer(layer_id)
    if scene.selected != layer_id:
        return rest
    if not rest.layers:
        return replace(rest, selected="")
    place = [layer.id for layer in scene.layers].index(layer_id)
    return replace(rest, selected=rest.layers[max(place - 1, 0)].id)


def resampled(scene: Scene, layer_id: str | None, seed: int) -> Scene:
    """New draws of the random layers, one or (None) all: their seeds are `seed` and the numbers after it."""
    layers = []
    for layer in scene.layers:
        if layer.method.random and layer_id in (None, layer.id):
            layer, seed = replace(layer, seed=seed, own_seeds=(), own_velocities=()), seed + 1
        layers.append(layer)
    return replace(scene, layers=tuple(layers))


def with_resampled_draw(scene: Scene, layer_id: str, seed: int) -> Scene:
    """A seed of its own for the chosen draw of a random layer; a layer of one draw has no other."""
    scene = with_drawn_velocity(scene, layer_id)
    layer = scene.layer(layer_id)
    if (layer.draws or 1) == 1:
        return resampled(scene, layer_id, seed)
    own = {**dict(layer.own_seeds), layer.chosen: seed}
    return scene.with_layer(replace(layer, own_seeds=tuple(sorted(own.items()))))


def with_draws(scene: Scene, layer_id: str, draws: int) -> Scene:
    """Another number of draws of a random layer; those that stay keep their seeds."""
    layer = scene.layer(layer_id)
    seeds = tuple(pair for pair in layer.own_seeds if pair[0] < draws)
    velocities = tuple(pair for pair in layer.own_velocities if pair[0] < draws)
    chosen = min(layer.chosen, draws - 1)
    return scene.with_layer(replace(layer, draws=draws, own_seeds=seeds, own_velocities=velocities, chosen=chosen))


def with_velocity(scene: Scene, layer_id: str, velocity: Latent) -> Scene:
    """The chosen draw of a layer starts with this velocity instead of the drawn one."""
    layer = scene.layer(layer_id)
    own = {**dict(layer.own_velocities), layer.chosen: velocity}
    return scene.with_layer(replace(layer, own_velocities=tuple(sorted(own.items()))))


def with_drawn_velocity(scene: Scene, layer_id: str) -> Scene:
    """The chosen draw of a layer starts with the velocity that is drawn for it, again."""
    layer = scene.layer(layer_id)
    own = tuple(pair for pair in layer.own_velocities if pair[0] != layer.chosen)
    return scene.with_layer(replace(layer, own_velocities=own))


def with_method(scene: Scene, layer_id: str, method: Any) -> Scene:
    """Other parameters of a layer; velocities that were set at one end go when paths begin at the other."""
    layer = scene.layer(layer_id)
    same = getattr(layer.method, "reverse", False) == getattr(method, "reverse", False)
    return scene.with_layer(replace(layer, method=method, own_velocities=layer.own_velocities if same else ()))


def with_chosen_draw(scene: Scene, layer_id: str, draw: int) -> Scene:
    """The draw of a random layer that has the strip; an index past either end comes round to the other."""
    layer = scene.layer(layer_id)
    return scene.with_layer(replace(layer, chosen=draw % (layer.draws or 1)))
