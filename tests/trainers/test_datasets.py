"""Data sets: each source gives the same images, and says what is wrong with bad ones."""

import gzip
import struct
import urllib.error

import numpy as np
import pytest
from PIL import Image

from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.rendering import make_rendering
from interp_explorer.trainers.datasets import DATASETS, open_dataset
from interp_explorer.trainers.datasets.openml import from_rows

IMAGES = np.random.default_rng(0).integers(0, 255, (20, 16, 16), dtype=np.uint8)
LABELS = np.arange(20) % 4


def write_idx(path, array):
    """An IDX file of bytes, compressed where the name says so."""
    header = bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape)
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wb") as file:
        file.write(header + array.astype(np.uint8).tobytes())


def save_npz(tmp_path, **arrays):
    path = tmp_path / "some_images.npz"
    np.savez(path, **arrays)
    return str(path)


def save_folder(tmp_path, images=IMAGES, labels=LABELS):
    folder = tmp_path / "pictures"
    for index, (image, label) in enumerate(zip(images, labels)):
        place = folder / f"class {label}"
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(place / f"{index:03d}.png")
    return folder


def test_npz_with_a_split_keeps_it(tmp_path):
    spec = save_npz(tmp_path, x_train=IMAGES, y_train=LABELS, x_test=IMAGES[:5], y_test=LABELS[:5])
    data = open_dataset(spec, 16)
    assert data.name == "some-images" and data.classes == ("0", "1", "2", "3")
    assert np.array_equal(data.train.images[:, 0], IMAGES) and np.array_equal(data.train.labels, LABELS)
    assert np.array_equal(data.test.images[:, 0], IMAGES[:5]) and np.array_equal(data.test.labels, LABELS[:5])


def test_npz_without_a_split_gets_one_that_loses_nothing(tmp_path):
    data = open_dataset(save_npz(tmp_path, images=IMAGES, labels=LABELS), 16)
    assert (len(data.train), len(data.test)) == (18, 2)
    together = np.concatenate([data.train.images, data.test.images])[:, 0]
    assert sorted(map(bytes, together)) == sorted(map(bytes, IMAGES))


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("by_folder", [True, False])
def test_idx_files_as_distributed(tmp_path, suffix, by_folder):
    for part, count in (("train", 20), ("t10k", 6)):
        write_idx(tmp_path / f"{part}-images-idx3-ubyte{suffix}", IMAGES[:count])
        write_idx(tmp_path / f"{part}-labels-idx1-ubyte{suffix}", LABELS[:count])
    data = open_dataset(str(tmp_path if by_folder else tmp_path / f"train-images-idx3-ubyte{suffix}"), 16)
    assert np.array_equal(data.train.images[:, 0], IMAGES) and np.array_equal(data.train.labels, LABELS)
    assert np.array_equal(data.test.images[:, 0], IMAGES[:6])


def test_a_folder_of_class_folders(tmp_path):
    data = open_dataset(str(save_folder(tmp_path)), 16)
    assert data.classes == ("class 0", "class 1", "class 2", "class 3")
    assert len(data.train) + len(data.test) == 20
    for image, label in zip(data.train.images[:, 0], data.train.labels):
        assert any(np.array_equal(image, known) for known in IMAGES[label == LABELS])


def test_a_flat_folder_has_no_classes(tmp_path):
    for index, image in enumerate(IMAGES):
        Image.fromarray(image).save(tmp_path / f"{index}.png")
    (tmp_path / ".hidden").write_text("passed over")
    data = open_dataset(str(tmp_path), 16)
    assert data.classes == () and set(data.train.labels) == {0}


def test_one_colour_picture_makes_the_folder_colour(tmp_path):
    folder = save_folder(tmp_path)
    Image.fromarray(np.zeros((16, 16, 3), np.uint8) + np.uint8((255, 0, 0))).save(folder / "class 0" / "red.png")
    assert open_dataset(str(folder), 16).image_shape == (3, 16, 16)


def test_the_digits_of_scikit_learn():
    data = open_dataset("digits", 8)
    assert len(data.train) + len(data.test) == 1797
    assert data.classes == tuple("0123456789") and data.train.images.max() == 255
    assert "UCI" in data.licence


def test_a_rendered_set_keeps_the_factors_of_every_image():
    data = open_dataset("pole:azimuths=12", 16)
    rendering = make_rendering("pole:azimuths=12")
    assert (len(data.train), len(data.test)) == (77, 19) and data.image_shape == (1, 16, 16)
    assert data.spec == "pole:azimuths=12" and data.factors == rendering.factors and data.classes == ()
    for split in (data.train, data.test):
        assert np.array_equal(rendering.render(split.factors, 16), split.images)
    together = np.concatenate([data.train.factors, data.test.factors])
    assert sorted(map(tuple, together)) == sorted(map(tuple, rendering.values()))
    assert "MIT" in data.licence


def test_openml_rows_are_square_images():
    raw = from_rows("mnist_784", IMAGES.reshape(20, -1).astype(float), LABELS.astype(str))
    assert raw.name == "mnist" and np.array_equal(raw.train.images, IMAGES)
    with pytest.raises(ExplorerError, match="no square image"):
        from_rows("iris", np.zeros((20, 5)), None)


def test_openml_without_a_connection_says_so(monkeypatch):
    def offline(*_args, **_kwargs):
        raise urllib.error.URLError("no route to host")

    monkeypatch.setattr("sklearn.datasets.fetch_openml", offline)
    with pytest.raises(ExplorerError, match=r"cannot be reached .* check the connection"):
        open_dataset("openml:mnist_784", 32)


def test_mnist_is_padded_and_not_stretched(tmp_path):
    small = np.zeros((10, 28, 28), np.uint8)
    small[:, 4:24, 4:24] = np.random.default_rng(0).integers(0, 255, (10, 20, 20))
    data = open_dataset(save_npz(tmp_path, x_train=small, x_test=small), 32)
    assert data.image_shape == (1, 32, 32)
    assert np.array_equal(data.train.images[:, 0, 2:30, 2:30], small)


def test_the_hash_is_of_the_content_whatever_the_file(tmp_path):
    write_idx(tmp_path / "train-images-idx3-ubyte", IMAGES)
    write_idx(tmp_path / "train-labels-idx1-ubyte", LABELS)
    spec = save_npz(tmp_path, images=IMAGES, labels=LABELS)
    hashes = {open_dataset(each, 16).sha256 for each in (str(tmp_path), spec)}
    changed = IMAGES.copy()
    changed[3, 3, 3] ^= 1
    hashes_with_change = hashes | {open_dataset(save_npz(tmp_path, images=changed, labels=LABELS), 16).sha256}
    assert len(hashes) == 1 and len(hashes_with_change) == 2


@pytest.mark.parametrize(
    "images", [IMAGES[:, :, :, None], IMAGES[:, None], np.float32(IMAGES) / 255, np.int64(IMAGES)], ids=str
)
def test_every_usual_array_of_images_is_understood(tmp_path, images):
    data = open_dataset(save_npz(tmp_path, x_train=images, x_test=images), 16)
    assert np.array_equal(data.train.images[:, 0], IMAGES)


def test_no_two_sources_claim_the_same_text(tmp_path):
    write_idx(tmp_path / "train-images-idx3-ubyte", IMAGES)
    coil, table = tmp_path / "coil", tmp_path / "table"
    coil.mkdir(), table.mkdir()
    Image.fromarray(IMAGES[0]).save(coil / "obj1__0.png")
    (table / "factors.csv").write_text("file,height")
    for spec in (
        str(coil),
        str(table),
        "digits",
        "pole",
        "pole:azimuths=4",
        "openml:a",
        "a.npz",
        str(tmp_path),
        str(tmp_path.parent),
    ):
        assert sum(source.claims(spec) for source in DATASETS.values()) == 1


@pytest.mark.parametrize("size", [4, 12, 0, -8, 33])
def test_a_size_that_is_no_power_of_two_is_refused(size):
    with pytest.raises(ExplorerError, match="power of two"):
        open_dataset("digits", size)


@pytest.mark.parametrize("spec", ["nowhere", "none.npz", "x-images-idx3-ubyte", ""])
def test_what_is_not_there_is_said(spec):
    with pytest.raises(ExplorerError, match="There is no"):
        open_dataset(spec, 8)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"x_train": IMAGES[:3], "x_test": IMAGES}, "has 3 images .* at least 8"),
        ({"x_train": IMAGES, "y_train": LABELS[:7]}, "20 images but labels of shape"),
        ({"x_train": np.zeros((20, 5))}, "holds no images"),
        ({"x_train": IMAGES.astype(float) * 9}, "0..255"),
        ({"x_train": np.full((20, 8, 8), np.nan)}, "pixels from nan"),
        ({"x_train": IMAGES.astype(str)}, "not numbers"),
        ({"x_train": IMAGES, "x_test": IMAGES[:0]}, "no images to test on"),
        ({"other": IMAGES}, "no array x_train or images; it has: other"),
        ({"images": np.array([{}] * 20, dtype=object)}, "cannot be read as a NumPy archive"),
    ],
)
def test_arrays_that_cannot_be_used(tmp_path, arrays, message):
    with pytest.raises(ExplorerError, match=message):
        open_dataset(save_npz(tmp_path, **arrays), 16)


def test_a_folder_with_something_else_in_it(tmp_path):
    folder = save_folder(tmp_path)
    (folder / "class 1" / "notes.txt").write_text("no image")
    with pytest.raises(ExplorerError, match=r"notes.txt is not an image"):
        open_dataset(str(folder), 16)


def test_a_folder_of_mixed_sizes(tmp_path):
    folder = save_folder(tmp_path)
    Image.fromarray(np.zeros((9, 12), np.uint8)).save(folder / "class 2" / "zz.png")
    with pytest.raises(ExplorerError, match=r"zz.png is 12x9 but 000.png is 16x16"):
        open_dataset(str(folder), 16)


def test_a_loose_file_beside_class_folders_and_an_empty_folder(tmp_path):
    folder = save_folder(tmp_path)
    Image.fromarray(IMAGES[0]).save(folder / "loose.png")
    with pytest.raises(ExplorerError, match=r"loose file loose.png"):
        open_dataset(str(folder), 16)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ExplorerError, match="holds no images"):
        open_dataset(str(tmp_path / "empty"), 16)


@pytest.mark.parametrize(
    "damage", [lambda c: c[:-9], lambda c: c[:2], lambda c: b"\x00\x00\x0d" + c[3:], lambda c: c + b"x"]
)
def test_damaged_idx_files(tmp_path, damage):
    path = tmp_path / "train-images-idx3-ubyte"
    write_idx(path, IMAGES)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ExplorerError, match=r"not an IDX file|shorter or longer"):
        open_dataset(str(path), 16)


def test_a_cut_archive(tmp_path):
    packed = tmp_path / "train-images-idx3-ubyte.gz"
    write_idx(packed, IMAGES)
    packed.write_bytes(packed.read_bytes()[:200])
    with pytest.raises(ExplorerError, match="cannot be read"):
        open_dataset(str(packed), 16)
    spec = save_npz(tmp_path, images=IMAGES)
    with open(spec, "rb+") as file:
        file.truncate(700)
    with pytest.raises(ExplorerError, match="cannot be read as a NumPy archive"):
        open_dataset(spec, 16)


def test_a_set_too_large_for_memory_is_refused_before_it_is_scaled(tmp_path):
    path = save_npz(tmp_path, images=IMAGES, labels=LABELS)
    with pytest.raises(ExplorerError, match="20 images of 32768x32768 pixels take 20 GiB of memory, more than the 8"):
        open_dataset(path, 32768)


@pytest.mark.parametrize(("count", "kept"), [(2, "2 images, of which 1 is"), (8, "8 images, of which 1 is")])
def test_too_few_images_say_that_some_are_held_out(tmp_path, count, kept):
    with pytest.raises(ExplorerError, match=f"has {kept} held out for testing; at least 9 are needed"):
        open_dataset(save_npz(tmp_path, x_train=IMAGES[:count]), 16)


def test_as_many_images_as_are_asked_for_are_enough(tmp_path):
    data = open_dataset(save_npz(tmp_path, x_train=IMAGES[:9]), 16)
    assert (len(data.train), len(data.test)) == (8, 1)


def test_with_factors_more_are_held_out(tmp_path):
    for count in (9, 10):
        folder = tmp_path / str(count)
        folder.mkdir()
        for place in range(count):
            Image.fromarray(np.full((16, 16), place, np.uint8)).save(folder / f"obj1__{place}.png")
        if count == 9:
            with pytest.raises(ExplorerError, match="9 images, of which 2 are held out for testing; at least 10 are"):
                open_dataset(str(folder), 16)
    data = open_dataset(str(folder), 16)
    assert (len(data.train), len(data.test)) == (8, 2)
