"""What the mouse paints with: obstacles in the plane, or points of two sets."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ...engine.manifolds.surfaces import Obstacles
from ...engine.manifolds.task import SurfaceTask
from ...widgets.buttons import CommandButton
from ...widgets.choice_box import ChoiceBox
from ...widgets.segmented import SegmentedControl
from .scenes import PaintedSets, ToyScene

OBSTACLES = (
    ("move", "Ends", "Drag the ends; the wheel zooms"),
    ("brush", "Brush", "Drag to paint an obstacle"),
    ("outline", "Area", "Drag around an area to make it an obstacle"),
    ("erase", "Erase", "Drag over obstacles to take them away"),
)
SETS = (
    ("source", "First", "Click or drag to add points to the first set"),
    ("target", "Last", "Click or drag to add points to the last set"),
    ("erase", "Erase", "Drag over points to take them away"),
    ("move", "View", "Drag to move the view; the wheel zooms"),
)
WIDTHS = (("0.1", "Fine"), ("0.2", "Medium"), ("0.35", "Broad"))
ERASER = 0.35


class Tools(QWidget):
    """Shown for the scenes in which one paints; `changed` says that another tool or width is in the hand."""

    changed = Signal()
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: type | None = None
        self.obstacles, self.sets = SegmentedControl(OBSTACLES, self), SegmentedControl(SETS, self)
        for control in (self.obstacles, self.sets):
            control.setAccessibleName("Tool")
            control.chosen.connect(lambda _: self._change())
        self.width_box = ChoiceBox(WIDTHS, parent=self)
        self.width_box.setAccessibleName("Width of the brush")
        self.width_box.setToolTip("How wide the brush paints")
        self.width_box.set_current("0.2")
        # The tools stay under the mouse while it comes and goes.
        room = self.width_box.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.width_box.setSizePolicy(room)
        self.clear = CommandButton("Clear", "trash", parent=self)
        self.clear.setToolTip("Take away everything painted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.obstacles, self.sets, self.width_box, self.clear):
            row.addWidget(part)
        self.width_box.chosen.connect(lambda _: self.changed.emit())
        self.clear.clicked.connect(self.cleared)

    def show_for(self, scene: ToyScene) -> None:
        """Offer what fits the scene; in a scene without painting the hand moves."""
        paints = isinstance(scene, PaintedSets) or (
            isinstance(scene, SurfaceTask) and isinstance(scene.surface, Obstacles)
        )
        kind = (PaintedSets if isinstance(scene, PaintedSets) else Obstacles) if paints else None
        self.setVisible(paints)
        if kind is not self._kind:
            self._kind = kind
            self.obstacles.setVisible(kind is Obstacles)
            self.sets.setVisible(kind is PaintedSets)
            self._change()

    @property
    def chosen(self) -> str:
        """The tool by its name on the row."""
        return (self.sets if self._kind is PaintedSets else self.obstacles).current()

    @property
    def tool(self) -> str:
        """What the view's hand does, one of `widgets.sketch_view.TOOLS`."""
        chosen = self.chosen if self._kind is not None else "move"
        return "dots" if chosen in ("source", "target") else chosen

    @property
    def hand(self) -> str:
        """The set that points are added to."""
        return self.chosen if self.chosen in ("source", "target") else "source"

    @property
    def radius(self) -> float:
        """The radius of brush and eraser, in units of the plane."""
        return ERASER if self._kind is PaintedSets else float(self.width_box.current() or 0.2)

    def _change(self) -> None:
        self.width_box.setVisible(self._kind is Obstacles and self.chosen in ("brush", "erase"))
        self.changed.emit()
