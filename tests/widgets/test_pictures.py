"""Arrays become exactly the pixels they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from interp_explorer.widgets.pictures import fitted, picture, to_bytes, to_qimage

RAMP = np.arange(256, dtype=np.uint8)


def pixels(image: QImage) -> np.ndarray:
    """(H, W, 3) bytes."""
    colors = [[image.pixelColor(x, y) for x in range(image.width())] for y in range(image.height())]
    return np.array([[(c.red(), c.green(), c.blue()) for c in row] for row in colors], np.uint8)


def test_grey_bytes_come_back_exactly() -> None:
    image = RAMP.reshape(1, 16, 16)
    assert np.array_equal(pixels(to_qimage(image)), np.repeat(image.transpose(1, 2, 0), 3, axis=2))


@pytest.mark.parametrize("width", [1, 3, 5, 8])
def test_color_floats_come_back_exactly_at_any_width(width: int) -> None:
    image = np.random.default_rng(0).integers(0, 256, (3, 4, width), dtype=np.uint8)
    assert np.array_equal(pixels(to_qimage((image / 255).astype(np.float32))), image.transpose(1, 2, 0))


def test_every_grey_level_survives_as_a_float() -> None:
    assert np.array_equal(to_bytes((RAMP / 255).astype(np.float32)), RAMP)


def test_values_out_of_range_are_clipped_and_nan_is_black() -> None:
    assert to_bytes(np.array([-1.0, 2.0, np.nan, np.inf], np.float32)).tolist() == [0, 255, 0, 255]


def test_picture_keeps_its_own_memory() -> None:
    image = np.zeros((1, 2, 2), np.uint8)
    made = to_qimage(image)
    image[:] = 255
    assert made.pixelColor(0, 0).red() == 0


@pytest.mark.parametrize("shape", [(2, 4, 4), (4,), (1, 0, 4), (1, 1, 4, 4)])
def test_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="picture"):
        to_qimage(np.zeros(shape, np.float32))


def test_fitted_keeps_proportions_and_centre() -> None:
    box = fitted(QSize(200, 100), QRectF(10, 20, 50, 50))
    assert (box.x(), box.y(), box.width(), box.height()) == (10, 32.5, 50, 25)


@pytest.mark.parametrize(("height", "width"), [(32, 32), (20, 40), (40, 20), (7, 64)])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_picture_is_never_stretched(qapp: QApplication, height: int, width: int, ratio: float) -> None:
    made = picture(np.ones((1, height, width), np.float32), 50, 50, ratio)
    assert made.devicePixelRatio() == ratio
    assert max(made.width(), made.height()) == round(50 * ratio)
    assert made.width() / made.height() == pytest.approx(width / height, rel=0.1)


def test_nearest_has_no_greys_and_smooth_has(qapp: QApplication) -> None:
    image = np.kron(np.indices((4, 4)).sum(0) % 2, np.ones((1, 1)))[None].astype(np.float32)
    levels = {
        smooth: set(pixels(picture(image, 32, 32, smooth=smooth, radius=0).toImage()).ravel().tolist())
        for smooth in (False, True)
    }
    assert levels[False] == {0, 255}
    assert len(levels[True]) > 2


def test_corners_are_round(qapp: QApplication) -> None:
    made = picture(np.ones((1, 8, 8), np.float32), 40, 40).toImage()
    alphas = [made.pixelColor(x, 0).alpha() for x in (0, 20, 39)]
    assert alphas[0] < 128 and alphas[1] == 255 and alphas[2] < 128
