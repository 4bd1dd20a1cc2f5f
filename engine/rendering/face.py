"""How a face is drawn, from the back to the front."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .base import smooth_step
from .canvas import Canvas, Window, arc, ellipse, rounded_box

HAIR = np.array([[0.09, 0.07, 0.07], [0.27, 0.16, 0.1], [0.5, 0.29, 0.14], [0.78, 0.57, 0.27], [0.97, 0.85, 0.5]])
SKIN = np.array([[0.99, 0.87, 0.78], [0.93, 0.74, 0.59], [0.76, 0.53, 0.38], [0.49, 0.32, 0.22]])
SKY, GROUND, SHIRT = (0.84, 0.89, 0.94), (0.66, 0.75, 0.84), (0.2, 0.44, 0.55)
LIPS, MOUTH, TEETH = np.array([0.75, 0.36, 0.36]), (0.42, 0.13, 0.13), (0.98, 0.97, 0.94)
WHITE, IRIS, PUPIL, FRAME = (0.98, 0.98, 0.97), (0.3, 0.42, 0.36), (0.06, 0.06, 0.07), (0.13, 0.13, 0.17)
HEAD_X, HEAD_Y, WIDE, HIGH = 0.03, -0.04, 0.44, 0.56
"""How far the head moves as it turns, its middle, and its half axes."""
EYES, MOUTH_Y = 0.06, -0.33
VIEW, VIEW_Y = 0.8, -0.06
"""Half the side of what is seen, and its middle."""


def draw(size: int, values: np.ndarray) -> np.ndarray:
    """uint8 (N, 3, size, size) of factors (N, 9) in the order of `Faces.factors`."""
    canvas, face = Canvas(len(values), size, VIEW, VIEW_Y), _Face.of(values)
    for layer in (
        _ground, _back_hair, _shoulders, _ears, _head, _folds, _beard, _mouth, _nose, _eyes, _wrinkles, _hair,
        _eyeglasses,
    ):  # fmt: skip
        layer(canvas, face)
    return np.rint(255 * np.clip(canvas.pixels, 0, 1)).astype(np.uint8)


@dataclass(frozen=True, eq=False)
class _Face:
    """Factors as (N, 1, 1), and the colours that follow from them, (N, 3)."""

    length: np.ndarray
    eyeglasses: np.ndarray
    beard: np.ndarray
    smile: np.ndarray
    age: np.ndarray
    turn: np.ndarray
    light: np.ndarray
    hair_colour: np.ndarray
    skin_colour: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray) -> _Face:
        colour, length, eyeglasses, beard, smile, age, skin, turn, light = values.T.astype(np.float32)[:, :, None, None]
        hair, tan = _mixed(HAIR, colour), _mixed(SKIN, skin)
        return cls(length, eyeglasses, beard, smile, age, turn, light, hair, tan)

    def shade(self, window: Window) -> np.ndarray:
        """What the light from one side leaves, a factor (N, h, w)."""
        return 0.97 + 0.28 * self.light * (window.x / np.float32(0.6)) - 0.08 * np.abs(self.light)

    def side(self, side: int) -> np.ndarray:
        """How narrow things are on a side of the face, -1 left and 1 right: less where it turns to."""
        return 1 - 0.34 * np.maximum(side * self.turn, 0)

    def place(self, side: int, apart: float, depth: float) -> np.ndarray:
        """x of a thing that is `apart` from the middle of the face and moves by `depth` as it turns."""
        return side * apart * (1 - 0.16 * np.abs(self.turn)) + depth * self.turn


def _paint(canvas: Canvas, face: _Face, window: Window, colour: np.ndarray, cover: np.ndarray) -> None:
    """Paint in the light that falls on the face."""
    canvas.paint(window, colour, cover, face.shade(window))


def _ground(canvas: Canvas, face: _Face) -> None:
    rise = np.linspace(1, 0, canvas.size, dtype=np.float32)[:, None]
    low, high = (np.array(colour, np.float32)[None, :, None, None] for colour in (GROUND, SKY))
    canvas.pixels[:] = low + (high - low) * rise


def _back_hair(canvas: Canvas, face: _Face) -> None:
    window = canvas.window(-0.75, 0.75, -1, 0.8)
    x = -0.02 * face.turn
    end = 0.1 - 1.0 * face.length
    skull = ellipse(window, x, 0.12, 0.5, 0.57)
    fall = rounded_box(window, x, (end + 0.3) / 2, 0.44 + 0.1 * face.length, (0.3 - end) / 2 + 0.06, 0.2)
    _paint(canvas, face, window, 0.72 * face.hair_colour, canvas.inside(np.minimum(skull, fall)))


def _shoulders(canvas: Canvas, face: _Face) -> None:
    window = canvas.window(-0.95, 0.95, -1, -0.45)
    neck = rounded_box(window, 0.02 * face.turn, -0.7, 0.19, 0.26, 0.08)
    _paint(canvas, face, window, 0.84 * face.skin_colour, canvas.inside(neck))
    shirt = np.maximum(ellipse(window, 0.0, -1.1, 0.82, 0.4), -ellipse(window, 0.02 * face.turn, -0.7, 0.22, 0.16))
    _paint(canvas, face, window, np.array(SHIRT), canvas.inside(shirt))


def _ears(canvas: Canvas, face: _Face) -> None:
    for side in (-1, 1):
        window = canvas.window(side * 0.46 - 0.2, side * 0.46 + 0.2, -0.22, 0.2)
        x = face.place(side, 0.45, -0.05)
        _paint(canvas, face, window, 0.92 * face.skin_colour, canvas.inside(ellipse(window, x, 0.0, 0.09, 0.14)))


def _outline(window: Window, face: _Face) -> np.ndarray:
    """Distance from the edge of the head, narrower at the chin."""
    narrow = 1 - 0.2 * smooth_step((HEAD_Y - window.y) / 0.6)
    return ellipse(window, HEAD_X * face.turn, HEAD_Y, WIDE * narrow, HIGH)


def _head(canvas: Canvas, face: _Face) -> None:
    window = canvas.window(-0.55, 0.55, -0.65, 0.58)
    outline = _outline(window, face)
    _paint(canvas, face, window, face.skin_colour, canvas.inside(outline))
    rim = smooth_step(1 + outline / 0.16) * canvas.inside(outline)
    _paint(canvas, face, window, 0.8 * face.skin_colour, 0.45 * rim)
    for side in (-1, 1):
        cheek = ellipse(window, face.place(side, 0.25, 0.1), -0.17, 0.13 * face.side(side), 0.1)
        blush = face.skin_colour * np.array([1.02, 0.8, 0.78])
        _paint(canvas, face, window, blush, (0.15 + 0.35 * face.smile) * canvas.inside(cheek, 0.14))


def _folds(canvas: Canvas, face: _Face) -> None:
    """The lines from the nose to the corners of the mouth: deeper with age and with a smile."""
    for side in (-1, 1):
        x, wide = face.place(side, 0.2, 0.1), face.side(side)
        window = canvas.window(side * 0.2 - 0.25, side * 0.2 + 0.25, -0.5, -0.1)
        u = window.y + 0.28
        curve = x + side * wide * (0.02 - 0.9 * u * u) - window.x
        fold = np.maximum(np.abs(curve) - 0.014, np.abs(u) - 0.11)
        cover = (0.75 * face.age + 0.1 * face.smile) * canvas.inside(fold, 0.02)
        _paint(canvas, face, window, 0.62 * face.skin_colour, cover)


def _beard(canvas: Canvas, face: _Face) -> None:
    window = canvas.window(-0.55, 0.55, -0.9, 0.0)
    middle = 0.09 * face.turn
    u = (window.x - middle) / 0.42
    cheek_line = window.y - (-0.3 + 0.26 * u * u)
    long = 0.02 + 0.17 * face.beard
    jaw = np.minimum(_outline(window, face) - 0.02, ellipse(window, middle * 0.7, -0.42, 0.3, 0.18 + long))
    lips = ellipse(window, middle, MOUTH_Y - 0.01, 0.15, 0.055)
    chin = np.maximum(np.maximum(jaw, cheek_line), -lips)
    moustache = arc(window, middle, -0.29, 0.19, 0.055, 0.035)
    cover = smooth_step(face.beard / 0.6) * canvas.inside(np.minimum(chin, moustache), 0.035)
    _paint(canvas, face, window, 0.82 * face.hair_colour + 0.03, 0.96 * cover)


def _mouth(canvas: Canvas, face: _Face) -> None:
    window = canvas.window(-0.36, 0.36, -0.52, -0.18)
    x, smile = 0.09 * face.turn, face.smile
    half = 0.13 + 0.07 * smile
    u = np.clip((window.x - x) / half, -1, 1)
    beyond = np.abs(window.x - x) - half
    corner = MOUTH_Y + 0.075 * smile - 0.015
    opening = 0.11 * smooth_step((smile - 0.25) / 0.75)
    upper = corner - (0.075 * smile - 0.015) * (1 - u * u)
    lower = upper - opening * (1 - u * u)
    middle, thick = (upper + lower) / 2, (upper - lower) / 2
    open_mouth = np.maximum(np.abs(window.y - middle) - thick, beyond)
    lip_colour = 0.45 * LIPS + 0.55 * face.skin_colour * np.array([0.85, 0.55, 0.55])
    above = np.maximum(np.abs(window.y - middle) - thick, 0)
    lip = np.sqrt(above**2 + np.maximum(beyond, 0) ** 2) - 0.03
    _paint(canvas, face, window, lip_colour, canvas.inside(lip))
    is_open = smooth_step(opening / 0.03)
    _paint(canvas, face, window, np.array(MOUTH), is_open * canvas.inside(open_mouth))
    teeth = np.maximum(open_mouth, upper - 0.6 * opening * (1 - u * u) - window.y)
    _paint(canvas, face, window, np.array(TEETH), is_open * canvas.inside(teeth))


def _nose(canvas: Canvas, face: _Face) -> None:
    window = canvas.window(-0.35, 0.35, -0.3, 0.15)
    x = 0.15 * face.turn
    side = ellipse(window, x - 0.03 - 0.03 * face.light + 0.02 * face.turn, -0.06, 0.045, 0.13)
    _paint(canvas, face, window, 0.86 * face.skin_colour, 0.5 * canvas.inside(side, 0.08))
    tip = ellipse(window, x, -0.145, 0.075, 0.05)
    _paint(canvas, face, window, np.minimum(1.05 * face.skin_colour, 1), 0.7 * canvas.inside(tip, 0.05))
    _paint(
        canvas, face, window, 0.62 * face.skin_colour, 0.9 * canvas.inside(arc(window, x, -0.175, 0.065, -0.022, 0.012))
    )


def _eyes(canvas: Canvas, face: _Face) -> None:
    for side in (-1, 1):
        x, wide = face.place(side, 0.185, 0.1), face.side(side)
        window = canvas.window(side * 0.19 - 0.26, side * 0.19 + 0.26, -0.08, 0.3)
        height = 0.062 - 0.014 * face.smile
        eye = ellipse(window, x, EYES, 0.1 * wide, height)
        white = canvas.inside(eye)
        _paint(canvas, face, window, np.array(WHITE), white)
        look = x + 0.02 * face.turn
        _paint(
            canvas, face, window, np.array(IRIS), white * canvas.inside(ellipse(window, look, EYES, 0.05 * wide, 0.05))
        )
        _paint(
            canvas,
            face,
            window,
            np.array(PUPIL),
            white * canvas.inside(ellipse(window, look, EYES, 0.026 * wide, 0.027)),
        )
        lid = arc(window, x, EYES + 0.005, 0.1 * wide, height, 0.012)
        _paint(canvas, face, window, 0.3 * face.skin_colour, 0.9 * canvas.inside(lid))
        brow = arc(window, x + 0.005 * side, 0.185 - 0.012 * face.age, 0.115 * wide, 0.035, 0.024)
        _paint(canvas, face, window, 0.75 * face.hair_colour, 0.9 * canvas.inside(brow))


def _wrinkles(canvas: Canvas, face: _Face) -> None:
    colour = 0.64 * face.skin_colour
    window = canvas.window(-0.4, 0.45, 0.2, 0.42)
    for height, half in ((0.26, 0.2), (0.31, 0.23), (0.36, 0.18)):
        line = arc(window, 0.08 * face.turn, height, half, 0.018, 0.007)
        _paint(canvas, face, window, colour, 0.8 * face.age * canvas.inside(line, 0.01))
    for side in (-1, 1):
        x = face.place(side, 0.34, 0.08)
        window = canvas.window(side * 0.34 - 0.2, side * 0.34 + 0.2, -0.1, 0.2)
        for slope in (-0.7, 0.0, 0.7):
            along = (window.x - x) * side
            line = np.maximum(
                np.abs(window.y - EYES - slope * along) - 0.008, np.abs(along - 0.03) - 0.04 * face.side(side)
            )
            _paint(canvas, face, window, colour, 0.8 * face.age * canvas.inside(line, 0.01))
        window = canvas.window(side * 0.19 - 0.26, side * 0.19 + 0.26, -0.12, 0.06)
        bag = arc(window, face.place(side, 0.185, 0.1), -0.02, 0.09 * face.side(side), -0.03, 0.008)
        _paint(canvas, face, window, colour, 0.7 * face.age * canvas.inside(bag, 0.01))


def _hair(canvas: Canvas, face: _Face) -> None:
    window = canvas.window(-0.72, 0.72, -1, 0.8)
    skull = ellipse(window, 0.01 * face.turn, 0.12, 0.505, 0.575)
    end = 0.06 - 0.95 * face.length
    sides = rounded_box(window, -0.02 * face.turn, (end + 0.4) / 2, 0.49 + 0.07 * face.length, (0.4 - end) / 2, 0.16)
    fringe = ellipse(window, 0.03 + 0.08 * face.turn, -0.22, 0.385, 0.64)
    parting = 0.07 * face.turn - 0.1
    shape = np.maximum(np.minimum(np.maximum(skull, 0.1 - window.y), sides), -fringe)
    cover = canvas.inside(shape)
    _paint(canvas, face, window, face.hair_colour, cover)
    strands = 0.5 + 0.5 * np.sin(28 * (window.x - parting) / (1.2 + 0.6 * window.y))
    _paint(canvas, face, window, 0.8 * face.hair_colour, 0.35 * cover * strands)
    gloss = ellipse(window, 0.2 * face.light, 0.5, 0.26, 0.07)
    _paint(
        canvas, face, window, face.hair_colour + 0.35 * (1 - face.hair_colour), 0.5 * cover * canvas.inside(gloss, 0.1)
    )


def _eyeglasses(canvas: Canvas, face: _Face) -> None:
    window = canvas.window(-0.6, 0.6, -0.16, 0.26)
    y = EYES - 0.005
    frame = np.abs(window.y - y - 0.03) - 0.016
    bridge = np.maximum(frame, np.abs(window.x - 0.12 * face.turn) - 0.06)
    shape = bridge
    lenses = None
    for side in (-1, 1):
        x, half = face.place(side, 0.2, 0.11), 0.145 * face.side(side)
        lens = rounded_box(window, x, y, half, 0.12, 0.08)
        outer = (window.x - x) * side
        arm = np.maximum(frame, np.maximum(half - outer, outer - half - 0.16 * face.side(side)))
        shape = np.minimum(shape, np.minimum(np.abs(lens) - 0.019, arm))
        lenses = lens if lenses is None else np.minimum(lenses, lens)
    assert lenses is not None
    _paint(canvas, face, window, np.array((0.9, 0.96, 1.0)), 0.22 * face.eyeglasses * canvas.inside(lenses))
    _paint(canvas, face, window, np.array(FRAME), face.eyeglasses * canvas.inside(shape))


def _mixed(colours: np.ndarray, share: np.ndarray) -> np.ndarray:
    """(N, 3): a way through the colours, at places (N, 1, 1) from 0 to 1."""
    stops = np.linspace(0, 1, len(colours))
    return np.stack([np.interp(share[:, 0, 0], stops, channel) for channel in colours.T], axis=1).astype(np.float32)
