"""The middle of the tab while a run is watched: how far it is, its curves, its pictures."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from ...widgets.buttons import CommandButton
from ...widgets.elided_label import ElidedLabel
from ...widgets.message_line import MessageLine
from ...widgets.sheet_view import SheetView
from ...widgets.style import set_role
from ...widgets.theme import Theme
from ..backend import Backend
from .plots import Plots
from .watcher import Watcher
from .words import heading, progress

MARGIN = 16
MOST_PIXELS = 1600
ACTIVE = ("starting", "training", "pausing", "finishing")


class RunView(QWidget):
    """Shows a watcher's run and asks for what the buttons say; the page does it."""

    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    explore_requested = Signal()

    def __init__(self, watcher: Watcher, backend: Backend, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._watcher, self._backend = watcher, backend
        self._step: float | None = None
        self._shown: dict[str, Path | None] = {}
        self.title = ElidedLabel(parent=self)
        set_role(self.title, "title")
        self.caption = ElidedLabel(parent=self)
        set_role(self.caption, "dim")
        self.pause = CommandButton("Pause", "pause", parent=self)
        self.stop = CommandButton("Stop", parent=self)
        self.stop.setToolTip("End the run here and make the model of what it has learned; it can be resumed later")
        self.explore = CommandButton("Open in Explore", "open", primary=True, parent=self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName("How far the run is")
        self.status = QLabel(self)
        self.message = MessageLine(dismissible=False, parent=self)
        self.plots = Plots(self)
        self.samples = SheetView("Samples", self)
        self.strips = SheetView("Ways between images", self)
        self._lay_out()
        watcher.changed.connect(self.refresh)
        self.plots.looked_at.connect(self._look_at)
        self.pause.clicked.connect(self._pause_or_resume)
        self.stop.clicked.connect(self.stop_requested)
        self.explore.clicked.connect(self.explore_requested)
        for view, other in ((self.samples, self.strips), (self.strips, self.samples)):
            view.enlarge_requested.connect(lambda other=other: self._enlarge(other))

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.plots.set_theme(theme)

    def begin(self, path: Path) -> None:
        """Show another run from its start."""
        self._step, self._shown = None, {}
        for view in (self.samples, self.strips):
            view.set_sheet(QImage(), "")
            view.show()
        self.plots.show()
        self.title.setText(path.name)
        self.caption.setText("")
        self.refresh()

    def refresh(self) -> None:
        """Show what the watcher knows."""
        watcher = self._watcher
        if watcher.path is None:
            return
        if watcher.facts is not None:
            self.caption.setText(heading(watcher.facts))
        self.status.setText(progress(watcher))
        self.bar.setValue(
            round(1000 * watcher.step / watcher.facts.steps) if watcher.facts and watcher.facts.steps else 0
        )
        self._show_message()
        self._show_commands()
        self.plots.show_curves(watcher.curves)
        self._show_sheets()

    def show_making(self, text: str) -> None:
        """Say how far a model of the run is on its way; empty for none."""
        self.explore.setEnabled(not text)
        self.explore.setToolTip(text or "Explore what it has learned so far; a run that is going on is left alone")
        if text:
            self.message.show_message(text, kind="note")
        else:
            self.refresh()

    def _show_message(self) -> None:
        """Why the run ended early; or else what is wrong with it."""
        if self._watcher.error[0]:
            self.message.show_message(*self._watcher.error)
        else:
            self.message.show_message(" ".join(self._watcher.curves.symptoms), kind="note")

    def _show_commands(self) -> None:
        state = self._watcher.state
        resumes = state not in ACTIVE
        self.pause.set_command("Resume" if resumes else "Pause", "play" if resumes else "pause")
        self.pause.setToolTip(
            "Go on from the last checkpoint, to the same numbers as without a break"
            if resumes
            else "Save where it is and end the process; Resume goes on from there"
        )
        facts = self._watcher.facts
        longer = facts is not None and self._watcher.step < facts.steps
        self.pause.setEnabled(state in ("starting", "training") or (resumes and (longer or state != "finished")))
        self.stop.setEnabled(state == "training")
        self.explore.setEnabled(facts is not None and state != "starting")

    def _show_sheets(self) -> None:
        for kind, view in (("step", self.samples), ("strips", self.strips)):
            found = self._watcher.sheet(kind, self._step)
            path = None if found is None else found[1]
            if found is None or path == self._shown.get(kind):
                continue
            self._shown[kind] = path
            self._backend.submit(
                "looks",
                ("sheet", kind),
                lambda shelf, progress, path=found[1]: _read(path),
                lambda image, view=view, step=found[0]: self._show_sheet(view, image, step),
                lambda failure: None,
            )

    def _show_sheet(self, view: SheetView, image: QImage, step: int) -> None:
        # A file that could not be read is left for the next one; what is there stays.
        if not image.isNull():
            view.set_sheet(image, f"step {step:,}")

    def _look_at(self, step: float | None) -> None:
        self._step = step
        self._show_sheets()

    def _enlarge(self, other: SheetView) -> None:
        small = other.isHidden()
        other.setVisible(small)
        self.plots.setVisible(small)

    def _pause_or_resume(self) -> None:
        (self.pause_requested if self._watcher.state in ACTIVE else self.resume_requested).emit()

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.title)
        names.addWidget(self.caption)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addLayout(names, 1)
        for button in (self.pause, self.stop, self.explore):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        sheets = QHBoxLayout()
        sheets.setSpacing(16)
        sheets.addWidget(self.samples, 1)
        sheets.addWidget(self.strips, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.status)
        column.addWidget(self.message)
        column.addWidget(self.plots)
        column.addSpacing(4)
        column.addLayout(sheets, 1)


def _read(path: Path) -> QImage:
    """The picture in a file, null if it cannot be read, and not larger than a screen shows."""
    image = QImage(str(path))
    if max(image.width(), image.height()) > MOST_PIXELS:
        image = image.scaled(
            MOST_PIXELS, MOST_PIXELS, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    return image
