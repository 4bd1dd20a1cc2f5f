"""From a command line to a window that is shown, until it is closed."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from ..engine.errors import ExplorerError
from ..engine.model_library import available_models
from .demos import Demo, first_demo, load_demo
from .scenes import check_with_model, default_scene, with_model
from .settings import load_settings
from .window import Window

TITLE_BAR = 32
"""Room for what the desktop puts above the window, which nobody tells before it is there."""


def run_window(scene_path: str | None = None, model: str | None = None) -> int:
    """Show the window on a scene file, on a model, or on the first demo; returns the exit code.

    Raises ExplorerError if the scene or the model cannot be read, or if there is nothing to show.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Interp Explorer")
    app.setDesktopFileName("interp-explorer")
    # The engine's threads hand the interpreter over sooner, so that the window stays smooth.
    sys.setswitchinterval(0.001)
    window = Window(opening(scene_path, model), load_settings())
    window.resize(window.size().boundedTo(window.screen().availableSize() - QSize(0, TITLE_BAR)))
    window.show()
    code = app.exec()
    if not window.backend.ended:
        # A thread that is still loading a library would abort the interpreter's end.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def opening(scene_path: str | None, model: str | None) -> Demo:
    """What to open on. Raises ExplorerError if there is nothing."""
    if scene_path is not None:
        demo = load_demo(scene_path)
        check_with_model(demo.scene if model is None else with_model(demo.scene, model))
        return demo if model is None else Demo(with_model(demo.scene, model))
    if model is not None:
        return Demo(default_scene(model))
    demo = first_demo()
    if demo is not None:
        return demo
    models = available_models()
    if not models:
        raise ExplorerError("There is no model to open: train one with 'interp-explorer train'.")
    return Demo(default_scene(models[0].name))
