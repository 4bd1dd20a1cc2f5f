"""The scene being explored: its history, its answers, and every action of the user."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from ...engine import edits
from ...engine.ends import split_draw
from ...engine.errors import ExplorerError
from ...engine.history import History
from ...engine.methods import METHODS, is_steered
from ...engine.metric import Metric
from ...engine.parameters import describe
from ...engine.progress import Progress
from ...engine.request import MAXIMUM_POINTS, MINIMUM_POINTS, PathResult
from ...engine.scene import CORNERS, FEWEST_CELLS, MOST_CELLS, End, Scene, check_scene
from ..backend import Backend, Failure, ModelShelf
from .four_corners import FourCorners
from .solving import Solving
from .surroundings import Surroundings
from .truth import Truth
from .velocity_arrow import arrow, dragged_velocity

MAXIMUM_SAMPLES = 5000
STEERED = "A NeurInt path takes no control points: drag the arrow at its start instead."
_PLAIN = Metric(quality="constant")


class ExploreController(QObject):
    """Turns actions into scenes, scenes into requests, and tells the page what changed.

    A stroke (a drag, a slider held down) changes a draft; its end makes one undo step of it.
    """

    scene_changed = Signal()
    """Anything of the scene changed: ends, layers, selection, parameters."""

    stroke_dropped = Signal()
    """The stroke in progress is over, whatever the hand still does."""

    draft_changed = Signal()
    """A stroke goes on; what a result will show anyway can wait for it."""

    picking_changed = Signal(str)
    """Which end or corner the next picture of the gallery is for."""

    playhead_changed = Signal(float)
    history_changed = Signal()
    failed = Signal(str, str, str)
    """Pane ('ends', 'grid', 'plane', 'paths', 'window'), one sentence, details."""

    encoding = Signal(str, float)
    """An image is being turned into a latent for an end or a corner: which, and how far, 1.0 when done."""

    encoded = Signal(str, str, object, object)
    """Which end or corner, its origin, the image as read and its reconstruction (C, H, W)."""

    def __init__(self, scene: Scene, backend: Backend, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._history: History[Scene] = History(scene)
        self._draft: Scene | None = None
        self._draft_label = ""
        self.solving = Solving(backend, self)
        self.surroundings = Surroundings(backend, self)
        self.grid = FourCorners(backend, self)
        self.truth = Truth(backend, self)
        self._picking = "source"
        self.solving.finished.connect(lambda _: self._follow(refit=True))
        for news in (self.surroundings.samples_changed, self.surroundings.encoded_changed):
            news.connect(lambda: self._follow(refit=True))

    @property
    def scene(self) -> Scene:
        """The scene as it is shown: the draft during a stroke, else the history's."""
        return self._draft or self._history.state

    @property
    def picking(self) -> str:
        """'source', 'target' or one of CORNERS: what the next picture of the gallery is for."""
        return self._picking

    def pick_for(self, which: str) -> None:
        """Let the next picture of the gallery be for another end or corner."""
        if which != self._picking:
            self._picking = which
            self.picking_changed.emit(which)

    @property
    def undo_label(self) -> str:
        """What undo would take back."""
        return self._history.undo_label

    @property
    def redo_label(self) -> str:
        """What redo would bring again."""
        return self._history.redo_label

    def start(self, results: Mapping[str, PathResult] | None = None, samples: np.ndarray | None = None) -> None:
        """Show the scene: take over what is already solved, ask for the rest."""
        self.solving.remember(results or {})
        if samples is not None:
            self.surroundings.take_samples(self.scene, samples)
        self._refresh()
        self.scene_changed.emit()

    def open(
        self,
        scene: Scene,
        label: str,
        results: Mapping[str, PathResult] | None = None,
        samples: np.ndarray | None = None,
    ) -> None:
        """Show another scene, as one step that undo takes back."""
        check_scene(scene)
        self.solving.remember(results or {})
        if samples is not None:
            self.surroundings.take_samples(scene, samples)
        self._commit(scene, label)

    def undo(self) -> None:
        """Take back the last step, or the stroke in progress."""
        if self._draft is not None:
            self.cancel_stroke()
        else:
            self._travel(self._history.undo)

    def redo(self) -> None:
        """Bring back what was undone; not during a stroke."""
        if self._draft is None:
            self._travel(self._history.redo)

    def cancel_stroke(self) -> None:
        """Put back what the stroke in progress has changed; no step is left of it."""
        if self._draft is None:
            return
        self._draft = None
        self.stroke_dropped.emit()
        self.scene_changed.emit()
        self._refresh()

    def finish_stroke(self) -> None:
        """Make a step of the stroke in progress as far as it has come, so that another action can follow it."""
        if self._draft is None:
            return
        draft, self._draft = self._draft, None
        self.stroke_dropped.emit()
        self._commit(draft, self._draft_label)

    def set_end(self, which: str, end: End, label: str = "") -> None:
        """Another source, target or corner of the grid."""
        self._commit(self._with_end(self.scene, which, end), label or f"{which}: {end.origin.replace(':', ' ')}")

    def use_cell(self, row: int, column: int, which: str) -> None:
        """A cell of the grid as an end; the grid stays as it is."""
        scene, corners = self.scene, self.grid.ends(self.scene)
        last = self.grid.size - 1
        if row in (0, last) and column in (0, last):
            end = corners[2 * (row > 0) + (column > 0)]
        else:
            end = End(edits.as_latent(self.grid.latents[row, column]), f"cell:{row + 1},{column + 1}")
        fixed = replace(scene, corners=replace(scene.corners, ends=corners))
        self._commit(edits.with_end(fixed, which, end), f"{which}: row {row + 1}, column {column + 1}")

    def swap_ends(self) -> None:
        """Source and target exchanged."""
        self._commit(edits.swapped(self.scene), "swap ends")

    def random_end(self, which: str, seed: int | None = None) -> None:
        """A draw from the prior as an end or a corner; its seed is its origin."""
        seed = fresh_seed() if seed is None else seed
        self._resolve_end(which, f"random:{seed}")

    def draw_end(self, which: str) -> None:
        """Another draw from q(z | x) for an end that is a picture; its seed is in its origin."""
        _, picture = split_draw(getattr(self.scene, which).origin)
        self._resolve_ends({which: f"draw:{fresh_seed()}:{picture}"}, f"{which}: draw from q(z|x)")

    def mean_end(self, which: str) -> None:
        """The mean of q(z | x) again for an end that was a draw."""
        seed, picture = split_draw(getattr(self.scene, which).origin)
        if seed:
            self._resolve_ends({which: picture}, f"{which}: mean of q(z|x)")

    def set_pixels(self, pixels: str) -> None:
        """Whether frames show the decoder's mean or a draw."""
        self._commit(replace(self.scene, pixels=pixels), f"pixels: {pixels}")

    def image_end(self, which: str, path: str) -> None:
        """An image file as an end or a corner, encoded or inverted in the background."""
        self._resolve_end(which, path)

    def resample(self, everything: bool = False) -> None:
        """A new draw: the chosen one of the selected random layer, or (`everything`) every draw of every layer.

        Where no random layer is selected it is every draw too, and both ends where nothing else is random.
        """
        scene = self.scene
        random = [layer.id for layer in scene.layers if layer.method.random]
        if not random:
            seed = fresh_seed()
            self._resolve_ends({"source": f"random:{seed}", "target": f"random:{seed + 1}"}, "resample ends")
            return
        if scene.selected in random and not everything:
            self.resample_draw(scene.selected)
        else:
            self._commit(edits.resampled(scene, None, fresh_seed()), "resample")

    def resample_layer(self, layer_id: str) -> None:
        """New draws of one random layer, all of them."""
        self._commit(edits.resampled(self.scene, layer_id, fresh_seed()), "resample")

    def resample_draw(self, layer_id: str) -> None:
        """The chosen draw of a random layer anew; the others stay."""
        layer = self.scene.layer(layer_id)
        label = f"resample draw {layer.chosen + 1}" if (layer.draws or 1) > 1 else "resample"
        self._commit(edits.with_resampled_draw(self.scene, layer_id, fresh_seed()), label)

    def continue_chain(self) -> None:
        """The selected layer's Markov chains go on by as many moves again, where its method has some."""
        layer = next((layer for layer in self.scene.layers if layer.id == self.scene.selected), None)
        if layer is not None and hasattr(layer.method, "continued"):
            method = replace(layer.method, continued=layer.method.continued + 1)
            self._commit(self.scene.with_layer(replace(layer, method=method)), "continue the chain")

    def set_draws(self, layer_id: str, draws: int) -> None:
        """How many draws of a random layer are shown."""
        self._commit(edits.with_draws(self.scene, layer_id, draws), "draws")

    def choose_draw(self, layer_id: str, draw: int) -> None:
        """The draw of a random layer that has the strip; no undo step."""
        scene = edits.with_chosen_draw(self.scene, layer_id, draw)
        if scene != self.scene:
            self.finish_stroke()
            self._replace(edits.with_chosen_draw(self.scene, layer_id, draw))

    def step_draw(self, step: int) -> None:
        """The draw after (1) or before (-1) the chosen one of the selected layer, if it has several."""
        layer = next((layer for layer in self.scene.layers if layer.id == self.scene.selected), None)
        if layer is not None and (layer.draws or 1) > 1:
            self.choose_draw(layer.id, layer.chosen + step)

    def select(self, layer_id: str) -> None:
        """The layer whose parameters are shown; no undo step."""
        if layer_id != self.scene.selected:
            self.finish_stroke()
            self._replace(replace(self.scene, selected=layer_id))

    def set_visible(self, layer_id: str, visible: bool) -> None:
        """Show or hide a layer."""
        layer = self.scene.layer(layer_id)
        verb = "show" if visible else "hide"
        self._commit(self.scene.with_layer(replace(layer, visible=visible)), f"{verb} {layer.method.label.lower()}")

    def rename_layer(self, layer_id: str, name: str) -> None:
        """Another name of a layer; without any it is called after its method again."""
        self._commit(edits.with_name(self.scene, layer_id, name), "rename")

    def keep_target(self, layer_id: str, kept: bool) -> None:
        """A layer goes on to its present target whatever the scene's will be, or to the scene's again."""
        label = "keep the target" if kept else "follow the target"
        self._commit(edits.with_own_target(self.scene, layer_id, kept), label)

    def add_layer(self, method_name: str) -> None:
        """A layer more, with the method's default parameters."""
        method = METHODS[method_name]()
        self._commit(edits.with_new_layer(self.scene, method), f"add {method.label.lower()}")

    def duplicate_layer(self, layer_id: str) -> None:
        """A copy of a layer, to compare parameters side by side."""
        layer = self.scene.layer(layer_id)
        self._commit(edits.with_new_layer(self.scene, layer.method, layer), f"duplicate {layer.method.label.lower()}")

    def remove_layer(self, layer_id: str) -> None:
        """A layer less."""
        label = self.scene.layer(layer_id).method.label.lower()
        self._commit(edits.without_layer(self.scene, layer_id), f"remove {label}")

    def set_method(self, layer_id: str, method: Any, final: bool) -> None:
        """Other parameters of a layer; `final` ends the stroke."""
        # The step is named after the whole stroke, whose beginning the history still has.
        label = _difference(self._history.state.layer(layer_id).method, method)
        self._stroke(edits.with_method(self.scene, layer_id, method), final, label)

    def set_points(self, points: int, final: bool) -> None:
        """The number of points of every path."""
        most_controls = max((len(layer.controls) for layer in self.scene.layers), default=0)
        points = min(max(points, MINIMUM_POINTS, most_controls + 2), MAXIMUM_POINTS)
        self._stroke(replace(self.scene, points=points), final, "points")

    def add_control(self, layer_id: str, time: float, view: np.ndarray | None) -> int | None:
        """A control point on a layer's curve at `time`, at the curve's own latent or seen at `view` (2,).

        Returns its index, or None where there can be none (the reason is shown). The step is finished
        by `move_control(..., final=True)` if a drag goes on, and at once where `view` is None.
        """
        latent = self._latent_at(layer_id, time)
        if latent is None:
            return None
        if is_steered(self.scene.layer(layer_id).method):
            self.failed.emit("plane", STEERED, "")
            return None
        projection = self.surroundings.projection
        if view is not None and projection is not None and projection.down.shape[1] == len(view):
            latent = projection.dragged(latent, view)
        try:
            scene, index = edits.with_control(self.scene, layer_id, time, edits.as_latent(latent))
        except ExplorerError as error:
            self.failed.emit("plane", str(error), error.details)
            return None
        self._stroke(scene, view is None, "add control point")
        return index

    def move_control(self, layer_id: str, index: int, view: np.ndarray, final: bool) -> None:
        """A control point moved so that it is seen at `view` (2,); its part off the plane stays."""
        layer, projection = self.scene.layer(layer_id), self.surroundings.projection
        if projection is None or projection.down.shape[1] != len(view) or not 0 <= index < len(layer.controls):
            return
        latent = projection.dragged(np.array(layer.controls[index].latent), view)
        scene = edits.with_moved_control(self.scene, layer_id, index, edits.as_latent(latent))
        self._stroke(scene, final, f"drag control point {index + 1}")

    def remove_control(self, layer_id: str, index: int) -> None:
        """A control point less."""
        self._commit(edits.without_control(self.scene, layer_id, index), f"remove control point {index + 1}")

    def set_velocity(self, layer_id: str, view: np.ndarray, final: bool) -> None:
        """The chosen draw's first velocity, so that the tip of its arrow is seen at `view` (2,)."""
        layer, projection = self.scene.layer(layer_id), self.surroundings.projection
        result = self.solving.shown(layer)
        ends = None if result is None else arrow(self.scene, layer, result.flight)
        if ends is None or projection is None or projection.down.shape[1] != len(view):
            return
        velocity = dragged_velocity(ends, projection, view)
        self._stroke(edits.with_velocity(self.scene, layer_id, edits.as_latent(velocity)), final, "set velocity")

    def use_drawn_velocity(self, layer_id: str) -> None:
        """The chosen draw starts with the velocity that is drawn for it, again."""
        self._commit(edits.with_drawn_velocity(self.scene, layer_id), "use the drawn velocity")

    def set_playhead(self, time: float) -> None:
        """The moment shown everywhere; no undo step."""
        time = min(max(float(time), 0.0), 1.0)
        if time != self.scene.view.playhead:
            self._set_quietly(replace(self.scene, view=replace(self.scene.view, playhead=time)))
            self.playhead_changed.emit(time)

    def set_projection(self, name: str) -> None:
        """How latents are seen; no undo step."""
        self.finish_stroke()
        self._replace(replace(self.scene, view=replace(self.scene.view, projection=name, grid=False)))

    def show_grid(self) -> None:
        """Show the grid of the four corners, from now on fixed, in place of the plane; no undo step."""
        self.finish_stroke()
        corners = replace(self.scene.corners, ends=self.grid.ends(self.scene))
        self._replace(replace(self.scene, view=replace(self.scene.view, grid=True), corners=corners))
        self.pick_for(CORNERS[0])

    def set_cells(self, size: int, final: bool) -> None:
        """The number of cells a side of the grid."""
        size = min(max(size, FEWEST_CELLS), MOST_CELLS)
        self._stroke(replace(self.scene, corners=replace(self.scene.corners, size=size)), final, "cells")

    def set_samples(self, count: int) -> None:
        """The number of prior samples shown."""
        count = min(max(count, 0), MAXIMUM_SAMPLES)
        self._replace(replace(self.scene, view=replace(self.scene.view, samples=count)))

    def set_heat_map(self, shown: bool) -> None:
        """Show or hide the map of Q."""
        self._replace(replace(self.scene, view=replace(self.scene.view, heat_map=shown)))

    def set_band(self, shown: bool) -> None:
        """Show or hide mean and 90 % band of random paths."""
        self._replace(replace(self.scene, view=replace(self.scene.view, band=shown)))

    def set_truth(self, shown: bool) -> None:
        """Show or hide the true frames, where they are known."""
        self._replace(replace(self.scene, view=replace(self.scene.view, truth=shown)))

    def set_cloud(self, name: str) -> None:
        """What lies behind the paths, a key of `CLOUDS`; no undo step."""
        self._replace(replace(self.scene, view=replace(self.scene.view, cloud=name)))

    def set_plot(self, name: str) -> None:
        """What is plotted beside the quality, a key of `PLOTS`; no undo step."""
        self._replace(replace(self.scene, view=replace(self.scene.view, plot=name)))

    def set_device(self, device: str) -> None:
        """Compute elsewhere: everything is asked for again."""
        self._backend.shelf.device = device
        self.forget()

    def forget(self) -> None:
        """Ask for everything that is shown again."""
        self.solving.forget(self.scene)
        self.grid.forget(self.scene)

    def cancel(self) -> None:
        """Give up what is being computed; the last good pictures stay."""
        self.solving.cancel()
        self.cancel_ends()

    def cancel_ends(self) -> None:
        """Give up turning an image into a latent."""
        for key in ("ends", *CORNERS):
            self._backend.cancel("views", key)

    def layer_path(self, layer_id: str) -> tuple[np.ndarray, np.ndarray] | None:
        """Times (n,) and the latents (n, D) of a layer's chosen or only draw, or None."""
        layer = self.scene.layer(layer_id)
        known = self.solving.latents(self.scene, layer)
        if known is None:
            return None
        times, latents = known
        return times, latents if latents.ndim == 2 else latents[min(layer.chosen, len(latents) - 1)]

    def _latent_at(self, layer_id: str, time: float) -> np.ndarray | None:
        path = self.layer_path(layer_id)
        if path is None:
            return None
        return np.array([np.interp(time, path[0], column) for column in path[1].T])

    def _resolve_end(self, which: str, text: str) -> None:
        self._resolve_ends({which: text}, f"{which}: {_short(text)}")

    def _resolve_ends(self, ends: Mapping[str, str], label: str) -> None:
        first, model = next(iter(ends)), self.scene.model

        def take(answers: dict[str, tuple[End, Any]]) -> None:
            self.encoding.emit(first, 1.0)
            scene = self.scene
            if scene.model != model:
                return
            for which, (end, pictures) in answers.items():
                scene = self._with_end(scene, which, end)
                if pictures is not None:
                    self.encoded.emit(which, end.origin, *pictures)
            self._commit(scene, label)

        def fail(what: Failure) -> None:
            self.encoding.emit(first, 1.0)
            self.failed.emit("grid" if first in CORNERS else "ends", what.message, what.details)

        self._backend.submit(
            "views", first if first in CORNERS else "ends", partial(_ends, model, dict(ends)), take, fail,
            lambda fraction, text: self.encoding.emit(first, fraction),
        )  # fmt: skip

    def _with_end(self, scene: Scene, which: str, end: End) -> Scene:
        if which in CORNERS:
            return edits.with_corner(scene, self.grid.ends(scene), which, end)
        return edits.with_end(scene, which, end)

    def _stroke(self, scene: Scene, final: bool, label: str) -> None:
        """A change that more may follow; a stroke is called after its first."""
        if self._draft is None:
            self._draft_label = label
        if final:
            self._draft = None
            self._step(scene, self._draft_label)
        else:
            self._draft = scene
            self.draft_changed.emit()
            self._refresh(preview=True)

    def _commit(self, scene: Scene, label: str) -> None:
        """One step. A stroke in progress, on whose draft the scene was built, is a step of its own before it."""
        if self._draft is not None:
            self._history.push(self._draft, self._draft_label)
            self._draft = None
            self.stroke_dropped.emit()
        if scene != self._history.state:
            self._step(scene, label)

    def _step(self, scene: Scene, label: str) -> None:
        if scene.model != self._history.state.model:
            self.cancel_ends()
        self._history.push(scene, label)
        self.history_changed.emit()
        self.scene_changed.emit()
        self._refresh()

    def _replace(self, scene: Scene) -> None:
        self._set_quietly(scene)
        self.scene_changed.emit()
        self._refresh(preview=self._draft is not None)

    def _set_quietly(self, scene: Scene) -> None:
        if self._draft is not None:
            self._draft = scene
        else:
            self._history.replace(scene)

    def _travel(self, move: Any) -> None:
        view, model = self.scene.view, self.scene.model
        move()
        if self._history.state.model != model:
            self.cancel_ends()
        # Where one looks is not part of what is undone.
        self._history.replace(replace(self._history.state, view=view))
        self.history_changed.emit()
        self.scene_changed.emit()
        self._refresh()

    def _refresh(self, preview: bool = False) -> None:
        if self._picking in CORNERS and not self.scene.view.grid:
            self.pick_for("source")  # nobody picks for what is not seen
        self.solving.want(self.scene, preview)
        self._follow(refit=not preview)
        self.grid.follow(self.scene)
        self.truth.follow(self.scene)

    def _follow(self, refit: bool) -> None:
        scene = self.scene
        paths = [self.solving.latents(scene, layer) for layer in scene.layers if layer.visible]
        self.surroundings.follow(scene, [known[1] for known in paths if known], refit and self._draft is None)


def fresh_seed() -> int:
    """A seed by chance, short enough to be read; it is stored in the scene, so that the draw can be had again."""
    return secrets.randbelow(10**4)


def _ends(model: str, ends: dict[str, str], shelf: ModelShelf, progress: Progress) -> dict[str, tuple[End, Any]]:
    loaded = shelf.get(model)
    from ...engine.ends import resolve_end

    answers: dict[str, tuple[End, Any]] = {}
    for which, text in ends.items():
        end = resolve_end(text, loaded, progress=progress)
        pictures = None
        if end.origin.startswith("image:"):
            from ...engine.images import read_image
            from ...engine.views import look

            image = np.asarray(read_image(text, loaded.header.image_shape))
            pictures = (image, look(loaded, _PLAIN, np.array(end.latent))[0])
        answers[which] = (end, pictures)
    return answers


def _short(text: str) -> str:
    return Path(text).name if ("/" in text or "\\" in text) else text.replace(":", " ")


def _difference(old: Any, new: Any) -> str:
    if type(old) is not type(new):
        return new.label.lower()
    changed = [p.label.lower() for p in describe(new) if getattr(old, p.name) != getattr(new, p.name)]
    return ", ".join(changed) or new.label.lower()
