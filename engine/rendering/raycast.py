"""Pictures of solids on a turntable, by the exact intersection of every ray with every solid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .solids import Solid

CAMERA = 22.0
"""Degrees that the camera looks down."""
REACH = 1.12
"""Half the width of what is seen."""
LEAST_SAMPLES, LEAST_RAYS = 2, 128
"""Rays along each side of a pixel, and of a picture, at least: small pictures have smoother edges at the same price."""
LIGHT = np.array([-0.55, 0.62, -0.56])
"""Towards the light, in the camera's frame: right, up, away."""
FILL, SUN, SKY, HIGHLIGHT = 0.10, 0.80, 0.16, 40.0
NOTHING = 255
FAR = np.float32(1e9)
TINY = 1e-6


def draw(solids: Sequence[Solid], angles: np.ndarray, size: int) -> np.ndarray:
    """uint8 (N, 3, size, size): the solids, turned by angles (N,) in degrees, counter-clockwise seen from above.

    The camera is far away, looks at the origin with z upwards, and is dark where it sees nothing.
    """
    samples = max(LEAST_SAMPLES, -(-LEAST_RAYS // size))
    scene = _Scene(solids, angles, size * samples)
    for index, solid in enumerate(solids):
        scene.add(index, solid)
    light = scene.shaded()
    # Sums of slices: many times faster than a mean over axes this short.
    light = sum(light[:, :, row::samples, column::samples] for row, column in np.ndindex(samples, samples))
    return np.rint(255 * np.sqrt(np.minimum(light / samples**2, 1))).astype(np.uint8)


@dataclass(frozen=True, eq=False)
class _Hits:
    """Where rays enter and leave a solid, (V, h, w), and through which of its surfaces."""

    enter: np.ndarray
    leave: np.ndarray
    enter_by: np.ndarray
    leave_by: np.ndarray


class _Scene:
    """Depth and surface of the nearest hit of every ray, for several views at once."""

    def __init__(self, solids: Sequence[Solid], angles: np.ndarray, side: int) -> None:
        self.frames = frames(angles)
        self.side, views = side, len(angles)
        self.axis = (((2 * np.arange(side) + 1) / side - 1) * REACH).astype(np.float32)
        self.depth = np.full((views, side, side), FAR, np.float32)
        self.surface = np.full((views, side, side), NOTHING, np.uint8)
        self.solids = solids
        self.normals: list[np.ndarray] = []
        self.colours: list[tuple[float, ...]] = []

    def add(self, index: int, solid: Solid) -> None:
        """Draw a solid where it is nearer than what was drawn before."""
        window, right, up = self._window(solid)
        hits = self._cross(solid, right, up)
        depth, surface = hits.enter, hits.enter_by
        seen = depth < hits.leave
        if solid.hollow is not None:
            inner = self._cross(solid.hollow, right, up)
            inside = (inner.enter < depth) & (depth < inner.leave)
            depth = np.where(inside, inner.leave, depth)
            surface = np.where(inside, inner.leave_by, surface)
            seen &= depth < hits.leave
        seen &= depth < self.depth[window]
        np.copyto(self.depth[window], depth, where=seen)
        np.copyto(self.surface[window], surface, where=seen)

    def shaded(self) -> np.ndarray:
        """Linear light (V, 3, side, side)."""
        views, side = len(self.frames), self.side
        hit = np.flatnonzero(self.surface != NOTHING)
        surface = self.surface.ravel()[hit]
        view, place = np.divmod(hit, side * side)
        row, column = np.divmod(place, side)
        right, up, away = self.axis[column], -self.axis[row], self.depth.ravel()[hit]
        table = np.stack(self.normals, axis=1).astype(np.float32).reshape(-1, 12).T.copy()
        which = view * len(self.normals) + surface
        x, y, z = (
            table[k][which] * right + table[k + 1][which] * up + table[k + 2][which] * away + table[k + 3][which]
            for k in (0, 4, 8)
        )
        # Towards the camera, whichever side of the surface is seen.
        scale = -np.sign(z) / np.sqrt(x * x + y * y + z * z)
        sun, half = _unit(LIGHT), _unit(_unit(LIGHT) - np.array([0, 0, 1]))
        lit = np.maximum((x * sun[0] + y * sun[1] + z * sun[2]) * scale, 0)
        bright = np.float32(FILL) + np.float32(SKY / 2) * (1 + y * scale) + np.float32(SUN) * lit
        mirror = (x * half[0] + y * half[1] + z * half[2]) * scale
        colours = np.array(self.colours, np.float32).T.copy()
        shine = colours[3][surface] * np.exp(np.float32(HIGHLIGHT) * (mirror - 1))
        light = np.zeros((views, 3, side * side), np.float32)
        for channel in range(3):
            light[view, channel, place] = colours[channel][surface] * bright + shine
        return light.reshape(views, 3, side, side)

    def _window(self, solid: Solid) -> tuple[tuple[slice, slice, slice], np.ndarray, np.ndarray]:
        """The part of the pictures that a solid can be in, and the places of its columns and rows."""
        seen = solid.corners @ self.frames[:, :3, :2]
        scale = self.side / (2 * REACH)
        low = (np.array([seen[..., 0].min(), -seen[..., 1].max()]) + REACH) * scale
        high = (np.array([seen[..., 0].max(), -seen[..., 1].min()]) + REACH) * scale
        left, top = np.clip(np.floor(low), 0, self.side).astype(int)
        right, bottom = np.clip(np.ceil(high), 0, self.side).astype(int)
        window = slice(None), slice(top, bottom), slice(left, right)
        return window, self.axis[left:right][None, None, :], -self.axis[top:bottom][None, :, None]

    def _cross(self, solid: Solid, right: np.ndarray, up: np.ndarray) -> _Hits:
        shape = len(self.frames), up.shape[1], right.shape[2]
        hits = None
        if solid.quadric is not None:
            hits = self._cross_quadric(solid, right, up)
        for slab in solid.slabs:
            enter, leave = self._cross_slab(slab, right, up)
            surface = self._surface(np.zeros((4, 4)), slab[:3], solid)
            if hits is None:
                hits = _Hits(enter, leave, np.full(shape, surface, np.uint8), np.full(shape, surface, np.uint8))
            else:
                np.copyto(hits.enter_by, surface, where=enter > hits.enter)
                np.maximum(hits.enter, enter, out=hits.enter)
                np.copyto(hits.leave_by, surface, where=leave < hits.leave)
                np.minimum(hits.leave, leave, out=hits.leave)
        assert hits is not None
        return hits

    def _cross_quadric(self, solid: Solid, right: np.ndarray, up: np.ndarray) -> _Hits:
        """Roots of a t^2 + 2 b t + c, where a is the same for all rays of a view, b linear in their place, and the
        discriminant quadratic."""
        assert solid.quadric is not None
        seen = self.frames.transpose(0, 2, 1) @ solid.quadric @ self.frames
        a = seen[:, 2, 2]
        a = np.where(np.abs(a) < TINY, np.copysign(TINY, a), a)
        b = seen[:, 2][:, [0, 1, 3]] / a[:, None]
        c = seen[:, [0, 1, 3]][:, :, [0, 1, 3]] / a[:, None, None]
        d = _columns((b[:, :, None] * b[:, None, :] - c).reshape(-1, 9))
        root = (d[0] * right + 2 * (d[1] * up + d[2])) * right + ((d[4] * up + 2 * d[5]) * up + d[8])
        missed = root < 0
        np.sqrt(np.maximum(root, 0, out=root), out=root)
        b = _columns(b)
        middle = -b[0] * right - (b[1] * up + b[2])
        enter, leave = middle - root, middle + root
        np.copyto(enter, FAR, where=missed)
        if solid.widens is not None and (a < 0).any():
            # Such a ray runs inside the double cone at both ends of the world, once in the nappe that is meant.
            within = (a < 0)[:, None, None]
            widening = (self.frames[:, :3, 2] @ solid.widens > 0)[:, None, None]
            enter, leave = (
                np.where(within, np.where(widening, leave, -FAR), enter),
                np.where(within, np.where(widening, FAR, middle - root), leave),
            )
        surface = self._surface(solid.quadric, np.zeros(3), solid)
        return _Hits(enter, leave, np.full(enter.shape, surface, np.uint8), np.full(enter.shape, surface, np.uint8))

    def _cross_slab(self, slab: np.ndarray, right: np.ndarray, up: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        seen = slab @ self.frames
        steep = np.where(np.abs(seen[:, 2]) < TINY, TINY, seen[:, 2])
        n = _columns(seen / steep[:, None])
        middle = -n[0] * right - (n[1] * up + n[3])
        half = np.abs(1 / steep).astype(np.float32)[:, None, None]
        return middle - half, middle + half

    def _surface(self, quadric: np.ndarray, normal: np.ndarray, solid: Solid) -> int:
        """The number of a new surface, whose normal at p~ is the first part of Q p~ and `normal` together."""
        gradient = quadric[:3] @ self.frames
        gradient[:, :, 3] += normal
        self.normals.append(self.frames[:, :3, :3].transpose(0, 2, 1) @ gradient)
        self.colours.append((*(c * c for c in solid.colour), solid.shine))
        return len(self.normals) - 1


def frames(angles: np.ndarray) -> np.ndarray:
    """(N, 4, 4): columns are the camera's right, up and away and the origin, in the frame of the turned object."""
    turn, tilt = np.radians(np.asarray(angles, np.float64)), np.radians(CAMERA)
    cos, sin, zero, one = np.cos(turn), np.sin(turn), np.zeros_like(turn), np.ones_like(turn)
    right = [cos, -sin, zero, zero]
    up = [np.sin(tilt) * sin, np.sin(tilt) * cos, np.cos(tilt) * one, zero]
    away = [np.cos(tilt) * sin, np.cos(tilt) * cos, -np.sin(tilt) * one, zero]
    origin = [zero, zero, zero, one]
    return np.stack([np.stack(column, axis=1) for column in (right, up, away, origin)], axis=2)


def _unit(vector: np.ndarray) -> np.ndarray:
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def _columns(table: np.ndarray) -> list[np.ndarray]:
    """Columns of (V, K), each to be multiplied with pictures (V, h, w)."""
    return [column[:, None, None] for column in table.T.astype(np.float32)]
