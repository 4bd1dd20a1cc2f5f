"""What the Manifolds tab shows and does: scenes with undo, solves on the engine's threads, the step that is played."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from ...engine.errors import ExplorerError
from ...engine.history import History
from ...engine.manifolds.measures.task import MeasureResult, MeasureTask
from ...engine.manifolds.surfaces import Obstacles
from ...engine.manifolds.surfaces.shapes import Outline, Stroke
from ...engine.manifolds.task import SurfaceResult, SurfaceTask
from ...engine.parameters import describe
from ...engine.progress import Progress
from ..backend import Backend, Failure, ModelShelf
from .scenes import DrawnSets, ManifoldsState, PaintedSets, ToyScene, first_state, task_of

Result = SurfaceResult | MeasureResult
KEY, MAP_KEY = "manifolds", "manifolds map"
MAP_CELLS = (128, 96)
HEAT = 1.5
"""Puts Q = 1/2, the best there is (FG eq. 12), into the middle of a band of the map: on an edge it would flicker."""
STROKE_DETAIL = 0.01
"""Places of a painted stroke nearer to its line than this, in units of the plane, are left out."""


class ManifoldsController(QObject):
    """One state with its history; one result a scene, the last good one."""

    state_changed = Signal()
    history_changed = Signal()
    result_changed = Signal()
    position_changed = Signal(float)
    busy_changed = Signal(float)
    failed = Signal(str, str)
    map_changed = Signal(object, object)

    def __init__(self, backend: Backend, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._history: History[ManifoldsState] = History(first_state())
        self._draft: ToyScene | None = None
        self._answers: dict[str, Result] = {}
        self._underway: Result | None = None
        self._position = 1.0
        self._error = ("", "")

    @property
    def state(self) -> ManifoldsState:
        """The present state, without what the hand is still moving."""
        return self._history.state

    @property
    def scene(self) -> ToyScene:
        """The scene as it is shown: as the hand has it now."""
        return self.state.scene if self._draft is None else self._draft

    @property
    def result(self) -> Result | None:
        """What there is of the scene shown: the answer as far as it has come, or the last one."""
        return self._underway or self._answers.get(self.state.current)

    @property
    def stale(self) -> bool:
        """Whether the result is the answer to another question than the scene asks."""
        result = self.result
        try:
            return result is not None and (result.task != task_of(self.scene) or not result.finished)
        except ExplorerError:
            return True

    @property
    def can_resample(self) -> bool:
        """Whether the scene's sets are drawn at random."""
        return isinstance(self.scene, DrawnSets)

    @property
    def position(self) -> float:
        """Which step is shown, 0 the start and 1 the answer."""
        return self._position

    @property
    def step(self) -> int:
        """The index of the step shown, 0 where there is none."""
        count = len(self.result.steps) if self.result is not None else 0
        return round(self._position * max(count - 1, 0))

    @property
    def error(self) -> tuple[str, str]:
        """Why the scene shown has no newer result: a sentence and its details, both empty where it has."""
        return self._error

    @property
    def undo_label(self) -> str:
        """What undo would take back."""
        return self._history.undo_label

    @property
    def redo_label(self) -> str:
        """What redo would bring again."""
        return self._history.redo_label

    def choose(self, name: str) -> None:
        """Show another scene; that is no step of the history."""
        if name == self.state.current:
            return
        self._draft = None
        self._history.replace(replace(self.state, current=name))
        self._show()

    def change(self, scene: ToyScene, label: str, final: bool = True) -> None:
        """Make the present scene this one: one step of the history if final, a preview of it otherwise."""
        if not final:
            self._draft = scene
            self.state_changed.emit()
            self._solve(preview=True)
            return
        self._draft = None
        self._history.push(self.state.with_scene(scene), label)
        self._show()

    def move_end(self, index: int, x: float, y: float, final: bool) -> None:
        """Put an end of a path in the plane somewhere else."""
        scene = self.scene
        if isinstance(scene, SurfaceTask) and scene.surface.flat:
            moved = replace(scene, source=(x, y)) if index == 0 else replace(scene, target=(x, y))
            self.change(moved, "drag z\u2080" if index == 0 else "drag z\u2081", final)

    def paint(self, tool: str, places: np.ndarray, radius: float, hand: str = "source") -> None:
        """Add what was painted in one stroke: an obstacle, or points of the set in hand."""
        scene = self.scene
        if isinstance(scene, PaintedSets):
            added = (*getattr(scene, hand), *_points(places))
            self.change(replace(scene, **{hand: added}), "paint points")
        elif isinstance(scene, SurfaceTask) and isinstance(scene.surface, Obstacles):
            line = _points(simplified(places, STROKE_DETAIL))
            shape = Outline(line) if tool == "outline" else Stroke(line, radius)
            if tool == "outline" and len(line) < 3:
                return
            surface = replace(scene.surface, shapes=(*scene.surface.shapes, shape))
            self.change(replace(scene, surface=surface), "paint an obstacle")

    def erase(self, places: np.ndarray, radius: float) -> None:
        """Take away every obstacle, or every painted point, that the stroke has touched."""
        scene = self.scene
        if isinstance(scene, PaintedSets):
            kept = {name: _untouched(getattr(scene, name), places, radius) for name in ("source", "target")}
            self.change(replace(scene, **kept), "erase points")
        elif isinstance(scene, SurfaceTask) and isinstance(scene.surface, Obstacles):
            shapes = tuple(shape for shape in scene.surface.shapes if not touches(shape, places, radius))
            self.change(replace(scene, surface=replace(scene.surface, shapes=shapes)), "erase an obstacle")

    def clear(self) -> None:
        """Take away everything painted."""
        scene = self.scene
        if isinstance(scene, PaintedSets):
            self.change(replace(scene, source=(), target=()), "clear the sets")
        elif isinstance(scene, SurfaceTask) and isinstance(scene.surface, Obstacles):
            self.change(replace(scene, surface=replace(scene.surface, shapes=())), "clear the obstacles")

    def reset(self) -> None:
        """Bring the scene back as the paper has it."""
        printed = dict(first_state().scenes)[self.state.current]
        self.change(printed, "reset the scene")

    def resample(self) -> None:
        """Draw other sets, where sets are drawn."""
        scene = self.scene
        if isinstance(scene, DrawnSets):
            self.change(replace(scene, draws=replace(scene.draws, seed=(scene.draws.seed + 1) % 10_000)), "resample")

    def undo(self) -> None:
        """Take back the last step, or what the hand is still moving."""
        if self._draft is None:
            self._history.undo()
        self._draft = None
        self._show()

    def redo(self) -> None:
        """Bring back what was undone; not while the hand is moving something."""
        if self._draft is None:
            self._history.redo()
            self._show()

    def seek(self, position: float) -> None:
        """Show another step."""
        self._position = min(max(position, 0.0), 1.0)
        self.position_changed.emit(self._position)

    def solve_again(self) -> None:
        """Compute the scene anew."""
        self._answers.pop(self.state.current, None)
        self._show()

    def cancel(self) -> None:
        """Stop what is being computed; what was shown stays."""
        self._backend.cancel("paths", KEY)
        self._underway = None
        self.busy_changed.emit(-1.0)

    def start(self) -> None:
        """Solve the first scene."""
        self._show()

    def ask_for_map(self, rect: tuple[float, float, float, float]) -> None:
        """Compute Q over a rectangle of the plane, where the scene has one that varies; None otherwise."""
        scene = self.scene
        if not (isinstance(scene, SurfaceTask) and scene.surface.flat and varies(scene)):
            self._backend.cancel("views", MAP_KEY)
            self.map_changed.emit(None, rect)
            return
        surface = scene.surface

        def job(shelf: ModelShelf, progress: Progress) -> np.ndarray:
            from ...engine.manifolds.solve import quality_map

            return quality_map(surface, rect, *MAP_CELLS)

        self._backend.submit(
            "views", MAP_KEY, job, lambda values: self.map_changed.emit(HEAT * values, rect), lambda failure: None
        )

    def _show(self) -> None:
        """Show the scene as it stands now, and ask for its answer if that is not known."""
        self._set_error("", "")
        self._underway = None
        self.state_changed.emit()
        self.history_changed.emit()
        result = self.result
        if result is None or self.stale:
            self._solve()
        else:
            self.cancel()
            self.result_changed.emit()

    def _solve(self, preview: bool = False) -> None:
        name = self.state.current
        try:
            task = task_of(self.scene)
        except ExplorerError as error:
            self.cancel()
            self._set_error(str(error), error.details)
            self.result_changed.emit()
            return
        known = self._answers.get(name)
        warm = _warm(known) if preview else None
        if preview and (warm is None or isinstance(task, MeasureTask)):
            return
        self.busy_changed.emit(0.0)
        self._backend.submit(
            "paths",
            KEY,
            _job(task, warm),
            lambda result: self._take(name, result),
            lambda failure: self._fail(name, failure),
            lambda fraction, _: self.busy_changed.emit(fraction),
            None if preview else lambda result: self._take(name, result),
            # Previews follow each other quickly: each is let finish, so that there is something to see.
            interrupt=not preview,
        )

    def _take(self, name: str, result: Result) -> None:
        if result.finished:
            self._answers[name] = result
        if name != self.state.current:
            return
        self._underway = None if result.finished else result
        if result.finished:
            self._set_error("", "")
            self.busy_changed.emit(-1.0)
        self.result_changed.emit()

    def _fail(self, name: str, failure: Failure) -> None:
        if name == self.state.current:
            self._underway = None
            self._set_error(failure.message, failure.details)
            self.busy_changed.emit(-1.0)
            self.result_changed.emit()

    def _set_error(self, sentence: str, details: str) -> None:
        self._error = (sentence, details)
        self.failed.emit(sentence, details)


def varies(scene: SurfaceTask) -> bool:
    """Whether Q is not the same everywhere: then there is a K to set."""
    return bool(describe(scene.surface))


def simplified(places: np.ndarray, detail: float) -> np.ndarray:
    """A polyline (n, 2) without the places that are nearer than `detail` to the line without them (Douglas-Peucker)."""
    if len(places) < 3:
        return places
    first, last = places[0], places[-1]
    way = last - first
    share = np.clip(((places - first) @ way) / max(float(way @ way), 1e-30), 0.0, 1.0)
    distances = np.linalg.norm(places - first - share[:, None] * way, axis=1)
    farthest = int(distances.argmax())
    if distances[farthest] <= detail:
        return places[[0, -1]]
    before, after = simplified(places[: farthest + 1], detail), simplified(places[farthest:], detail)
    return np.concatenate([before[:-1], after])


def touches(shape: Stroke | Outline, places: np.ndarray, radius: float) -> bool:
    """Whether an eraser of that radius, moved over the places (n, 2), has met the shape."""
    corners = np.array(shape.places if isinstance(shape, Stroke) else (*shape.places, shape.places[0]), float)
    reach = radius + (shape.radius if isinstance(shape, Stroke) else 0.0)
    if len(corners) == 1:
        corners = np.concatenate([corners, corners])
    starts, ways = corners[:-1], np.diff(corners, axis=0)
    offset = places[:, None] - starts
    share = np.clip((offset * ways).sum(-1) / np.maximum((ways**2).sum(-1), 1e-30), 0.0, 1.0)
    near = np.linalg.norm(offset - share[..., None] * ways, axis=-1).min() <= reach
    return bool(near) or (isinstance(shape, Outline) and any(_inside(corners, place) for place in places))


def _inside(corners: np.ndarray, place: np.ndarray) -> bool:
    first, last = corners[:-1], corners[1:]
    spans = (first[:, 1] > place[1]) != (last[:, 1] > place[1])
    rise = np.where(last[:, 1] == first[:, 1], 1.0, last[:, 1] - first[:, 1])
    at = first[:, 0] + (place[1] - first[:, 1]) * (last[:, 0] - first[:, 0]) / rise
    return bool((spans & (place[0] < at)).sum() % 2)


def _points(places: np.ndarray) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in places)


def _untouched(points: tuple, places: np.ndarray, radius: float) -> tuple:
    return tuple(point for point in points if np.linalg.norm(places - np.array(point), axis=1).min() > radius)


def _warm(result: Result | None) -> np.ndarray | None:
    return result.latents if isinstance(result, SurfaceResult) else None


def _job(task: SurfaceTask | MeasureTask, warm: np.ndarray | None) -> Callable[[ModelShelf, Progress], Result]:
    def job(shelf: ModelShelf, progress: Progress) -> Result:
        from ...engine.devices import limit_threads

        limit_threads()
        if isinstance(task, SurfaceTask):
            from ...engine.manifolds.solve import solve_surface

            return solve_surface(task, progress, warm)
        from ...engine.manifolds.measures.solve import solve_measures

        return solve_measures(task, progress)

    return job
