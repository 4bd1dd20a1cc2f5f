"""Convex solids to build objects of: balls, boxes, cylinders and cones, whole or hollowed out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

Vector = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Solid:
    """All points p~ = (x, y, z, 1) with p~' Q p~ <= 0 and |s p~| <= 1 for every slab s, less those of `hollow`.

    quadric (4, 4) or None, of a ball, a cylinder or one nappe of a cone; slabs (K, 4); corners (8, 3) of a box around
    it; colour in sRGB, 0 to 1; shine, how bright its highlight is. `widens` (3,) is the way from a cone's tip.
    """

    quadric: np.ndarray | None
    slabs: np.ndarray
    corners: np.ndarray
    colour: Vector
    shine: float
    widens: np.ndarray | None = None
    hollow: Solid | None = None

    def minus(self, hollow: Solid) -> Solid:
        """This solid where it is not in the other; one of them may be taken away."""
        return replace(self, hollow=hollow)


ROUND = np.diag([1.0, 1.0, 1.0, -1.0])
TUBE = np.diag([1.0, 1.0, 0.0, -1.0])
AXES = np.eye(3, 4)


def ball(centre: Vector, radii: Vector, colour: Vector, turn: Vector = (0, 0, 0), shine: float = 0.3) -> Solid:
    """An ellipsoid. `turn` is in degrees, about x, then y, then z."""
    return _placed(ROUND, AXES[:0], centre, radii, turn, colour, shine)


def box(centre: Vector, halves: Vector, colour: Vector, turn: Vector = (0, 0, 0), shine: float = 0.15) -> Solid:
    """A box of these half sides."""
    return _placed(None, AXES, centre, halves, turn, colour, shine)


def cylinder(centre: Vector, radii: Vector, colour: Vector, turn: Vector = (0, 0, 0), shine: float = 0.3) -> Solid:
    """A cylinder along z, before it is turned; the third of the radii is half its height."""
    return _placed(TUBE, AXES[2:], centre, radii, turn, colour, shine)


def cone(
    centre: Vector, radii: Vector, top: float, colour: Vector, turn: Vector = (0, 0, 0), shine: float = 0.3
) -> Solid:
    """A cone along z, cut off: `top`, from 0 to below 1, is the share of its radii that is left at the upper end."""
    slope, middle = (top - 1) / 2, (top + 1) / 2  # the radius is middle + slope z
    quadric = np.diag([1.0, 1.0, -(slope**2), -(middle**2)])
    quadric[2, 3] = quadric[3, 2] = -slope * middle
    placed = _placed(quadric, AXES[2:], centre, radii, turn, colour, shine)
    return replace(placed, widens=-_rotation(turn)[:, 2])


def roof(centre: Vector, halves: Vector, colour: Vector, turn: Vector = (0, 0, 0), shine: float = 0.1) -> Solid:
    """A saddle roof over a box of these half sides, its ridge along x."""
    # The slope from the eaves, y = 1 and z = -1, to the ridge, y = 0 and z = 1, is one side of a slab.
    slopes = np.array([[0, 2, 1, 2], [0, -2, 1, 2]]) / 3
    return _placed(None, np.vstack([AXES[[0, 2]], slopes]), centre, halves, turn, colour, shine)


def _placed(
    quadric: np.ndarray | None,
    slabs: np.ndarray,
    centre: Vector,
    halves: Vector,
    turn: Vector,
    colour: Vector,
    shine: float,
) -> Solid:
    to_world = np.eye(4)
    to_world[:3, :3] = _rotation(turn) * np.array(halves)
    to_world[:3, 3] = centre
    to_local = np.linalg.inv(to_world)
    cube = np.array(np.meshgrid(*[[-1.0, 1.0]] * 3)).reshape(3, 8)
    corners = (to_world[:3, :3] @ cube).T + np.array(centre)
    moved = None if quadric is None else to_local.T @ quadric @ to_local
    return Solid(moved, slabs @ to_local, corners, colour, shine)


def _rotation(turn: Vector) -> np.ndarray:
    (cx, cy, cz), (sx, sy, sz) = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return about_z @ about_y @ about_x
