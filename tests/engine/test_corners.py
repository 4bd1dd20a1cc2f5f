"""The grid between four corners: where its latents lie, which images they are, and what is written of them."""

import base64
import io
import json
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
import torch
from PIL import Image

from interp_explorer.engine.corners import bilinear, coarse_first, corner_cell, shown_corners
from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.export import Cells, ExportSettings, write_cells
from interp_explorer.engine.methods import Linear
from interp_explorer.engine.model_file import Gallery
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.scene import CORNERS, Corners, End, Layer, Scene
from interp_explorer.engine.views import decode_cells

CORNER_LATENTS = np.random.default_rng(0).normal(size=(4, 5))
SCENE = Scene("digits", End((1.0, 0.0), "gallery:0"), End((0.0, 1.0), "gallery:2"), (Layer("line", Linear()),))


def gallery(labels):
    count = len(labels)
    latents = np.stack([np.arange(count), np.ones(count)], 1).astype(np.float32)
    return Gallery(np.zeros((count, 1, 8, 8), np.uint8), np.array(labels, np.int64), latents)


@pytest.mark.parametrize("size", [2, 3, 8])
def test_the_corners_are_met_exactly_and_every_line_is_straight(size):
    grid = bilinear(CORNER_LATENTS, size)
    for index, corner in enumerate(CORNERS):
        assert (grid[corner_cell(corner, size)] == CORNER_LATENTS[index]).all()
    for line in (*grid, *grid.transpose(1, 0, 2)):
        steps = np.diff(line, axis=0)
        np.testing.assert_allclose(steps, np.broadcast_to(steps[0], steps.shape), atol=1e-12)


def test_the_middle_is_the_mean_of_the_corners():
    np.testing.assert_allclose(bilinear(CORNER_LATENTS, 5)[2, 2], CORNER_LATENTS.mean(0), atol=1e-12)


@pytest.mark.parametrize("size", [2, 3, 5, 8, 24])
def test_coarse_cells_come_first_and_every_cell_once(size):
    levels = coarse_first(size)
    last = size - 1
    assert sorted(np.concatenate(levels)) == list(range(size**2))
    assert sorted(levels[0]) == [0, last, last * size, last * size + last]
    lengths = [len(level) for level in levels]
    assert lengths == sorted(lengths)


def test_corners_that_nobody_chose_are_the_ends_and_pictures_of_other_classes():
    ends = shown_corners(SCENE, gallery([0, 0, 1, 1, 2, 3]))
    assert [end.origin for end in ends] == ["gallery:0", "gallery:4", "gallery:5", "gallery:2"]
    assert ends[1].latent == (4.0, 1.0)
    # With one class only, other pictures of it; without a gallery, the ends on both diagonals.
    assert [end.origin for end in shown_corners(SCENE, gallery([0] * 4))][1:3] == ["gallery:1", "gallery:3"]
    bare = shown_corners(SCENE, gallery([]))
    assert bare == (SCENE.source, SCENE.target, SCENE.source, SCENE.target)
    chosen = tuple(End((float(i), 0.0)) for i in range(4))
    assert shown_corners(Scene("d", SCENE.source, SCENE.target, (), corners=Corners(chosen)), gallery([0])) == chosen


class Plane:
    """A 'model' whose images are its latents."""

    image_shape = (1, 1, 5)
    latent_dimension = 5
    device = torch.device("cpu")
    name = "plane"

    def decode_checked(self, z):
        return z[:, None, None, :]


def test_decoded_cells_are_the_decoders_images_and_grow_from_the_corners():
    grid = bilinear(CORNER_LATENTS, 8)
    parts = []
    cells = decode_cells(Plane(), grid, Progress(on_partial=parts.append))
    np.testing.assert_allclose(cells[:, :, 0, 0], grid, rtol=1e-6, atol=1e-7)
    assert parts[0][0].tolist() == [0, 7, 56, 63]
    for index, images in parts:
        assert (images == cells.reshape(64, 1, 1, 5)[index]).all()


def test_a_grid_that_nobody_wants_any_more_is_given_up():
    progress = Progress()
    progress.on_partial = lambda part: progress.cancel()
    with pytest.raises(Cancelled):
        decode_cells(Plane(), bilinear(CORNER_LATENTS, 8), progress)


@pytest.fixture
def cells():
    images = np.linspace(0, 1, 9 * 16, dtype=np.float32).reshape(3, 3, 1, 4, 4)
    return Cells(bilinear(CORNER_LATENTS, 3), images, json.dumps({"cells": 3}))


def expected(cells):
    return np.round(cells.images[:, :, 0] * 255).astype(np.uint8)


def test_a_png_has_every_image_in_its_place(cells, tmp_path):
    write_cells(cells, tmp_path / "grid.png", ExportSettings(size=8, gap=1, scaling="nearest"))
    with Image.open(tmp_path / "grid.png") as picture:
        sheet = np.asarray(picture)
    assert sheet.shape == (26, 26)
    assert (sheet[8] == 255).all()
    found = np.stack([[sheet[9 * i : 9 * i + 8 : 2, 9 * j : 9 * j + 8 : 2] for j in range(3)] for i in range(3)])
    assert (found == expected(cells)).all()


def test_an_svg_holds_one_image_a_cell(cells, tmp_path):
    write_cells(cells, tmp_path / "grid.svg", ExportSettings(size=8, gap=2, scaling="nearest"))
    root = ElementTree.parse(tmp_path / "grid.svg").getroot()
    assert root.get("width") == "28"
    images = root.findall("{http://www.w3.org/2000/svg}image")
    assert len(images) == 9
    assert (images[5].get("id"), images[5].get("x"), images[5].get("y")) == ("cell-2-3", "20", "10")
    data = base64.b64decode(images[5].get("href").partition(",")[2])
    with Image.open(io.BytesIO(data)) as picture:
        assert (np.asarray(picture)[::2, ::2] == expected(cells)[1, 2]).all()


def test_arrays_come_back_without_unpickling(cells, tmp_path):
    write_cells(cells, tmp_path / "grid.npz", ExportSettings())
    with np.load(tmp_path / "grid.npz", allow_pickle=False) as arrays:
        np.testing.assert_allclose(arrays["latents"], cells.latents, rtol=1e-6)
        assert (arrays["images"] == cells.images).all()
        assert json.loads(str(arrays["meta"])) == {"cells": 3}


@pytest.mark.parametrize(("name", "cause"), [("grid.gif", "ends in one of"), ("gone/grid.png", "no folder")])
def test_a_file_that_cannot_be_is_named(cells, tmp_path, name, cause):
    with pytest.raises(ExplorerError, match=cause):
        write_cells(cells, tmp_path / name, ExportSettings())
    assert list(tmp_path.iterdir()) == []
