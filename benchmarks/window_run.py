"""One run of the real window, watched from inside; `window.py` starts it as a child process and reads its JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from interp_explorer.app.start import opening, run_window
from interp_explorer.app.window import Window

MODEL = "digits-gan-semicircle"
BEAT_MS = 10
FRAME_MS = 16
IDLE_SECONDS, SOLVING_SECONDS, DRAG_SECONDS, ENGINE_SECONDS = 5.0, 15.0, 5.0, 2.0
FAN_DRAWS, FAN_POINTS = 50, 50
RADIUS = 60
LAYER = "geodesic-1"


class Paints(QObject):
    """Calls `look(now)` when one of the watched widgets, or any window if none is named, has been painted."""

    def __init__(self, look: Callable[[float], None], *watched: QWidget) -> None:
        super().__init__()
        self._look = look
        for target in watched or (QApplication.instance(),):
            assert target is not None
            target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look once the painting that now begins is over."""
        if event.type() == QEvent.Type.Paint:
            self._look(time.monotonic())
        return False


class Heartbeat(QTimer):
    """Notes how much later than `BEAT_MS` each beat comes."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self.lateness: list[float] = []
        self._last = 0.0
        self.timeout.connect(self._beat)

    def take(self) -> list[float]:
        """The seconds by which the beats were late since the last call."""
        taken, self.lateness = self.lateness, []
        self._last = time.perf_counter()
        return taken

    def _beat(self) -> None:
        now = time.perf_counter()
        self.lateness.append(max(0.0, now - self._last - BEAT_MS / 1000))
        self._last = now


def resident_bytes() -> int:
    """VmRSS of this process, 0 where there is no /proc."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def show(facts: dict[str, Any]) -> None:
    """Hand the facts to the parent."""
    print(json.dumps(facts), flush=True)


def percentiles(values: list[float]) -> dict[str, float]:
    """Median, 99th percentile and maximum."""
    return {"median": float(np.median(values)), "p99": float(np.percentile(values, 99)), "max": float(max(values))}


def start(started: float, model: str | None) -> None:
    """The program as a user starts it, until its strips are there and nothing is computed any more."""
    app = QApplication(sys.argv[:1])
    facts: dict[str, Any] = {}

    def look(now: float) -> None:
        window = next((widget for widget in app.topLevelWidgets() if isinstance(widget, Window)), None)
        if window is None or not window.isVisible():
            return
        if "window" not in facts:
            facts.update(window=now - started, torch="torch" in sys.modules)
        rows = window.page.strips.strips.canvas._rows
        if "strip" not in facts and any(row.frames is not None for row in rows):
            facts["strip"] = now - started

    def finish() -> None:
        window = next(widget for widget in app.topLevelWidgets() if isinstance(widget, Window))
        if "strip" in facts and not window.backend.busy:
            facts["resident"] = resident_bytes()
            window.close()

    watch = Paints(look)
    timer = QTimer(app, interval=200)
    timer.timeout.connect(finish)
    timer.start()
    run_window(None, model)
    watch.deleteLater()
    show(facts)


def use(steps: Callable[[Window], Iterator[bool]]) -> None:
    """Open a window on the model and let a generator use it: it goes on when what it yields has become true."""
    app = QApplication(sys.argv[:1])
    sys.setswitchinterval(0.001)
    window = Window(opening(None, MODEL))
    window.show()
    script = steps(window)
    timer = QTimer(app, interval=5)

    def go_on() -> None:
        if next(script, None) is None:
            timer.stop()
            window.close()

    timer.timeout.connect(go_on)
    timer.start()
    app.exec()


def until(condition: Callable[[], bool]) -> Iterator[bool]:
    """Wait for a condition."""
    while not condition():
        yield True


def seconds(duration: float) -> Iterator[bool]:
    """Wait for some time."""
    end = time.monotonic() + duration
    yield from until(lambda: time.monotonic() >= end)


def heartbeat(window: Window) -> Iterator[bool]:
    """A beat every 10 ms while nothing happens, then while cold geodesics are solved one after the other."""
    yield from until(lambda: solved(window))
    beat = Heartbeat(window)
    beat.start()
    beat.take()
    yield from seconds(IDLE_SECONDS)
    idle = beat.take()
    count = 0
    end = time.monotonic() + SOLVING_SECONDS
    while time.monotonic() < end:
        count += 1
        window.controller.ends.random_end("source" if count % 2 else "target", count)
        yield from until(partial(came_from, window, f"random:{count}"))
        yield from until(lambda: solved(window))
    solving = beat.take()
    show({"idle": percentiles(idle), "solving": percentiles(solving), "solves": count})


def came_from(window: Window, origin: str) -> bool:
    """Whether one of the ends is that one."""
    scene = window.controller.scene
    return origin in (scene.source.origin, scene.target.origin)


def drag(window: Window) -> Iterator[bool]:
    """A control point pulled in circles through the real plane at 60 moves a second, and let go."""
    yield from until(lambda: solved(window))
    view, state = window.page.plane.view, window.controller.solving.state(LAYER)
    ground, canvas = view._canvas.viewport(), window.page.strips.strips.canvas
    curves: list[float] = []
    frames: list[float] = []
    seen: dict[str, object] = {"curve": state.result, "frames": state.result.frames if state.result else None}

    def look(now: float) -> None:
        result = state.result
        if result is not None and result is not seen["curve"]:
            seen["curve"] = result
            curves.append(now)

    def look_at_strips(now: float) -> None:
        shown = next((row.frames for row in canvas._rows if row.id == LAYER), None)
        if shown is not None and shown is not seen["frames"]:
            seen["frames"] = shown
            frames.append(now)

    watches = Paints(look, ground), Paints(look_at_strips, canvas)
    beat = Heartbeat(window)
    beat.start()
    place = spot = handle(window)
    QTest.mousePress(ground, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    beat.take()
    began = time.monotonic()
    while (elapsed := time.monotonic() - began) < DRAG_SECONDS:
        angle = 2.0 * elapsed
        spot = place + QPoint(round(RADIUS * np.sin(angle)), round(RADIUS * (1 - np.cos(angle))))
        QTest.mouseMove(ground, spot)
        yield from seconds(FRAME_MS / 1000)
    lateness = percentiles(beat.take())
    facts = {"curves": len(curves) / DRAG_SECONDS, "frames": len(frames) / DRAG_SECONDS, "lateness": lateness}
    if curves:
        facts["first curve"] = curves[0] - began
        facts["first frames"] = frames[0] - began if frames else float("inf")
    QTest.mouseRelease(ground, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    released = time.monotonic()
    yield from until(lambda: state.result is not None and not state.result.request.preview and state.progress is None)
    facts["release"] = time.monotonic() - released
    yield from until(lambda: solved(window))
    facts["resident"] = resident_bytes()
    for watch in watches:
        watch.deleteLater()
    show(facts)


def fan(window: Window) -> Iterator[bool]:
    """A fan of 50 draws whose slider is moved by hand, and the same previews solved with no window beside them."""
    yield from until(lambda: solved(window))
    controller, ground = window.controller, window.page.plane.view._canvas.viewport()
    for layer in controller.scene.layers:
        controller.layers.remove(layer.id)
    controller.layers.add("ou-bridge")
    layer_id = controller.scene.selected
    controller.layers.set_draws(layer_id, FAN_DRAWS)
    controller.layers.set_points(FAN_POINTS, True)
    yield from until(lambda: solved(window))
    state = controller.solving.state(layer_id)
    drawn: list[object] = [state.result]

    def look(now: float) -> None:
        if state.result is not drawn[-1]:
            drawn.append(state.result)

    watch = Paints(look, ground)
    field = window.page.inspector.parameters.form.field("T")
    beat = Heartbeat(window)
    beat.start()
    beat.take()
    began, busy = time.monotonic(), time.process_time()
    while (elapsed := time.monotonic() - began) < DRAG_SECONDS:
        field.value_changed.emit(float(10 ** np.sin(2.0 * elapsed)))
        yield from seconds(FRAME_MS / 1000)
    updates, busy = len(drawn) - 1, time.process_time() - busy
    facts: dict[str, Any] = {"lateness": percentiles(beat.take()), "updates": updates / DRAG_SECONDS}
    facts["processor"] = busy / max(updates, 1)
    watch.deleteLater()
    controller.journal.finish_stroke()
    yield from until(lambda: solved(window))
    from interp_explorer.engine.solve import solve

    model, asked = window.backend.shelf.get(MODEL), controller.scene.request(controller.scene.layer(layer_id))
    began, busy, count = time.monotonic(), time.process_time(), 0
    while (elapsed := time.monotonic() - began) < ENGINE_SECONDS:
        method = replace(asked.method, T=float(10 ** np.sin(2.0 * elapsed)))
        solve(replace(asked, method=method, preview=True), model)
        count += 1
    facts["engine updates"] = count / (time.monotonic() - began)
    facts["engine processor"] = (time.process_time() - busy) / count
    show(facts)


def handle(window: Window) -> QPoint:
    """The pixel of the middle of the selected curve."""
    view, projection = window.page.plane.view, window.controller.surroundings.projection
    path = window.controller.solving.path(window.controller.scene, LAYER)
    assert projection is not None and path is not None
    place = projection.to_view(path[1][np.abs(path[0] - 0.4).argmin()])
    pixel = view._canvas.to_pixels(place)
    return QPoint(round(pixel[0]), round(pixel[1]))


def solved(window: Window) -> bool:
    """Whether every layer shows its full answer and nothing else is computed."""
    states = [window.controller.solving.state(layer.id) for layer in window.controller.scene.layers]
    done = all(
        state.result is not None and state.result.stage == "final" and state.progress is None for state in states
    )
    return done and not window.backend.busy


def main() -> None:
    """`window_run.py start STARTED [MODEL]`, `heartbeat`, `drag` or `fan`."""
    what, *rest = sys.argv[1:]
    if what == "start":
        start(float(rest[0]), rest[1] if len(rest) > 1 else None)
    else:
        use({"heartbeat": heartbeat, "drag": drag, "fan": fan}[what])


if __name__ == "__main__":
    main()
