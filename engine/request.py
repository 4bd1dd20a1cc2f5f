"""What is asked of the solver and what comes back: plain data that may cross threads. No torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from .metric import Metric
from .spread import Law

Latent = tuple[float, ...]
OwnSeeds = tuple[tuple[int, int], ...]
"""Draws that have a seed of their own, (index, seed) each, in order of their indices from 0."""
OwnVelocities = tuple[tuple[int, Latent], ...]
"""Draws that start with a velocity that was set by hand, (index, velocity) each, in order of their indices from 0."""
Stage = Literal["preview", "path", "final"]
PIXELS = {"mean": "Decoder's mean", "draw": "A draw from p(x|z)"}
MINIMUM_POINTS = 3
MAXIMUM_POINTS = 2000
MAXIMUM_DRAWS = 1000
LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True)
class ControlPoint:
    """A latent point that a path must pass at `time` in (0, 1), exactly."""

    time: float
    latent: Latent


@dataclass(frozen=True)
class PathRequest:
    """One path to compute.

    `method` is an instance of a class in `METHODS`. `draws` is None for one path, or N for a leading
    axis of N on everything per path (methods with randomness only). All draws come from `seed` but
    those of `own_seeds`, which are what their own seed gives a first draw; those of `own_velocities` are not drawn
    (second-order dynamics only). `pixels`, a key of PIXELS, says
    which image of a latent the frames show; everything measured is measured on the mean. `metric` scores
    methods that have no energy of their own. `layer` and `revision` identify the request to whoever asked:
    a result whose revision is no longer the layer's newest is dropped. `warm` starts a solver from
    the path last shown, (n, D) latents; it is not part of what is asked for.
    """

    model: str
    method: Any
    source: Latent
    target: Latent
    points: int = 50
    controls: tuple[ControlPoint, ...] = ()
    seed: int = 0
    draws: int | None = None
    own_seeds: OwnSeeds = ()
    own_velocities: OwnVelocities = ()
    pixels: str = "mean"
    metric: Metric = Metric()
    layer: str = "path"
    revision: int = 0
    preview: bool = False
    warm: np.ndarray | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Seen:
    """The names of the classes that a model's classifier tells apart, and their probabilities on all frames, (n, K).

    Where an attribute is asked for, also those of a second classifier, the judge, if one is installed.
    """

    classes: tuple[str, ...]
    probabilities: np.ndarray
    judge: str = ""
    judge_probabilities: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Flight:
    """How a path that is held at one end only begins there, and how near it comes to the other (SPEC sec. 5).

    launched and arrived: places on the path, 0 to 1, where it is held, and where it is to be at the other end.
    velocity (D,): dz/dt where it is launched, t in the dynamics' own time; None for dynamics of first order. image
    (C, H, W): where it arrives; wanted (C, H, W): the image of that end; gap (): their root mean squared
    difference. Several draws are a leading axis of velocity, image and gap.
    """

    launched: float
    arrived: float
    velocity: np.ndarray | None
    image: np.ndarray
    wanted: np.ndarray
    gap: np.ndarray

    @property
    def end(self) -> str:
        """Which end it is to reach, 'source' or 'target'."""
        return "target" if self.launched == 0 else "source"

    def draw(self, index: int) -> Flight:
        """That of one draw; the last where there are fewer."""
        index = min(index, len(self.gap) - 1)
        velocity = None if self.velocity is None else self.velocity[index]
        return replace(self, velocity=velocity, image=self.image[index], gap=self.gap[index])


@dataclass(frozen=True)
class PathResult:
    """A solved path, as NumPy arrays; with `draws`, everything per path has a leading axis of draws.

    times (n,); latents (n, D) float32; frames (n, C, H, W) float32 in [0, 1], None before they are
    decoded; quality (n,) of Q (not regularised); step_distances (n-1,), squared decoder distances;
    cost, the method's own energy where it has one and the request's metric otherwise; measures, the value of
    every measure of `MEASURES` by name, () each.
    `seen` is what classifiers see on the frames, where the model has one.
    stage: 'preview' is a cheap first curve, 'path' the curve without frames, 'final' is complete.
    `law` is that of the random paths, where the method knows it; draws share it. `flight` tells of a path that
    learned dynamics take.
    `note` is what the user should know (a fallback, a jitter), a sentence or two, or empty. Raises ValueError where
    latents and times do not have the same number of points.
    """

    request: PathRequest
    stage: Stage
    times: np.ndarray
    latents: np.ndarray
    frames: np.ndarray | None = None
    quality: np.ndarray | None = None
    step_distances: np.ndarray | None = None
    cost: float | np.ndarray | None = None
    solve_seconds: float = 0.0
    frames_seconds: float = 0.0
    device: str = "cpu"
    note: str = ""
    seen: Seen | None = None
    law: Law | None = None
    flight: Flight | None = None
    measures: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.latents.shape[-2] != len(self.times):
            raise ValueError(f"A path of {self.latents.shape[-2]} points was given {len(self.times)} times.")

    def draw(self, index: int) -> PathResult:
        """One draw as a path without an axis of draws; the last where there are fewer. One path is itself."""
        if self.latents.ndim == 2:
            return self

        def pick(values: np.ndarray | None) -> np.ndarray | None:
            return None if values is None else values[min(index, len(values) - 1)]

        seen = self.seen
        if seen is not None:
            probabilities, judged = pick(seen.probabilities), pick(seen.judge_probabilities)
            assert probabilities is not None
            seen = replace(seen, probabilities=probabilities, judge_probabilities=judged)
        cost = pick(self.cost) if isinstance(self.cost, np.ndarray) else self.cost
        return replace(
            self, request=replace(self.request, draws=None), latents=self.latents[min(index, len(self.latents) - 1)],
            frames=pick(self.frames), quality=pick(self.quality), step_distances=pick(self.step_distances),
            cost=None if cost is None else float(cost), seen=seen,
            flight=None if self.flight is None else self.flight.draw(index),
            measures={name: value[min(index, len(value) - 1)] for name, value in self.measures.items()},
        )  # fmt: skip
