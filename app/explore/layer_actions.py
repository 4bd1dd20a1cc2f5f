"""What a user does with the paths: which there are, what they are made with, and their draws."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...engine import edits
from ...engine.methods import METHODS
from ...engine.parameters import describe
from ...engine.request import MAXIMUM_POINTS, MINIMUM_POINTS
from ...engine.scene import Scene
from .journal import Journal
from .seeds import fresh_seed


class LayerActions:
    """Each is one step of the journal but where it says otherwise."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @property
    def _scene(self) -> Scene:
        return self._journal.scene

    def select(self, layer_id: str) -> None:
        """The layer whose parameters are shown; no undo step."""
        if layer_id != self._scene.selected:
            self._journal.finish_stroke()
            self._journal.replace(replace(self._scene, selected=layer_id))

    def set_visible(self, layer_id: str, visible: bool) -> None:
        """Show or hide a layer."""
        layer = self._scene.layer(layer_id)
        verb = "show" if visible else "hide"
        shown = self._scene.with_layer(replace(layer, visible=visible))
        self._journal.commit(shown, f"{verb} {layer.method.label.lower()}")

    def toggle(self, index: int) -> None:
        """Show or hide a layer by its place in the list; nothing where there is none."""
        if index < len(self._scene.layers):
            layer = self._scene.layers[index]
            self.set_visible(layer.id, not layer.visible)

    def rename(self, layer_id: str, name: str) -> None:
        """Another name of a layer; without any it is called after its method again."""
        self._journal.commit(edits.with_name(self._scene, layer_id, name), "rename")

    def keep_target(self, layer_id: str, kept: bool) -> None:
        """A layer goes on to its present target whatever the scene's will be, or to the scene's again."""
        label = "keep the target" if kept else "follow the target"
        self._journal.commit(edits.with_own_target(self._scene, layer_id, kept), label)

    def add(self, method_name: str) -> None:
        """A layer more, with the method's default parameters."""
        method = METHODS[method_name]()
        self._journal.commit(edits.with_new_layer(self._scene, method), f"add {method.label.lower()}")

    def duplicate(self, layer_id: str) -> None:
        """A copy of a layer, to compare parameters side by side."""
        layer = self._scene.layer(layer_id)
        copied = edits.with_new_layer(self._scene, layer.method, layer)
        self._journal.commit(copied, f"duplicate {layer.method.label.lower()}")

    def remove(self, layer_id: str) -> None:
        """A layer less."""
        label = self._scene.layer(layer_id).method.label.lower()
        self._journal.commit(edits.without_layer(self._scene, layer_id), f"remove {label}")

    def set_method(self, layer_id: str, method: Any, final: bool) -> None:
        """Other parameters of a layer; `final` ends the stroke."""
        # The step is named after the whole stroke, whose beginning the history still has.
        label = _difference(self._journal.before_stroke.layer(layer_id).method, method)
        self._journal.stroke(edits.with_method(self._scene, layer_id, method), final, label)

    def set_points(self, points: int, final: bool) -> None:
        """The number of points of every path."""
        most_controls = max((len(layer.controls) for layer in self._scene.layers), default=0)
        points = min(max(points, MINIMUM_POINTS, most_controls + 2), MAXIMUM_POINTS)
        self._journal.stroke(replace(self._scene, points=points), final, "points")

    def set_pixels(self, pixels: str) -> None:
        """Whether the frames of every path show the decoder's mean or a draw."""
        self._journal.commit(replace(self._scene, pixels=pixels), f"pixels: {pixels}")

    def resample(self, everything: bool = False) -> None:
        """A new draw: the selected random layer's chosen one; without such a layer, or for `everything`, all of all."""
        layer = self._scene.selected_layer
        if layer is not None and layer.method.random and not everything:
            self.resample_draw(layer.id)
        else:
            self._journal.commit(edits.resampled(self._scene, None, fresh_seed()), "resample")

    def resample_layer(self, layer_id: str) -> None:
        """New draws of one random layer, all of them."""
        self._journal.commit(edits.resampled(self._scene, layer_id, fresh_seed()), "resample")

    def resample_draw(self, layer_id: str) -> None:
        """The chosen draw of a random layer anew; the others stay."""
        layer = self._scene.layer(layer_id)
        label = f"resample draw {layer.chosen + 1}" if (layer.draws or 1) > 1 else "resample"
        self._journal.commit(edits.with_resampled_draw(self._scene, layer_id, fresh_seed()), label)

    def continue_chain(self) -> None:
        """The selected layer's Markov chains go on by as many moves again, where its method has some."""
        layer = self._scene.selected_layer
        if layer is not None and hasattr(layer.method, "continued"):
            method = replace(layer.method, continued=layer.method.continued + 1)
            self._journal.commit(self._scene.with_layer(replace(layer, method=method)), "continue the chain")

    def set_draws(self, layer_id: str, draws: int) -> None:
        """How many draws of a random layer are shown."""
        self._journal.commit(edits.with_draws(self._scene, layer_id, draws), "draws")

    def choose_draw(self, layer_id: str, draw: int) -> None:
        """The draw of a random layer that has the strip; no undo step."""
        if edits.with_chosen_draw(self._scene, layer_id, draw) != self._scene:
            self._journal.finish_stroke()
            self._journal.replace(edits.with_chosen_draw(self._scene, layer_id, draw))

    def step_draw(self, step: int) -> None:
        """The draw after (1) or before (-1) the chosen one of the selected layer, if it has several; no undo step."""
        layer = self._scene.selected_layer
        if layer is not None and (layer.draws or 1) > 1:
            self.choose_draw(layer.id, layer.chosen + step)


def _difference(old: Any, new: Any) -> str:
    if type(old) is not type(new):
        return new.label.lower()
    changed = [p.label.lower() for p in describe(new) if getattr(old, p.name) != getattr(new, p.name)]
    return ", ".join(changed) or new.label.lower()
