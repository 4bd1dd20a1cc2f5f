"""Computes the answers that ship with the demo scenes: `python -m interp_explorer.app.demo_building [NAME ...]`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np

from ..engine.devices import limit_threads
from ..engine.model import load_model
from ..engine.scene_file import load_scene
from ..engine.solve import solve
from ..engine.views import prior_samples
from .commands.demos import demo_files, find_scene
from .demos import save_answers


def build(names: Sequence[str] = ()) -> None:
    """Solve the demos of those names anew, or all, and write the answers beside each. Raises ExplorerError."""
    limit_threads()
    for name in names or demo_files():
        path = find_scene(name)
        scene = load_scene(path)
        model = load_model(scene.model)
        results = {layer.id: solve(scene.request(layer), model) for layer in scene.layers if layer.visible}
        # The first solve of a process pays for loading code; what is shown should be what a user will see.
        results = {layer.id: solve(scene.request(layer), model) for layer in scene.layers if layer.visible}
        save_answers(path, results, prior_samples(model, scene.view.samples, scene.view.sample_seed))
        costs = {key: float(np.mean(result.cost)) for key, result in results.items() if result.cost is not None}
        print(f"{name}: {', '.join(f'{key} {cost:.4g}' for key, cost in costs.items())}")


if __name__ == "__main__":
    build(sys.argv[1:])
