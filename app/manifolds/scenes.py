"""What can be chosen in the Manifolds tab, and what the user has made of it. No torch, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ...engine.manifolds.measures.pairs import PAIRS
from ...engine.manifolds.measures.task import Draws, MeasurePath, MeasureTask, drawn_task, even_sizes
from ...engine.manifolds.surfaces import SURFACES
from ...engine.manifolds.surfaces.base import Point
from ...engine.manifolds.task import SurfaceTask, printed_task

PAINTED = "painted"
PAINTED_LABEL = "Your own sets"
PAINTED_LESSON = "Paint two sets of points and see how one turns into the other."


@dataclass(frozen=True)
class DrawnSets:
    """Two sets drawn from a pair of `PAIRS`."""

    pair: str
    draws: Draws = Draws()
    method: MeasurePath = MeasurePath()

    def task(self) -> MeasureTask:
        """What is to be solved."""
        return drawn_task(self.pair, self.draws, self.method)


@dataclass(frozen=True)
class PaintedSets:
    """Two sets the user paints."""

    source: tuple[Point, ...]
    target: tuple[Point, ...]
    method: MeasurePath = MeasurePath()

    def task(self) -> MeasureTask:
        """What is to be solved. Raises ExplorerError for sets that are too small."""
        return MeasureTask(*even_sizes(self.source, self.target), self.method)


ToyScene = SurfaceTask | DrawnSets | PaintedSets


@dataclass(frozen=True)
class Entry:
    """One line of the list."""

    name: str
    label: str
    lesson: str


def entries() -> list[Entry]:
    """All scenes, in the order of the list."""
    surfaces = [Entry(name, surface.label, surface.lesson) for name, surface in SURFACES.items()]
    pairs = [Entry(name, pair.label, pair.lesson) for name, pair in PAIRS.items()]
    return [*surfaces, *pairs, Entry(PAINTED, PAINTED_LABEL, PAINTED_LESSON)]


@dataclass(frozen=True)
class ManifoldsState:
    """Everything undo brings back: which scene is shown, and each as it stands."""

    current: str
    scenes: tuple[tuple[str, ToyScene], ...]

    @property
    def scene(self) -> ToyScene:
        """The scene shown."""
        return dict(self.scenes)[self.current]

    def with_scene(self, scene: ToyScene) -> ManifoldsState:
        """The present scene replaced."""
        changed = tuple((name, scene if name == self.current else old) for name, old in self.scenes)
        return replace(self, scenes=changed)


def first_state() -> ManifoldsState:
    """Every scene as FG has it."""
    scenes: list[tuple[str, Any]] = [(name, printed_task(name)) for name in SURFACES]
    scenes += [(name, DrawnSets(name)) for name in PAIRS]
    scenes.append((PAINTED, _painted()))
    return ManifoldsState(scenes[0][0], tuple(scenes))


def task_of(scene: ToyScene) -> SurfaceTask | MeasureTask:
    """What a scene asks the engine. Raises ExplorerError where it asks for nothing that can be solved."""
    return scene if isinstance(scene, SurfaceTask) else scene.task()


def _painted() -> PaintedSets:
    """A row of points and two columns, so that there is something to begin with."""
    row = tuple((x, -3.0) for x in (-4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0))
    column = (*((x, y) for x in (-4.0, 4.0) for y in (1.0, 2.0, 3.0, 4.0)), (0.0, 4.0))
    return PaintedSets(row, column)
