"""Images with factors from files: COIL folders, archives, tables; and what is wrong with bad ones."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from interp_explorer.app.main import main
from interp_explorer.engine.encoded import encode_data
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.factors import Factor
from interp_explorer.engine.model import load_model
from interp_explorer.engine.model_file import read_gallery, read_header, read_model, write_model
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.rendering import make_rendering, rendering_of, true_frames
from interp_explorer.trainers.datasets import open_dataset
from interp_explorer.trainers.run import train

SHARED = Path(__file__).parents[3] / "shared" / "data"
TWO = make_rendering("turntable:object=duck+car,views=12")
VALUES = TWO.values()
PICTURES = TWO.render(VALUES, 16).transpose(0, 2, 3, 1)


def together(data):
    """Images, labels and factors of both splits, in order of factors."""
    parts = [np.concatenate([getattr(split, name) for split in (data.train, data.test)])
             for name in ("images", "labels", "factors")]  # fmt: skip
    order = np.lexsort(parts[2].T[::-1])
    return [part[order] for part in parts]


def save_coil(folder, name=lambda number, angle: f"obj{number + 1}__{angle:.0f}.png"):
    folder.mkdir()
    for picture, (number, angle) in zip(PICTURES, VALUES):
        Image.fromarray(picture).save(folder / name(int(number), angle))
    return folder


def save_table(folder, lines=None, heading="file,object,angle [° period 360],height [m],hat"):
    folder.mkdir()
    rows = [heading]
    for index, (picture, (number, angle)) in enumerate(zip(PICTURES, VALUES)):
        Image.fromarray(picture).save(folder / f"{index:02d}.png")
        rows.append(
            f"{index:02d}.png,{TWO.classes[int(number)]},{angle - 360},{index / 10},{'yes' if index % 3 else 'no'}"
        )
    (folder / "factors.csv").write_text("\n".join(rows if lines is None else lines(rows)))
    return folder


def test_a_coil_folder_gives_back_what_was_saved(tmp_path):
    data = open_dataset(str(save_coil(tmp_path / "coil-100")), 16)
    images, labels, factors = together(data)
    assert np.array_equal(images, PICTURES.transpose(0, 3, 1, 2)) and np.array_equal(factors, VALUES)
    assert np.array_equal(labels, VALUES[:, 0]) and data.classes == ("1", "2")
    assert data.factors[1] == Factor("angle", "circular", 0.0, 360.0, "°")
    assert (len(data.train), len(data.test)) == (19, 5)  # 80 and 20 in a hundred
    assert "COIL-100" in data.licence


def test_numbers_of_views_are_told_from_degrees(tmp_path):
    folder = save_coil(tmp_path / "coil20", lambda number, angle: f"obj{number + 1}__{angle / 30:.0f}.png")
    assert np.array_equal(np.unique(together(open_dataset(str(folder), 16))[2][:, 1]), 5 * np.arange(12))


def test_objects_are_in_order_of_their_numbers(tmp_path):
    folder = save_coil(tmp_path / "coil", lambda number, angle: f"obj{(10, 9)[number]}__{angle:.0f}.png")
    data = open_dataset(str(folder), 16)
    assert data.classes == ("9", "10") == data.factors[0].choices
    assert np.array_equal(together(data)[0][:12], PICTURES[12:].transpose(0, 3, 1, 2))


def test_an_archive_with_angles_and_one_with_any_factors(tmp_path):
    spec = str(tmp_path / "some.npz")
    np.savez(spec, images=PICTURES, object_id=VALUES[:, 0].astype(int) + 1, angle_deg=VALUES[:, 1])
    images, _, factors = together(open_dataset(spec, 16))
    assert np.array_equal(images, PICTURES.transpose(0, 3, 1, 2)) and np.array_equal(factors, VALUES)
    table, names = np.stack([VALUES[:, 1], np.arange(24.0)], 1), np.array(["turn [° period 360]", "hour [h]"])
    np.savez(spec, images=PICTURES, factors=table, factor_names=names)
    data = open_dataset(spec, 16)
    assert data.factors == (Factor("turn", "circular", 0.0, 360.0, "°"), Factor("hour", "continuous", 0.0, 23.0, "h"))
    assert sorted(map(tuple, together(data)[2])) == sorted(map(tuple, table))


def test_a_table_of_every_kind_of_factor(tmp_path):
    data = open_dataset(str(save_table(tmp_path / "mine")), 16)
    assert data.factors == (
        Factor("object", "choice", 0.0, 1.0, choices=("car", "duck")),
        Factor("angle", "circular", 0.0, 360.0, "°"),
        Factor("height", "continuous", 0.0, 2.3, "m"),
        Factor("hat", "yes-no"),
    )
    assert data.classes == ("car", "duck")
    images, labels, factors = together(data)
    assert np.array_equal(images[:12], PICTURES[12:].transpose(0, 3, 1, 2))  # the cars
    assert np.array_equal(factors[:12, 1], VALUES[12:, 1]) and np.array_equal(labels, factors[:, 0])


@pytest.mark.parametrize(
    "spec", ["pole:azimuths=6,elevations=3", "turntable:object=car+mug,views=8", "faces:count=12,label=none", "coil"]
)
def test_an_archive_written_by_the_command_is_the_same_data_set(tmp_path, spec):
    if spec == "coil":  # names that are numbers, in their order
        spec = str(save_coil(tmp_path / "coil", lambda number, angle: f"obj{(10, 9)[number]}__{angle:.0f}.png"))
    assert main(["data", spec, "--size", "16", "-o", str(tmp_path / "copy.npz")]) == 0
    data, copy = open_dataset(spec, 16), open_dataset(str(tmp_path / "copy.npz"), 16)
    assert all(map(np.array_equal, together(data), together(copy)))
    assert [(f.name, f.kind, f.unit, f.choices, f.period) for f in copy.factors] == [
        (f.name, f.kind, f.unit, f.choices, f.period) for f in data.factors
    ]
    assert copy.classes == data.classes


def test_the_command_says_what_a_data_set_holds_and_draws_a_sheet(tmp_path, capsys):
    sheet = tmp_path / "sheet.png"
    spec = "pole:azimuths=4,elevations=3"
    arguments = ["data", spec, "--size", "16", "--images", "12", "--columns", "4", "-o", str(sheet)]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert "azimuth: 0 to 360 °, and around" in said and "elevation: 45 to 80 °" in said and "MIT" in said
    picture = np.asarray(Image.open(sheet))
    assert picture.shape == (3 * 18 + 2, 4 * 18 + 2)
    rows = picture[2:, 2:].reshape(3, 18, 4, 18)[:, :16, :, :16].transpose(0, 2, 1, 3).reshape(12, 16, 16)
    rendering = make_rendering(spec)
    assert np.array_equal(rows, rendering.render(rendering.values(), 16)[:, 0])
    assert main(["data", "digits", "--size", "8", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["factors"] == []


def test_images_are_chosen_by_their_factors(tmp_path):
    folder = save_coil(tmp_path / "coil")
    data = open_dataset(f"{folder}:object=2", 16)
    images, labels, factors = together(data)
    assert np.array_equal(images, PICTURES[12:].transpose(0, 3, 1, 2)) and data.classes == ("2",)
    assert set(labels) == {0} and set(factors[:, 0]) == {0.0} and data.factors[0].choices == ("2",)
    some = open_dataset(f"{folder}:object=2+1,angle=0+30+60+90+120", 16)
    assert len(some.train) + len(some.test) == 10 and some.classes == ("1", "2")
    hats = open_dataset(f"{save_table(tmp_path / 'table')}:hat=yes", 16)
    assert set(together(hats)[2][:, 3]) == {1.0} and len(hats.train) + len(hats.test) == 16
    with pytest.raises(ExplorerError, match="has no hat '1'; it has: no, yes"):
        open_dataset(f"{tmp_path / 'table'}:hat=1", 16)
    for wanted, message in (
        ("object=7", "has no object '7'; it has: 1, 2"),
        ("angle=5", "has no angle '5'; it has: 0, 30"),
        ("colour=red", "no factor 'colour'; it has: object, angle"),
    ):
        with pytest.raises(ExplorerError, match=message):
            open_dataset(f"{folder}:{wanted}", 16)
    with pytest.raises(ExplorerError, match="no factors, so nothing can be chosen"):
        open_dataset("digits:object=3", 8)


def test_missing_views_of_a_coil_folder_are_named(tmp_path):
    folder = save_coil(tmp_path / "coil")
    (folder / "obj2__90.png").unlink()
    with pytest.raises(ExplorerError, match="lacks obj2__90, a view that other objects have"):
        open_dataset(str(folder), 16)
    (folder / "obj1__90.png").unlink()
    with pytest.raises(ExplorerError, match="no views between 60 and 120"):
        open_dataset(str(folder), 16)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("obj1__390.png", "obj1__390.png has the angle 390, and angles are 0 to 359: rename it"),
        ("obj1__360.png", "obj1__360.png has the angle 360"),
        (
            "holiday.JPG",
            r"holiday.JPG is not called as a view .*, as in obj1__0\.png; rename it, or take the image away",
        ),
        ("more/obj1__0.png", "more.obj1__0.png is not called as a view"),
        ("obj01__0.png", "obj01__0.png and obj1__0.png are the same view; leave one of them"),
    ],
)
def test_what_is_no_view_in_a_coil_folder_is_named(tmp_path, name, message):
    folder = save_coil(tmp_path / "coil")
    (folder / "more").mkdir()
    (folder / "README.txt").write_text("What is no picture is no matter.")
    (folder / ".hidden.png").touch()
    open_dataset(str(folder), 16)
    (folder / "obj1__30.png").rename(folder / name)
    if name == "obj01__0.png":
        Image.fromarray(PICTURES[1]).save(folder / "obj1__30.png")
    with pytest.raises(ExplorerError, match=message):
        open_dataset(str(folder), 16)


def test_pictures_of_several_sizes_are_refused(tmp_path):
    for folder in (save_coil(tmp_path / "coil"), save_table(tmp_path / "table")):
        last = max(folder.glob("*.png"))
        Image.fromarray(np.zeros((9, 12), np.uint8)).save(last)
        with pytest.raises(ExplorerError, match=f"{last.name} is 12x9 but .* is 16x16; the images must have one size"):
            open_dataset(str(folder), 16)


def test_one_image_alone_is_refused(tmp_path):
    folder = tmp_path / "one"
    folder.mkdir()
    Image.fromarray(PICTURES[0]).save(folder / "obj1__0.png")
    with pytest.raises(ExplorerError, match="has one image only; at least 10 are needed"):
        open_dataset(str(folder), 16)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (lambda rows: [row for row in rows if not row.startswith("07")], "07.png has no line in factors.csv"),
        (lambda rows: [*rows, rows[3].replace("02", "99", 1)], "has a line for 99.png, which is not in the folder"),
        (lambda rows: [*rows, rows[3]], "has two lines for 02.png"),
        (lambda rows: [*rows[:5], rows[5] + ",7", *rows[6:]], "row 5 has 6 cells, and the heading 5"),
        (lambda rows: rows[:1], "no lines below its heading"),
        (lambda rows: rows[1:], "first line of .* is '00.png,duck,.*', and must be 'file' and the names"),
        (lambda rows: [], "factors.csv is empty; its first line is to be 'file' and the names"),
        (lambda rows: [" ", ",,"], "factors.csv is empty; its first line is to be 'file' and the names"),
        (
            lambda rows: [row.replace(",", ";") for row in rows],
            "is 'file;object;.*', and must be .* with commas between",
        ),
        (lambda rows: [row.replace(",", "\t") for row in rows], r"is 'file\\tobject\\t.*', and must be .* with commas"),
        (
            lambda rows: [row.partition(",")[0] for row in rows],
            "is 'file', and must be 'file' and the names of the fac",
        ),
        (lambda rows: [row.replace("file,", "image,") for row in rows], "is 'image,object,.*', and must be 'file' and"),
        (lambda rows: [rows[0] + ",x" * 50, *rows[1:]], "row 1 has 5 cells, and the heading 55"),
        (lambda rows: ["x" * 5000], r"first line of .* is 'x{60}\.\.\.', and must be"),
        (lambda rows: [rows[0].replace("height", "angle"), *rows[1:]], "has two factors 'angle': give each a name"),
        (lambda rows: [row.replace(",0.4,", ",high,") for row in rows], "'high' in row 5 of 'height' is not a finite"),
        (lambda rows: [row.replace(",0.4,", ",nan,") for row in rows], "'nan' in row 5 of 'height' is not a finite"),
        (lambda rows: [rows[0].replace("360]", "0]"), *rows[1:]], "the period '0' of 'angle' is not a number above 0"),
        *(
            (
                lambda rows, bad=bad: [rows[0].replace("period 360", bad), *rows[1:]],
                f"the period '{said}' of 'angle' is",
            )
            for bad, said in (
                ("period zero", "zero"),
                ("period", ""),
                ("Period -360", "-360"),
                ("period360 or so", "360 or so"),
                ("period 3.6.0", "3.6.0"),
            )
        ),
        (lambda rows: [rows[0].replace("[m]", "[m"), *rows[1:]], r"heading 'height \[m' is not of the form"),
    ],
)
def test_a_table_that_does_not_match_its_images(tmp_path, lines, message):
    with pytest.raises(ExplorerError, match=message):
        open_dataset(str(save_table(tmp_path / "mine", lines)), 16)


def test_blank_lines_of_a_table_and_words_like_period_are_no_matter(tmp_path):
    def lines(rows):
        return ["", rows[0].replace("[m]", "[periods]").replace("period 360", "Period 360"), ",,,,", *rows[1:], ",,,,"]

    data = open_dataset(str(save_table(tmp_path / "mine", lines)), 16)
    assert (data.factors[1].period, data.factors[2].unit) == (360.0, "periods")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_table_in_another_encoding_is_to_be_saved_as_utf_8(tmp_path, encoding):
    table = save_table(tmp_path / "mine") / "factors.csv"
    table.write_bytes(table.read_text().encode(encoding))
    with pytest.raises(ExplorerError, match=r"factors\.csv is not encoded as UTF-8: save it as UTF-8\.$"):
        open_dataset(str(tmp_path / "mine"), 16)


def test_the_folder_of_a_table_is_asked_for(tmp_path):
    folder = save_table(tmp_path / "mine")
    with pytest.raises(ExplorerError, match=f"is a table of the images beside it: give its folder, {folder}."):
        open_dataset(str(folder / "factors.csv"), 16)


def test_factors_that_do_not_match_an_archives_images(tmp_path):
    spec = str(tmp_path / "some.npz")
    for arrays, message in (
        ({"angle_deg": VALUES[:5, 1]}, r"24 images but 'angle' of shape \(5,\)"),
        ({"angle_deg": np.where(np.arange(24) == 3, np.nan, VALUES[:, 1])}, "factors are not all finite"),
        ({"factors": VALUES}, "need factor_names"),
        ({"factors": VALUES, "factor_names": np.array(["a"])}, "one for each column"),
        ({"factors": VALUES, "factor_names": np.array(["a", "a [m]"])}, "two factors 'a'"),
        ({"factors": VALUES[:5], "factor_names": np.array(["a", "b"])}, "24 images but 'a' of shape"),
    ):
        np.savez(spec, images=PICTURES, **arrays)
        with pytest.raises(ExplorerError, match=message):
            open_dataset(spec, 16)


@pytest.mark.skipif(not (SHARED / "coil20.npz").exists(), reason="COIL-20 is not here")
def test_coil_20_as_it_is():
    data = open_dataset(f"{SHARED / 'coil20.npz'}:object=5", 32)
    assert np.array_equal(together(data)[2][:, 1], 5 * np.arange(72))
    assert (len(data.train), len(data.test)) == (58, 14) and "non-commercial" in data.licence


def test_a_model_of_a_rendered_set_can_show_the_true_frames_between_its_pictures(tmp_path):
    path = train("vae", "pole:azimuths=12,elevations=2", tmp_path / "run", "ci", {"steps": 2})
    header, gallery = read_header(path), read_gallery(path)
    rendering = rendering_of(header)
    assert rendering == make_rendering("pole:azimuths=12,elevations=2")
    assert np.array_equal(rendering.render(gallery.factors, header.image_shape[-1]), gallery.images)
    film = true_frames(rendering, *gallery.factors[:2], np.linspace(0, 1, 5), header.image_shape[-1])
    assert np.array_equal(film[[0, -1]], gallery.images[:2])


def test_a_model_of_other_images_knows_no_rendering(tmp_path):
    spec = str(tmp_path / "coil.npz")
    np.savez(spec, images=PICTURES, angle_deg=VALUES[:, 1], object_id=VALUES[:, 0].astype(int))
    path = train("vae", spec, tmp_path / "run", "ci", {"steps": 2})
    assert rendering_of(read_header(path)) is None and "spec" not in read_header(path).data
    assert read_gallery(path).factors.shape == (len(read_gallery(path)), 2)


def test_such_a_model_brings_its_encoded_data_along(tmp_path):
    spec = str(tmp_path / "coil.npz")
    np.savez(spec, images=PICTURES, angle_deg=VALUES[:, 1], object_id=VALUES[:, 0].astype(int))
    path = train("vae", spec, tmp_path / "run", "ci", {"steps": 2})
    model, data = load_model(path), open_dataset(spec, 8)
    assert model.codes is not None and model.codes.factors == data.factors
    images = np.concatenate([data.train.images, data.test.images])
    with torch.no_grad():
        latents = model.encode(torch.from_numpy(images).float() / 255).numpy()
    np.testing.assert_allclose(model.codes.latents, latents, atol=1e-5)
    np.testing.assert_array_equal(model.codes.values, np.concatenate([data.train.factors, data.test.factors]))
    encoded = encode_data(model, Progress())
    assert encoded.name == "coil" and len(encoded.latents) == len(PICTURES)
    # A closed ring of angles for each object; choices have no lines.
    assert [name for name, _ in encoded.lines] == ["angle"] * 2
    for _, index in encoded.lines:
        values = model.codes.values[index]
        assert index[0] == index[-1] and len(index) == 13 and len(np.unique(values[:, 0])) == 1
    # Rendered sets are drawn and encoded when they are wanted.
    assert (
        load_model(train("vae", "pole:azimuths=12,elevations=2", tmp_path / "pole", "ci", {"steps": 2})).codes is None
    )
    file = read_model(path)
    damaged = replace(file.codes, values=file.codes.values[:5])
    write_model(path, file.header, file.weights, file.gallery, damaged)
    with pytest.raises(ExplorerError, match="encoded data do not fit"):
        load_model(path)
