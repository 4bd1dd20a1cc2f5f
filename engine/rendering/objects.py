"""What stands on the turntable: a dozen objects, none of which looks the same from the left and from the right."""

from __future__ import annotations

from collections.abc import Callable

from ..registry import Registry
from .solids import Solid, ball, box, cone, cylinder, roof

OBJECTS = Registry("object")
"""Name -> a function that gives the solids. z is up, the axis of the table is z, and all is within 1 of the middle."""

Object = Callable[[], list[Solid]]

RED, ORANGE, YELLOW = (0.85, 0.2, 0.16), (0.95, 0.52, 0.12), (0.97, 0.82, 0.22)
GREEN, TEAL, BLUE = (0.25, 0.62, 0.28), (0.1, 0.62, 0.62), (0.18, 0.4, 0.82)
VIOLET, PINK, BROWN = (0.5, 0.3, 0.7), (0.95, 0.55, 0.62), (0.5, 0.32, 0.18)
WHITE, CREAM, GREY, DARK = (0.96, 0.96, 0.95), (0.95, 0.88, 0.72), (0.58, 0.6, 0.63), (0.16, 0.16, 0.18)
STEEL, WOOD, GLASS = (0.72, 0.75, 0.8), (0.72, 0.5, 0.28), (0.55, 0.78, 0.92)


@OBJECTS.register("mug")
def mug() -> list[Solid]:
    """A mug with a handle, a stripe around it and three spots."""
    wall = cylinder((0, 0, 0), (0.56, 0.56, 0.68), BLUE).minus(cylinder((0, 0, 0.12), (0.48, 0.48, 0.68), WHITE))
    ring = cylinder((0.72, 0, 0.02), (0.24, 0.4, 0.09), BLUE, (90, 0, 0))
    handle = ring.minus(cylinder((0.72, 0, 0.02), (0.13, 0.27, 0.3), BLUE, (90, 0, 0)))
    stripe = cylinder((0, 0, -0.4), (0.595, 0.595, 0.09), YELLOW).minus(cylinder((0, 0, 0), (0.5, 0.5, 2), WHITE))
    spots = [
        ball((-0.1, -0.56, 0.15), (0.2, 0.07, 0.2), RED),
        ball((-0.54, 0.14, 0.04), (0.06, 0.16, 0.24), GREEN),
        ball((0.1, 0.56, 0.3), (0.26, 0.07, 0.14), ORANGE),
    ]
    return [handle, wall, stripe, *spots]


@OBJECTS.register("teapot")
def teapot() -> list[Solid]:
    """A teapot with a spout and a handle."""
    ring = cylinder((-0.6, 0, 0.02), (0.34, 0.36, 0.08), GREEN, (90, 0, 0))
    return [
        ring.minus(cylinder((-0.6, 0, 0.02), (0.22, 0.24, 0.3), GREEN, (90, 0, 0))),
        ball((0, 0, -0.06), (0.6, 0.6, 0.48), GREEN, shine=0.5),
        cylinder((0, 0, -0.5), (0.36, 0.36, 0.06), CREAM),
        ball((0, 0, 0.34), (0.34, 0.34, 0.12), CREAM),
        ball((0, 0, 0.52), (0.1, 0.1, 0.1), RED),
        cone((0.72, 0, 0.14), (0.2, 0.14, 0.36), 0.4, GREEN, (0, 42, 0)),
        ball((0.12, 0.5, -0.02), (0.16, 0.12, 0.16), YELLOW),
    ]


@OBJECTS.register("car")
def car() -> list[Solid]:
    """A car; its doors are of another colour on each side."""
    wheels = [cylinder((x, y, -0.3), (0.2, 0.2, 0.08), DARK, (90, 0, 0)) for x in (-0.52, 0.52) for y in (-0.4, 0.4)]
    hubs = [cylinder((x, y, -0.3), (0.09, 0.09, 0.1), STEEL, (90, 0, 0)) for x in (-0.52, 0.52) for y in (-0.4, 0.4)]
    return [
        box((0, 0, -0.14), (0.92, 0.4, 0.16), RED, shine=0.4),
        ball((-0.12, 0, 0.06), (0.58, 0.36, 0.38), GLASS, shine=0.8),
        box((-0.16, 0, 0.36), (0.3, 0.27, 0.06), RED),
        box((-0.05, 0.39, -0.12), (0.3, 0.03, 0.12), YELLOW),
        box((-0.84, 0, 0.12), (0.08, 0.42, 0.04), DARK),
        ball((0.9, 0.26, -0.08), (0.06, 0.09, 0.09), CREAM, shine=0.8),
        ball((0.9, -0.26, -0.08), (0.06, 0.09, 0.09), CREAM, shine=0.8),
        *wheels,
        *hubs,
    ]


@OBJECTS.register("duck")
def duck() -> list[Solid]:
    """A rubber duck with one wing raised."""
    return [
        ball((-0.08, 0, -0.22), (0.68, 0.5, 0.42), YELLOW),
        ball((0.34, 0, 0.34), (0.36, 0.34, 0.36), YELLOW),
        cone((0.74, 0, 0.28), (0.12, 0.2, 0.14), 0.5, ORANGE, (0, 90, 0)),
        cone((-0.74, 0, 0.0), (0.2, 0.24, 0.2), 0.1, YELLOW, (0, -55, 0)),
        ball((-0.1, -0.5, -0.12), (0.34, 0.1, 0.2), ORANGE, (0, 14, 0)),
        ball((-0.14, 0.5, 0.06), (0.34, 0.09, 0.24), ORANGE, (-30, 30, 0)),
        ball((0.58, 0.2, 0.46), (0.07, 0.07, 0.08), DARK, shine=0.9),
        ball((0.58, -0.2, 0.46), (0.07, 0.07, 0.08), DARK, shine=0.9),
    ]


@OBJECTS.register("house")
def house() -> list[Solid]:
    """A house with a chimney, a door at the front and an annexe at one end."""
    return [
        box((-0.1, 0, -0.22), (0.6, 0.44, 0.4), CREAM),
        roof((-0.1, 0, 0.42), (0.68, 0.54, 0.26), RED),
        box((-0.42, -0.18, 0.56), (0.09, 0.09, 0.3), BROWN),
        box((-0.1, -0.45, -0.36), (0.13, 0.02, 0.26), BROWN),
        box((0.24, -0.45, -0.14), (0.12, 0.02, 0.12), GLASS, shine=0.5),
        box((-0.44, -0.45, -0.14), (0.12, 0.02, 0.12), GLASS, shine=0.5),
        box((-0.1, 0.45, -0.1), (0.3, 0.02, 0.14), BLUE, shine=0.5),
        box((0.68, 0.1, -0.38), (0.22, 0.3, 0.24), TEAL),
        box((0.68, 0.1, -0.12), (0.26, 0.34, 0.04), DARK),
    ]


@OBJECTS.register("boat")
def boat() -> list[Solid]:
    """A sailing boat with its sail out to one side and a cabin aft."""
    hull = ball((0, 0, -0.3), (0.95, 0.36, 0.34), BLUE).minus(box((0, 0, 0.5), (2, 2, 0.78), WOOD))
    return [
        hull,
        box((-0.35, 0, -0.16), (0.24, 0.2, 0.14), WHITE),
        box((-0.35, -0.2, -0.16), (0.14, 0.02, 0.06), DARK),
        cylinder((0.12, 0, 0.26), (0.035, 0.035, 0.62), BROWN),
        ball((-0.12, 0.12, 0.3), (0.36, 0.1, 0.46), CREAM, (14, 0, -18)).minus(
            box((0.6, 0.1, 0.3), (0.5, 1, 1), CREAM, (0, -10, -18))
        ),
        ball((0.44, 0, 0.1), (0.24, 0.05, 0.3), RED, (0, 35, 10)),
        box((0.12, 0.06, 0.84), (0.1, 0.02, 0.05), ORANGE, (0, 0, 20)),
    ]


@OBJECTS.register("aeroplane")
def aeroplane() -> list[Solid]:
    """An aeroplane that banks; its wings are tipped red to the left and green to the right."""
    return [
        ball((0, 0, 0), (0.95, 0.2, 0.2), WHITE, shine=0.5),
        box((0.08, 0, -0.02), (0.2, 0.9, 0.035), STEEL, (12, 0, 0)),
        box((0.08, 0.8, 0.15), (0.2, 0.12, 0.045), RED, (12, 0, 0)),
        box((0.08, -0.8, -0.19), (0.2, 0.12, 0.045), GREEN, (12, 0, 0)),
        box((-0.78, 0, 0.05), (0.12, 0.36, 0.03), STEEL, (12, 0, 0)),
        box((-0.8, -0.05, 0.26), (0.12, 0.03, 0.22), BLUE, (12, 0, 0)),
        ball((0.5, -0.02, 0.13), (0.24, 0.13, 0.12), DARK, shine=0.9),
        cylinder((0.26, 0.42, -0.04), (0.11, 0.11, 0.2), DARK, (0, 90, 0)),
        cylinder((0.26, -0.42, -0.2), (0.11, 0.11, 0.2), DARK, (0, 90, 0)),
    ]


@OBJECTS.register("camera")
def camera() -> list[Solid]:
    """A camera with its lens off the middle and a flash at one corner."""
    lens = cylinder((0.14, -0.5, -0.06), (0.34, 0.34, 0.3), STEEL, (90, 0, 0), 0.5)
    return [
        box((0, 0, -0.04), (0.82, 0.26, 0.5), DARK, shine=0.3),
        box((0, 0, 0.3), (0.83, 0.27, 0.1), TEAL),
        lens.minus(cylinder((0.14, -0.7, -0.06), (0.27, 0.27, 0.3), DARK, (90, 0, 0))),
        ball((0.14, -0.5, -0.06), (0.25, 0.14, 0.25), VIOLET, shine=1.0),
        box((-0.52, -0.08, 0.56), (0.2, 0.2, 0.12), CREAM, shine=0.5),
        cylinder((0.54, 0, 0.52), (0.13, 0.13, 0.08), RED),
        box((0, 0.27, -0.12), (0.5, 0.02, 0.28), GLASS, shine=0.7),
        cylinder((0.14, 0, 0.5), (0.1, 0.1, 0.06), STEEL),
    ]


@OBJECTS.register("locomotive")
def locomotive() -> list[Solid]:
    """A steam locomotive with a cab at one end and a funnel at the other."""
    wheels = [
        cylinder((x, y, -0.46), (0.17, 0.17, 0.06), RED, (90, 0, 0)) for x in (-0.6, -0.1, 0.4) for y in (-0.3, 0.3)
    ]
    return [
        box((0, 0, -0.28), (0.9, 0.3, 0.08), DARK),
        cylinder((0.2, 0, 0.0), (0.28, 0.28, 0.6), GREEN, (0, 90, 0), 0.5),
        cylinder((0.8, 0, 0.0), (0.22, 0.22, 0.06), DARK, (0, 90, 0)),
        box((-0.58, 0, 0.16), (0.3, 0.34, 0.38), GREEN),
        box((-0.58, 0, 0.58), (0.38, 0.4, 0.05), DARK),
        box((-0.58, -0.34, 0.28), (0.14, 0.02, 0.14), YELLOW),
        box((-0.58, 0.34, 0.28), (0.14, 0.02, 0.14), BLUE),
        cone((0.6, 0, 0.42), (0.2, 0.2, 0.2), 0.6, DARK, (180, 0, 0)),
        ball((0.14, 0, 0.3), (0.14, 0.14, 0.14), ORANGE, shine=0.8),
        *wheels,
    ]


@OBJECTS.register("lamp")
def lamp() -> list[Solid]:
    """A desk lamp bent to one side."""
    shade = cone((0.46, -0.1, 0.5), (0.36, 0.36, 0.24), 0.45, ORANGE, (0, -28, 0))
    return [
        cylinder((-0.2, 0, -0.7), (0.46, 0.46, 0.07), DARK),
        cylinder((-0.34, 0, -0.3), (0.05, 0.05, 0.42), STEEL, (0, -20, 0), 0.8),
        ball((-0.48, 0, 0.1), (0.1, 0.1, 0.1), RED),
        cylinder((-0.08, -0.04, 0.4), (0.045, 0.045, 0.5), STEEL, (0, 56, -6), 0.8),
        shade.minus(cone((0.43, -0.1, 0.45), (0.33, 0.33, 0.24), 0.4, YELLOW, (0, -28, 0))),
        ball((0.4, -0.1, 0.4), (0.13, 0.13, 0.16), YELLOW, shine=0.8),
        cylinder((-0.02, -0.24, -0.62), (0.07, 0.07, 0.05), GREEN),
    ]


@OBJECTS.register("dog")
def dog() -> list[Solid]:
    """A dog with a patch on one side and its tail up."""
    legs = [
        cylinder((x, y, -0.48), (0.1, 0.1, 0.26), colour)
        for x, y, colour in ((-0.4, -0.2, WOOD), (-0.4, 0.2, WOOD), (0.34, -0.2, WHITE), (0.34, 0.2, WOOD))
    ]
    return [
        ball((-0.04, 0, -0.12), (0.6, 0.3, 0.28), WOOD, shine=0.1),
        ball((0.56, 0, 0.3), (0.3, 0.26, 0.27), WOOD, shine=0.1),
        ball((0.82, 0, 0.2), (0.17, 0.14, 0.12), CREAM),
        ball((0.97, 0, 0.25), (0.05, 0.06, 0.05), DARK, shine=0.9),
        ball((0.46, -0.27, 0.3), (0.12, 0.06, 0.22), BROWN),
        ball((0.46, 0.27, 0.42), (0.12, 0.06, 0.2), BROWN, (50, 0, 0)),
        ball((-0.1, -0.22, -0.02), (0.26, 0.12, 0.18), DARK),
        cylinder((-0.62, 0, 0.22), (0.06, 0.06, 0.28), WOOD, (0, -28, 0)),
        ball((0.76, -0.13, 0.4), (0.045, 0.05, 0.05), DARK, shine=0.9),
        ball((0.76, 0.13, 0.4), (0.045, 0.05, 0.05), DARK, shine=0.9),
        cylinder((0.4, 0, 0.1), (0.2, 0.2, 0.05), RED, (0, 35, 0)),
        *legs,
    ]


@OBJECTS.register("chair")
def chair() -> list[Solid]:
    """A chair with one arm, a cushion and legs of wood."""
    legs = [box((x, y, -0.54), (0.06, 0.06, 0.28), BROWN) for x in (-0.42, 0.42) for y in (-0.42, 0.42)]
    return [
        box((0, 0, -0.22), (0.52, 0.52, 0.07), WOOD),
        ball((0.03, 0, -0.1), (0.46, 0.46, 0.13), VIOLET, shine=0.05),
        box((-0.46, 0, 0.34), (0.06, 0.52, 0.5), WOOD),
        box((-0.39, 0, 0.42), (0.03, 0.34, 0.28), PINK, shine=0.05),
        box((0.0, 0.46, 0.14), (0.46, 0.07, 0.05), WOOD),
        box((0.36, 0.46, -0.04), (0.06, 0.06, 0.16), WOOD),
        *legs,
    ]
