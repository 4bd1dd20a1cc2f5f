"""Pictures from files: fitted without stretching, and refused in one sentence."""

import numpy as np
import pytest
from PIL import Image

from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.images import fit_image, fit_images, read_image


def test_a_slightly_smaller_picture_is_padded_and_not_resampled():
    pixels = np.random.default_rng(0).integers(1, 255, (28, 28), dtype=np.uint8)
    pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1] = 0, 0, 0, 0
    fitted = fit_image(pixels, (1, 32, 32))
    assert np.array_equal(fitted[0, 2:30, 2:30], pixels)
    assert fitted.sum(dtype=int) == pixels.sum(dtype=int)


def test_shrinking_keeps_the_mean_of_areas():
    pixels = np.random.default_rng(0).integers(0, 255, (64, 64), dtype=np.uint8)
    blocks = pixels.reshape(16, 4, 16, 4).mean((1, 3))
    assert np.abs(fit_image(pixels, (1, 16, 16))[0] - blocks).max() <= 1


def test_an_oblong_picture_keeps_its_proportions_between_bars_of_its_border():
    pixels = np.full((20, 80, 3), (10, 200, 30), np.uint8)
    pixels[5:15, 35:45] = 255
    fitted = fit_image(pixels, (3, 32, 32))
    assert (fitted[:, 0, 0] == (10, 200, 30)).all() and (fitted[:, -1, -1] == (10, 200, 30)).all()
    rows, columns = np.nonzero(fitted[0] > 100)
    assert np.ptp(rows) == np.ptp(columns)


@pytest.mark.parametrize(("given", "wanted"), [((9, 9), 3), ((9, 9, 3), 1), ((9, 9, 4), 3), ((9, 9, 1), 1)])
def test_grey_and_colour_are_converted(given, wanted):
    assert fit_image(np.full(given, 77, np.uint8), (wanted, 8, 8)).shape == (wanted, 8, 8)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_usual_file_is_read_into_the_unit_range(tmp_path, mode):
    path = tmp_path / ("a.tif" if mode == "CMYK" else "a.png")
    grey = Image.fromarray(np.full((40, 40), 255, np.uint8))
    if mode == "I;16":
        grey = Image.fromarray(np.full((40, 40), 65535, np.uint16))
    (grey if mode == "I;16" else grey.convert(mode)).save(path)
    image = read_image(path, (1, 16, 16))
    assert image.dtype == np.float32 and image.shape == (1, 16, 16)
    assert image.min() == image.max() == 1


def test_transparent_parts_are_black(tmp_path):
    Image.new("RGBA", (16, 16), (255, 255, 255, 0)).save(tmp_path / "a.png")
    assert read_image(tmp_path / "a.png", (3, 16, 16)).max() == 0


def test_what_is_no_image_is_refused(tmp_path):
    text, cut = tmp_path / "a.png", tmp_path / "cut.png"
    text.write_text("no image")
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64), dtype=np.uint8)).save(cut)
    cut.write_bytes(cut.read_bytes()[:1000])
    for path, message in ((text, "not an image"), (cut, "cannot be read"), (tmp_path / "none.png", "There is no file")):
        with pytest.raises(ExplorerError, match=message):
            read_image(path, (1, 8, 8))
    with pytest.raises(ExplorerError, match="is a folder, not an image"):
        read_image(tmp_path, (1, 8, 8))


@pytest.mark.parametrize(
    ("kind", "brightest", "shown"),
    [
        (np.uint16, 200, 200 / 65535),
        (np.uint16, 65535, 1),
        (np.int32, 51, 0.2),
        (np.int32, 13107, 0.2),
        (np.int32, 2**30, 1),
        (np.float32, 0.2, 0.2),
        (np.float32, 51, 0.2),
        (np.float32, 13107, 0.2),
        (np.float32, 1e9, 1),
        (np.float32, -1, 0),
    ],
)
def test_deep_greys_are_scaled_by_their_range(tmp_path, kind, brightest, shown):
    Image.fromarray(np.full((8, 8), brightest, kind)).save(tmp_path / "a.tif")
    image = read_image(tmp_path / "a.tif", (1, 8, 8))
    assert image.min() == image.max() == pytest.approx(shown, abs=0.5 / 255)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_pixels_that_are_not_finite_are_refused(tmp_path, value):
    pixels = np.zeros((8, 8), np.float32)
    pixels[3, 4] = value
    Image.fromarray(pixels).save(tmp_path / "a.tif")
    with pytest.raises(ExplorerError, match=r"a\.tif has pixels that are not finite numbers"):
        read_image(tmp_path / "a.tif", (1, 8, 8))


@pytest.mark.parametrize("given", [(28, 28), (40, 30, 3), (31, 32, 3), (32, 32, 4)])
@pytest.mark.parametrize("wanted", [(1, 32, 32), (3, 32, 32)])
def test_many_pictures_are_fitted_as_one_by_one(given: tuple[int, ...], wanted: tuple[int, int, int]) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (5, *given), dtype=np.uint8)
    assert (fit_images(pictures, wanted) == np.stack([fit_image(each, wanted) for each in pictures])).all()
