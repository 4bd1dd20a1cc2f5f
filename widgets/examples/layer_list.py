"""Layers that are solving, solved and in error."""

from dataclasses import replace

from ..layer_list import LayerList, LayerRow
from ..theme import LIGHT
from .run import run


def make() -> LayerList:
    """Three layers; the eyes and the selection work."""
    rows = {
        "a": LayerRow("a", "Linear", LIGHT.path_style(0), score_text="Q̄ 0.41"),
        "b": LayerRow("b", "Spherical", LIGHT.path_style(1), error="The ends are parallel.", error_details="details"),
        "c": LayerRow("c", "Geodesic", LIGHT.path_style(2), selected=True, score_text="Q̄ 0.88", progress=0.6),
    }
    layers = LayerList()
    layers.set_methods([("linear", "Linear", "The straight line."), ("spherical", "Spherical", "The great circle.")])

    def select(chosen: str) -> None:
        rows.update({name: replace(row, selected=name == chosen) for name, row in rows.items()})
        layers.set_layers(list(rows.values()))

    def toggle(name: str, visible: bool) -> None:
        rows[name] = replace(rows[name], visible=visible)
        layers.set_layers(list(rows.values()))

    layers.selected.connect(select)
    layers.visibility_toggled.connect(toggle)
    layers.add_requested.connect(lambda name: print("add", name))
    select("c")
    return layers


if __name__ == "__main__":
    run(make)
