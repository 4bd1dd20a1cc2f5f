"""How near a learned path comes to the end that it is to reach: both images side by side, and their difference."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ...engine.request import PathResult
from ...widgets.image_view import ImageView
from ...widgets.sections import Section
from ...widgets.style import set_role
from .controller import ExploreController
from .throttle import Throttle

SIDE = 72


class ArrivalSection(Section):
    """Of the selected layer's chosen draw; hidden for paths that are held at both ends."""

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__("At the target", parent=parent)
        self._controller = controller
        self.image, self.wanted = ImageView(SIDE, parent=self), ImageView(SIDE, parent=self)
        self.gap, self.among = QLabel(self), QLabel(self)
        self.gap.setToolTip("Root mean squared difference of the two images, a pixel, from 0 to 1")
        set_role(self.among, "caption")
        self.among.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.gap)
        words.addWidget(self.among)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.image)
        row.addWidget(self.wanted)
        row.addSpacing(4)
        row.addLayout(words, 1)
        self.body.addLayout(row)
        controller.journal.scene_changed.connect(self.refresh)
        controller.solving.changed.connect(Throttle(self.refresh, self).ask)

    def refresh(self) -> None:
        """Show the result as it is."""
        controller = self._controller
        layer = controller.scene.selected_layer
        result = None if layer is None else controller.solving.shown(layer)
        flight = None if result is None else result.flight
        self.setVisible(flight is not None)
        if layer is None or result is None or flight is None:
            return
        stale = controller.solving.stale(layer.id)
        self.set_title(f"At the {flight.end}")
        arrived = f"at t = {flight.arrived:.2f}"
        for view, image, name in ((self.image, flight.image, arrived), (self.wanted, flight.wanted, flight.end)):
            view.set_image(image)
            view.set_caption(name)
            view.set_stale(stale)
        self.image.setToolTip(f"The image of the path where it is to arrive, {arrived}")
        self.wanted.setToolTip(f"The image of the {flight.end}, which it is to reach")
        self.gap.setText(f"{float(flight.gap):.3f}")
        self.gap.setAccessibleName(f"Gap at the {flight.end}: {float(flight.gap):.3f}")
        self.among.setText("apart, a pixel" + _among(controller.solving.state(layer.id).result))


def _among(result: PathResult | None) -> str:
    """The range over several draws."""
    if result is None or result.flight is None or np.ndim(result.flight.gap) == 0 or len(result.flight.gap) < 2:
        return ""
    gaps = result.flight.gap
    return f"; all draws {gaps.min():.3f} to {gaps.max():.3f}"
