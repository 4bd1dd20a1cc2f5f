"""Exporting from the window: files that are read back, and everything that can go wrong on the way."""

from __future__ import annotations

import gc
import json
import threading
import warnings
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from interp_explorer.app import path_exports
from interp_explorer.app.export_panel import ExportPanel
from interp_explorer.engine.export import WRITERS, ExportSettings
from interp_explorer.engine.parameters import describe
from interp_explorer.widgets.field_label import FieldLabel

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(user: Any, tmp_path: Path) -> ExportPanel:
    """The export panel, opened by its key, with small frames and a file of its own."""
    user.key(Qt.Key.Key_E, CONTROL)
    panel = user.window.panels.export
    assert panel.isVisible()
    write(panel.file, tmp_path / "film.gif")
    write(panel.of_paths.form.field("size")._number, 32)
    return panel


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Holds exports back until it is set."""
    export, release = path_exports.export, threading.Event()

    def wait(*arguments: Any) -> None:
        release.wait(20)
        export(*arguments)

    monkeypatch.setattr(path_exports, "export", wait)
    yield release
    release.set()


def write(field: Any, text: object) -> None:
    """Type over what a field says."""
    field.selectAll()
    QTest.keyClicks(field, str(text))
    QTest.keyClick(field, Qt.Key.Key_Tab)


def choose(panel: ExportPanel, name: str) -> None:
    """Choose a format with the arrow keys."""
    step = panel.format.findData(name) - panel.format.currentIndex()
    for _ in range(abs(step)):
        QTest.keyClick(panel.format, Qt.Key.Key_Down if step > 0 else Qt.Key.Key_Up)


def export(user: Any, panel: ExportPanel) -> None:
    """Press the button, and wait for the answer."""
    user.click(panel.start)
    user.wait_until(panel.start.isEnabled)


def test_a_gif_of_all_visible_paths(user: Any, panel: ExportPanel, tmp_path: Path) -> None:
    export(user, panel)
    assert panel.message.text() == f"Saved {tmp_path / 'film.gif'}."
    with Image.open(tmp_path / "film.gif") as film:
        assert film.n_frames == user.scene.points
        rows, columns = film.height // 32, film.width // 32
        assert rows * columns >= 3
        film.seek(film.n_frames - 1)
        last = np.asarray(film.convert("L")) / 255
    # All paths end in the same picture, smoothly enlarged.
    picture = user.result().frames[-1, 0]
    assert last[:32, :32].mean() == pytest.approx(picture.mean(), abs=0.05)
    assert user.window.preferences.settings.folder == str(tmp_path)


def test_a_film_of_the_selected_path(user: Any, panel: ExportPanel, tmp_path: Path) -> None:
    panel.of_paths.paths.setFocus()
    QTest.keyClick(panel.of_paths.paths, Qt.Key.Key_End)
    write(panel.file, tmp_path / "film.mp4")
    export(user, panel)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the reader leaves its pipes to the garbage collector
        meta, *frames = imageio_ffmpeg.read_frames(tmp_path / "film.mp4")
        gc.collect()
    assert len(frames) == user.scene.points
    assert meta["size"] == (32, 32)


def test_numbers_of_the_selected_path(user: Any, panel: ExportPanel, tmp_path: Path) -> None:
    choose(panel, "npz")
    assert panel.file.text() == str(tmp_path / "film.npz")
    assert not panel.of_paths.paths.isEnabled() and panel.of_paths.paths.current() == "one"
    export(user, panel)
    with np.load(tmp_path / "film.npz", allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["latents"], user.result().latents)
        assert json.loads(str(arrays["meta"]))
    assert user.result().request.layer == user.scene.selected


def test_a_format_for_one_path_leaves_the_choice_for_the_others(panel: ExportPanel) -> None:
    choose(panel, "npz")
    choose(panel, "gif")
    assert panel.of_paths.paths.isEnabled() and panel.of_paths.paths.current() == "all"


def test_frames_come_from_the_path_and_not_from_the_screen(user: Any, panel: ExportPanel, tmp_path: Path) -> None:
    user.window.resize(1080, 680)
    write(panel.file, tmp_path / "frames")
    write(panel.of_paths.form.field("size")._number, 8)
    for name in ("linear-1", "spherical-1"):
        user.click(user.row(name).eye)
    export(user, panel)
    frames = sorted((tmp_path / "frames").rglob("*.png"))
    assert len(frames) == user.scene.points
    with Image.open(frames[5]) as frame:
        np.testing.assert_allclose(np.asarray(frame.convert("L")) / 255, user.result().frames[5, 0], atol=0.51 / 255)


def test_a_cancelled_export_leaves_nothing(
    user: Any, panel: ExportPanel, tmp_path: Path, held: threading.Event
) -> None:
    before = set(tmp_path.iterdir())
    user.click(panel.start)
    assert not panel.start.isEnabled()
    assert panel.bar.isVisible()
    user.click(panel.cancel)
    held.set()
    user.wait_until_idle()
    assert "cancelled" in panel.message.text()
    assert panel.isVisible()
    assert set(tmp_path.iterdir()) == before
    export(user, panel)
    assert (tmp_path / "film.gif").is_file()
    user.click(panel.cancel)
    assert not panel.isVisible()


def test_escape_cancels_first_and_closes_then(
    user: Any, panel: ExportPanel, tmp_path: Path, held: threading.Event
) -> None:
    user.click(panel.start)
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    held.set()
    user.wait_until_idle()
    assert panel.isVisible() and "cancelled" in panel.message.text()
    assert not (tmp_path / "film.gif").exists()
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_a_file_is_replaced_only_when_asked_twice(user: Any, panel: ExportPanel, tmp_path: Path) -> None:
    film = tmp_path / "film.gif"
    film.write_text("precious")
    user.click(panel.start)
    assert panel.message.text() == "film.gif exists: press Replace to write over it."
    assert panel.start.text() == "Replace"
    (tmp_path / "other.gif").write_text("precious")
    write(panel.file, tmp_path / "other.gif")
    assert (panel.start.text(), panel.message.text()) == ("Export", "")
    write(panel.file, film)
    user.click(panel.start)
    assert film.read_text() == "precious"
    export(user, panel)
    assert film.read_bytes()[:3] == b"GIF"
    assert panel.message.text() == f"Saved {film}." and panel.start.text() == "Export"
    user.click(panel.start)
    assert panel.start.text() == "Replace"


def test_a_file_without_a_name_is_told(user: Any, panel: ExportPanel) -> None:
    write(panel.file, " ")
    user.click(panel.start)
    assert panel.message.text() == "Name the file to write: the field is empty."


def test_a_short_name_is_saved_where_it_is_told(
    user: Any, panel: ExportPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(panel.file, "here.gif")
    export(user, panel)
    assert panel.message.text() == f"Saved {tmp_path / 'here.gif'}."


def test_the_file_is_named_after_the_model_until_the_user_names_it(user: Any) -> None:
    panel = ExportPanel(
        user.window.backend, user.controller.answers, lambda: user.scene, Path("/there"), "one",
        user.window,
    )  # fmt: skip
    assert (panel.format.current(), panel.file.text()) == ("gif", "/there/one.gif")
    choose(panel, "strip")
    panel.set_name("two")
    assert panel.file.text() == "/there/two.png"
    write(panel.file, "/there/mine.gif")
    panel.set_name("three")
    assert (panel.format.current(), panel.file.text()) == ("gif", "/there/mine.gif")
    panel.deleteLater()


def test_only_what_concerns_the_format_is_shown(user: Any, panel: ExportPanel) -> None:
    films = {"frame_rate", "size", "scaling", "playback"}
    wanted = {"gif": films, "mp4": films, "strip": {"size", "scaling", "strip_frames"}, "frames": {"size", "scaling"}}
    for name in WRITERS:
        choose(panel, name)
        shown = {p.name for p in describe(ExportSettings) if panel.of_paths.form.field(p.name).isVisible()}
        assert shown == wanted.get(name, set()), name


def test_the_panel_is_as_high_as_its_contents(user: Any, panel: ExportPanel) -> None:
    user.wait_until_idle()
    before = panel.size()
    panel.message.show_message("A sentence that is long enough for two lines in a panel as narrow as this one is. " * 2)
    user.wait_until(lambda: panel.height() > before.height())
    assert panel.width() == before.width()
    panel.message.clear()
    user.wait_until(lambda: panel.size() == before)
    choose(panel, "npz")
    user.wait_until(lambda: panel.height() < before.height() - 100)


def test_every_control_has_a_name_and_a_tool_tip(panel: ExportPanel) -> None:
    for control in (panel.format, panel.of_paths.paths, panel.file, panel.browse, panel.cancel, panel.start):
        assert control.accessibleName() and control.toolTip()
    labels = [label for label in panel.findChildren(FieldLabel) if label.isVisible()]
    assert len(labels) >= 7
    assert all(label.fontMetrics().horizontalAdvance(label.text()) <= label.width() for label in labels)


def test_closing_the_panel_cancels(user: Any, panel: ExportPanel, tmp_path: Path, held: threading.Event) -> None:
    user.click(panel.start)
    panel.close()
    held.set()
    user.wait_until_idle()
    assert not (tmp_path / "film.gif").exists()
    user.click(user.window.header.export)
    assert panel.isVisible() and panel.start.isEnabled()


@pytest.mark.parametrize("place", ["nowhere/film.gif", "a file/film.gif", "film.jpeg"])
def test_a_place_that_cannot_be_written_is_told(user: Any, panel: ExportPanel, tmp_path: Path, place: str) -> None:
    (tmp_path / "a file").write_text("no folder")
    before = set(tmp_path.rglob("*"))
    write(panel.file, tmp_path / place)
    export(user, panel)
    sentence = panel.message.text()
    assert sentence.endswith(".") and not sentence.startswith(("Saved", "The program failed"))
    assert set(tmp_path.rglob("*")) == before


def test_nothing_solved_is_nothing_to_export(user: Any, panel: ExportPanel, tmp_path: Path) -> None:
    for name in ("linear-1", "spherical-1", "geodesic-1"):
        user.click(user.row(name).eye)
    export(user, panel)
    assert "no solved path" in panel.message.text()
    assert not (tmp_path / "film.gif").exists()


def test_an_old_path_is_not_exported_for_new_ends(user: Any) -> None:
    assert len(user.controller.answers(True)) == 3
    user.pick(3)
    assert user.controller.answers(True) == {}
    user.wait_until_solved()
    assert len(user.controller.answers(True)) == 3
    assert [result.request.layer for result in user.controller.answers(False).values()] == ["geodesic-1"]


def test_a_copy_outlives_the_layer_it_was_solved_for(user: Any) -> None:
    user.controller.layers.duplicate("linear-1")
    user.wait_until_solved()
    user.controller.layers.remove("linear-1")
    user.wait_until_solved()
    assert len(user.controller.answers(True)) == 3
    shown = user.controller.answers()
    assert list(shown) == [layer.id for layer in user.scene.layers]
    assert shown["linear-2"].request.layer == "linear-1"


def test_a_file_chosen_in_the_dialog_decides_the_format(
    user: Any, panel: ExportPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "strip.png"), ""))
    user.click(panel.browse)
    assert panel.file.text() == str(tmp_path / "strip.png")
    assert "strip" in panel.format.currentText().lower()


# Figures


@pytest.fixture
def figures(user: Any, panel: ExportPanel, tmp_path: Path) -> ExportPanel:
    """The panel's other tab, chosen by key, with its first preview."""
    panel.kind.setFocus()
    QTest.keyClick(panel.kind, Qt.Key.Key_Right)
    assert panel.part is panel.of_figures and not panel.of_paths.isVisible()
    user.wait_until(lambda: not panel.of_figures.preview.pixmap().isNull())
    user.wait_until_idle()
    return panel


def choose_figure(panel: ExportPanel, name: str) -> None:
    box = panel.of_figures.figure
    for _ in range(box.findData(name) - box.currentIndex()):
        QTest.keyClick(box, Qt.Key.Key_Down)


def test_a_figure_is_previewed_and_saved(user: Any, figures: ExportPanel, tmp_path: Path) -> None:
    preview = figures.of_figures.preview
    before = preview.pixmap().toImage()
    assert preview.pixmap().width() == preview.width()
    choose_figure(figures, "projection")
    user.wait_until(lambda: preview.pixmap().toImage() != before)
    write(figures.file, tmp_path / "plane.svg")
    export(user, figures)
    assert figures.message.text() == f"Saved {tmp_path / 'plane.svg'}."
    ids = {element.get("id") for element in ElementTree.parse(tmp_path / "plane.svg").getroot().iter()}
    assert {"curve-0", "curve-1", "curve-2"} <= ids and "curve-3" not in ids


def test_a_table_of_a_figure_holds_what_is_solved(user: Any, figures: ExportPanel, tmp_path: Path) -> None:
    choose(figures, "csv")
    assert not figures.of_figures.form.isVisible()
    write(figures.file, tmp_path / "steps.csv")
    export(user, figures)
    rows = [line.split(",") for line in (tmp_path / "steps.csv").read_text(encoding="utf-8").splitlines()[1:]]
    assert {series for _, series, _, _ in rows} == {"Linear", "Spherical", "Geodesic"}
    steps = [float(y) for panel, series, _, y in rows if (panel, series) == ("Step distance", "Geodesic")]
    np.testing.assert_array_equal(steps, user.result().step_distances)


def test_a_figure_that_the_paths_do_not_make_says_why(user: Any, figures: ExportPanel, tmp_path: Path) -> None:
    choose_figure(figures, "epsilon")
    complaint, preview = figures.of_figures.complaint, figures.of_figures.preview
    user.wait_until(lambda: "different epsilon" in complaint.text())
    assert complaint.isVisible() and not preview.isVisible()
    before = set(tmp_path.iterdir())
    write(figures.file, tmp_path / "epsilon.png")
    export(user, figures)
    assert "different epsilon" in figures.message.text()
    assert set(tmp_path.iterdir()) == before
    # The next figure is seen, in full.
    choose_figure(figures, "projection")
    user.wait_until(preview.isVisible)
    assert preview.height() >= preview.pixmap().height() / preview.devicePixelRatioF() > 100
    assert not complaint.isVisible()


def test_figures_and_paths_have_formats_and_names_of_their_own(user: Any) -> None:
    window = user.window
    panel = ExportPanel(window.backend, user.controller.answers, lambda: user.scene, Path("/there"), "one", window)
    panel.show()
    panel.kind.setFocus()
    for key, name in ((Qt.Key.Key_Right, "/there/one-steps.svg"), (Qt.Key.Key_Left, "/there/one.gif")):
        QTest.keyClick(panel.kind, key)
        assert panel.file.text() == name
    user.wait_until_idle()
    panel.close()
    panel.deleteLater()
