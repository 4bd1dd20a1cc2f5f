"""The picture of the paths: curves in two or three dimensions, control points to pull, what is under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from .alike import alike, same_array
from .keyboard_view import KeyboardView
from .plane.content import Content
from .plane.curve import ARROW, END, Curve
from .plane.gestures import GestureCanvas
from .plane.hits import Hit
from .plane.hold import Hold
from .plane.hover_card import HoverCard
from .plane.message import Message
from .theme import LIGHT, Theme

__all__ = ["ARROW", "END", "Curve", "PlaneView"]

ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}
ADDING = (Qt.Key.Key_Insert, Qt.Key.Key_Return, Qt.Key.Key_Enter)
STEP, LARGE_STEP = 0.01, 0.05
TURN = 0.1
KEYS_REST_MS = 300
"""Arrow keys that follow each other more quickly are one move."""
HINT_MS = 4000
HELP = (
    "Drag a control point, or any place of the selected curve, to pull the path there. Double-click a curve to add a "
    "control point; Insert or Enter adds one at the playhead, Delete removes the focused one. Tab, [ and ] go "
    "from one to the next, the arrow keys move it, with Shift further. The wheel zooms, dragging the ground moves the "
    "view, F shows everything."
)


class PlaneView(KeyboardView):
    """Shows paths in whatever two coordinates the caller projects to, and says what the user does to them.

    All points come and go in view coordinates. Points with three coordinates are shown in space: dragging
    turns them, and control points cannot be moved.

    A drag that begins on the selected curve or on a handle emits `control_pulled_out`. The caller answers
    with curves in which that curve has one control point more, at once or later, and the same drag goes on
    as the drag of the point nearest to that time (`control_dragged`, `control_drag_finished`).

    The tip of a curve's arrow is dragged, and taken back, by the same signals, with the index ARROW; an end by those of
    a drag, with the id END and the index 0 or 1.

    A drag that is given up, or that ends where it began, ends with `control_drag_cancelled`; the index is -1
    for a point that was pulled out and has not come yet.
    """

    hovered = Signal(float, float)
    hover_left = Signal()
    curve_clicked = Signal(str, float)
    end_clicked = Signal(int)  #: 0 for z0, 1 for z1
    draw_clicked = Signal(str, int, float)  #: curve, index of the faint draw, time
    control_drag_started = Signal(str, int)
    control_dragged = Signal(str, int, float, float)
    control_drag_finished = Signal(str, int, float, float)
    control_drag_cancelled = Signal(str, int)
    control_pulled_out = Signal(str, float, float, float)
    control_added = Signal(str, float, float, float)
    control_removed = Signal(str, int)
    message_clicked = Signal()
    view_changed = Signal(float, float, float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = Content()
        self._heat: tuple[np.ndarray | None, tuple[float, float, float, float]] = (None, (0.0, 0.0, 1.0, 1.0))
        self._note = ""
        self._awaited_focus: tuple[str, float, int] | None = None
        self._keys_down: set[int] = set()
        self._hold = Hold(self._content, self)
        self._canvas = GestureCanvas(self._content, self._hold, self)
        self._card = HoverCard(self)
        self._message = Message(self)
        self._keys_rest = _single_shot(self, KEYS_REST_MS, self._end_nudge)
        self._hint_ends = _single_shot(self, HINT_MS, self._end_hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._canvas)
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for part in (self, self._canvas):
            part.setAccessibleName("Plane of the paths")
        self.setAccessibleDescription(HELP)
        self.setWhatsThis(HELP)
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._content.theme = self._card.theme = theme
        self._message.set_theme(theme)
        self._canvas.set_heat_map(*self._heat)
        self._canvas.refresh_samples()
        self._card.update()
        self._canvas.refresh()

    def set_samples(self, points: np.ndarray | None) -> None:
        """Soft dots (m, 2) or (m, 3) behind everything."""
        self._content.samples = None if points is None else points[np.isfinite(points).all(axis=1)]
        self._canvas.refresh_samples()
        self._canvas.refresh()

    def set_grid_lines(self, lines: Sequence[tuple[int, np.ndarray]]) -> None:
        """Hairlines behind the paths: the number of a family and points (n, 2) or (n, 3) each."""
        self._content.lines = tuple(lines)
        self._canvas.refresh()

    def set_heat_map(self, values: np.ndarray | None, rect: tuple[float, float, float, float]) -> None:
        """Values (rows, columns) in [0, 1] as quiet bands over (x0, y0, x1, y1); row 0 is at y0."""
        self._heat = (values, rect)
        self._canvas.set_heat_map(values, rect)

    def set_curves(self, curves: Sequence[Curve]) -> None:
        """The paths. The part of the plane that is seen stays as it is."""
        before, self._content.curves = self._content.curves, tuple(curves)
        self._hold.curves_changed()
        self._settle_focus()
        if not alike(self._content.curves, before):
            self._canvas.refresh()

    def set_ends(self, z0: np.ndarray | None, z1: np.ndarray | None) -> None:
        """The two ends of all paths, (2,) or (3,) each; None shows none."""
        before = self._content.ends
        self._content.ends = None if z0 is None or z1 is None else np.stack([z0, z1]).astype(float)
        if not same_array(self._content.ends, before):
            self._canvas.refresh()

    def set_ends_movable(self, movable: bool) -> None:
        """Whether the ends can be dragged; otherwise who tries is told why not."""
        self._content.ends_movable = movable

    def set_playhead(self, t: float) -> None:
        """Mark the time on every curve."""
        if t != self._content.playhead:
            self._content.playhead = t
            self._canvas.refresh()

    def set_hover_card(self, pixmap: QPixmap | None, text: str = "", stale: bool = False) -> None:
        """Show an image and a caption beside the cursor while it is on the plane; neither hides the card."""
        self._card.set_content(pixmap, text, stale)
        cursor = self._canvas.cursor_pixel
        self._card.setVisible(cursor is not None and (pixmap is not None or bool(text)))
        if cursor is not None:
            self._card.place_beside(cursor, self._canvas.geometry().adjusted(4, 4, -4, -4))
            self._canvas.card_above = self._card.isVisible() and self._card.y() < cursor.y()

    def set_aspect_locked(self, locked: bool) -> None:
        """Whether a unit is as long upwards as across; takes effect with the next `fit`."""
        self._canvas.aspect_locked = locked

    def set_axis_names(self, names: Sequence[str]) -> None:
        """What the three axes in space are called."""
        self._content.axes = tuple(names)
        self._canvas.refresh()

    def set_message(self, text: str, button: str = "") -> None:
        """Say in one sentence what to do next, with the button that does it; an empty text takes it away."""
        self._message.set_text(text, button)
        self._center_message()

    def set_note(self, text: str) -> None:
        """One dim line in the upper right."""
        self._note = text
        self._hint_ends.stop()
        self._show_note(text)

    def release_hold(self) -> None:
        """Drop a drag in progress without a signal: what it moved is no longer there."""
        self._keys_rest.stop()
        self._hold.drop()
        self._canvas.refresh()

    def fit(self) -> None:
        """Show ends, curves and most samples, with margins."""
        self._canvas.fit()

    @property
    def fitted(self) -> bool:
        """Whether everything was fitted in, and nobody has moved or zoomed the view since."""
        return self._canvas.fitted

    def view_rect(self) -> tuple[float, float, float, float]:
        """The part of the plane that is seen, (x0, y0, x1, y1)."""
        return self._canvas.view_rect()

    def sizeHint(self) -> QSize:
        """Little room for a picture, which takes what others leave."""
        return QSize(640, 240)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Fit, add a control point, go to one, move or remove it, turn."""
        if not self._wants(event):
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_F:
            self.fit()
        elif key == Qt.Key.Key_Escape:
            self._keys_rest.stop()
            self._hold.put_back()
            self._canvas.refresh()
        elif key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            self._cycle(1 if key == Qt.Key.Key_BracketRight else -1, around=True)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove_focused()
        elif key in ADDING:
            self._add_at_playhead()
        elif self._content.in_space:
            x, y = ARROWS[key]
            self._content.rotation = self._content.rotation.turned(TURN * x, -TURN * y)
            self._turned()
        else:
            large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._keys_down.add(event.key())
            self._nudge(np.array(ARROWS[key]) * (LARGE_STEP if large else STEP))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let the point go that the arrow keys have moved, if they rest."""
        if event.key() not in self._keys_down:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            self._keys_down.discard(event.key())
            if not self._keys_down:
                self._keys_rest.start()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes over the control points of the selected curve, then on to the next widget."""
        return self._cycle(1 if next else -1, around=False) or super().focusNextPrevChild(next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus; coming by Tab, begin with the first control point, or with the last."""
        super().focusInEvent(event)
        reason = event.reason()
        self._canvas.keyboard_focus = reason in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if self._canvas.keyboard_focus:
            self._content.focused = None
            self._cycle(1 if reason == Qt.FocusReason.TabFocusReason else -1, around=True)
        self._canvas.refresh()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus."""
        super().focusOutEvent(event)
        self._canvas.keyboard_focus = False
        self._end_nudge()
        self._canvas.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the message in the middle."""
        super().resizeEvent(event)
        self._center_message()

    def _connect(self) -> None:
        canvas, hold = self._canvas, self._hold
        hold.started.connect(self.control_drag_started)
        hold.dragged.connect(self.control_dragged)
        hold.finished.connect(self.control_drag_finished)
        hold.cancelled.connect(self.control_drag_cancelled)
        hold.pulled_out.connect(self.control_pulled_out)
        canvas.hovered.connect(self.hovered)
        canvas.hover_left.connect(self._card.hide)
        canvas.hover_left.connect(self.hover_left)
        canvas.curve_clicked.connect(self.curve_clicked)
        canvas.draw_clicked.connect(self.draw_clicked)
        canvas.end_clicked.connect(self.end_clicked)
        canvas.control_clicked.connect(self._focus_control)
        canvas.ground_clicked.connect(self._clear_focus)
        canvas.ground_double_clicked.connect(self.fit)
        canvas.curve_double_clicked.connect(self._add_control)
        canvas.menu_wanted.connect(self._show_menu)
        canvas.turned.connect(self._turned)
        canvas.hint.connect(self._show_hint)
        canvas.view_changed.connect(self._tell_view)
        self._message.clicked.connect(self.message_clicked)

    def _wants(self, event: QKeyEvent) -> bool:
        """Whether the key does something here, as things are."""
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        key = event.key()
        if key == Qt.Key.Key_F:
            return True
        if key == Qt.Key.Key_Escape:
            return self._hold.active
        if key in ARROWS and self._content.in_space:
            return True
        if key in ADDING:
            return self._content.selected is not None
        if key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            selected = self._content.selected
            return selected is not None and len(selected.marks) > 0
        if key in ARROWS or key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            return self._content.focused_curve() is not None
        return False

    def _cycle(self, step: int, around: bool) -> bool:
        """Focus the next mark of the selected curve; False past the last one, unless `around`."""
        curve = self._content.selected
        if curve is None or not curve.marks:
            return False
        count = len(curve.marks)
        found = self._content.focused_curve()
        if found is None or found[0] is not curve:
            place = 0 if step > 0 else count - 1
        else:
            place = curve.marks.index(found[1]) + step
        if not around and not 0 <= place < count:
            return False
        self._focus_control(curve.id, curve.marks[place % count])
        return True

    def _focus_control(self, curve: str, index: int) -> None:
        self._content.focused = (curve, index)
        self._tell_focus()
        self._canvas.refresh()

    def _clear_focus(self) -> None:
        self._content.focused = None
        self._tell_focus()
        self._canvas.refresh()

    def _tell_focus(self) -> None:
        """Name the focused control point to who cannot see its ring."""
        found, name = self._content.focused_curve(), "Plane of the paths"
        if found is not None:
            curve, index = found
            times = curve.control_times
            name = (
                "First velocity"
                if index == ARROW
                else f"Control point {index + 1} of {len(times)}, t {times[index]:.2f}"
            )
        if name != self.accessibleName():
            self.setAccessibleName(name)

    def _settle_focus(self) -> None:
        """Focus the control point that was asked for, once it is there; move the focus off one that is gone."""
        content = self._content
        if self._awaited_focus is not None:
            name, time, known = self._awaited_focus
            curve = content.curve(name)
            index = curve.new_control(time, known) if curve is not None else None
            if index is not None:
                content.focused, self._awaited_focus = (name, index), None
        if content.focused is not None and content.focused_curve() is None:
            curve = content.curve(content.focused[0])
            count = len(curve.controls) if curve is not None else 0
            content.focused = (content.focused[0], count - 1) if count and content.focused[1] != ARROW else None
        self._tell_focus()

    def _add_control(self, curve: str, time: float, x: float, y: float) -> None:
        known = self._content.curve(curve)
        self._awaited_focus = (curve, time, 0 if known is None else len(known.controls))
        self.control_added.emit(curve, time, x, y)

    def _add_at_playhead(self) -> None:
        curve = self._content.selected
        if curve is not None:
            place = self._content.flat(curve.at(self._content.playhead)[None])[0]
            self._add_control(curve.id, self._content.playhead, float(place[0]), float(place[1]))

    def _remove_focused(self) -> None:
        found = self._content.focused_curve()
        if found is not None:
            self._hold.drop()
            self.control_removed.emit(found[0].id, found[1])

    def _nudge(self, share_of_view: np.ndarray) -> None:
        found = self._content.focused_curve()
        if found is None:
            return
        curve, index = found
        if not self._hold.active:
            self._hold.take(curve.id, index, self._content.place(curve, index))
        x0, y0, x1, y1 = self._canvas.view_rect()
        self._hold.move(self._hold.place + share_of_view * (x1 - x0, y1 - y0))
        self._keys_rest.stop()
        self._canvas.refresh()

    def _end_nudge(self) -> None:
        self._keys_rest.stop()
        self._keys_down.clear()
        # By now the mouse may have taken a point: that one is not the keys' to let go.
        if self._hold.active and not self._canvas.pressed:
            self._hold.let_go()

    def _show_menu(self, hit: Hit | None, position: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if hit is not None and hit.kind == "control":
            name, index = hit.curve.id, hit.index
            remove = menu.addAction("Remove control point\tDel")
            remove.triggered.connect(lambda: self.control_removed.emit(name, index))
        elif hit is not None and hit.kind == "arrow":
            name = hit.curve.id
            drawn = menu.addAction("Use the drawn velocity again\tDel")
            drawn.setEnabled(hit.curve.arrow_set)
            drawn.triggered.connect(lambda: self.control_removed.emit(name, ARROW))
        elif hit is not None and hit.kind == "draw":
            chosen = hit.curve.id, hit.index, hit.time
            menu.addAction("Choose this draw").triggered.connect(lambda: self.draw_clicked.emit(*chosen))
        elif hit is not None:
            name, time, (x, y) = hit.curve.id, hit.time, map(float, hit.place)
            menu.addAction("Add control point").triggered.connect(lambda: self._add_control(name, time, x, y))
        menu.addAction("Show everything\tF").triggered.connect(self.fit)
        menu.popup(position)

    def _turned(self) -> None:
        self._canvas.refresh_samples()
        self._canvas.refresh()

    def _show_hint(self, text: str) -> None:
        self._show_note(text)
        self._hint_ends.start()

    def _end_hint(self) -> None:
        self._show_note(self._note)

    def _show_note(self, text: str) -> None:
        self._canvas.note = text
        self._canvas.refresh()

    def _tell_view(self) -> None:
        self.view_changed.emit(*self._canvas.view_rect())

    def _center_message(self) -> None:
        area = QRect(self._message.geometry())
        area.moveCenter(self.rect().center())
        self._message.move(area.topLeft())


def _single_shot(parent: QWidget, interval: int, slot: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval)
    timer.timeout.connect(slot)
    return timer
