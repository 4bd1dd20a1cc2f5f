"""Interpolations against true views: exactly 0 on the truth, known values on the cross-dissolve, and bad input."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from interp_explorer.app.main import main
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.model import load_model
from interp_explorer.engine.model_file import read_header, read_model, write_model
from interp_explorer.engine.model_library import SHIPPED
from interp_explorer.engine.progress import Progress
from interp_explorer.trainers.datasets import open_dataset
from interp_explorer.trainers.evaluation.alike import kinds_of
from interp_explorer.trainers.evaluation.nearest import Nearest
from interp_explorer.trainers.evaluation.protocols import PROTOCOLS
from interp_explorer.trainers.evaluation.views import Views, rings_of
from interp_explorer.trainers.run import train

VIEWS = 24
STEP = 15
ARC = 8
ALPHA = np.linspace(0, 1, ARC + 1)
INNER = slice(1, -1)
DISSOLVE, TRUTH = ("pixels", "cross-dissolve"), ("truth", "true views")


def one_pixel_each(turns=VIEWS):
    """Views of 8x8, each with another single white pixel: any two are as far apart as any others."""
    return 255 * np.eye(64, dtype=np.uint8)[:turns].reshape(-1, 8, 8)


def save(path, images=None, angles=None, **more):
    images = one_pixel_each() if images is None else images
    np.savez(path, images=images, angle_deg=STEP * np.arange(len(images)) if angles is None else angles, **more)
    return str(path)


@pytest.fixture(scope="module")
def ring(tmp_path_factory):
    """An archive of such views, and a model trained on them for two steps."""
    folder = tmp_path_factory.mktemp("ring")
    data = save(folder / "ring.npz")
    return data, str(train("vae", data, folder / "model", "ci", {"steps": 2}))


def run(protocol, ring, **settings):
    """The report, and its rows' values by (model, method, measure)."""
    data, model = ring
    asked = {"models": model, "data": data, "interval": float(STEP * ARC)} | settings
    if protocol == "pole":
        del asked["interval"]
    report = PROTOCOLS[protocol](**asked).run("cpu", Progress())
    return report, {(row.model, row.method, row.measure): row for row in (*report.rows, *report.details)}


@pytest.mark.parametrize("protocol", ["arc", "alpha", "pole"])
def test_the_truth_has_no_error_at_all(ring, protocol):
    report, rows = run(protocol, ring)
    of_truth = {measure: row for (model, _, measure), row in rows.items() if model == "truth"}
    errors = [row for measure, row in of_truth.items() if "MSE" in measure or "error" in measure]
    assert errors and {(row.value, row.spread) for row in errors} == {(0.0, 0.0)}
    listed = [(row.model, row.method) for row in report.rows if row.measure == report.rows[0].measure]
    assert listed == [("model", "linear"), DISSOLVE, TRUTH]


def test_the_cross_dissolve_of_single_pixels_has_its_known_error(ring):
    """Where neither end's pixel is lit: ((1 - a)^2 + a^2 + 1) / 64."""
    report, rows = run("arc", ring, shortest=30.0)
    known = ((1 - ALPHA) ** 2 + ALPHA**2 + 1) / 64
    known[[0, -1]] = 0
    found = [rows[*DISSOLVE, f"MSE at {STEP * k}"] for k in range(ARC + 1)]
    assert np.allclose([row.value for row in found], known, atol=1e-7) and {row.n for row in found} == {VIEWS}
    assert rows[*DISSOLVE, "inner MSE"].value == pytest.approx(known[INNER].mean(), abs=1e-7)
    assert rows[*DISSOLVE, "peak MSE"].value == pytest.approx(known[INNER].max(), abs=1e-7)
    assert rows[*DISSOLVE, "MSE at the ends"].value == 0
    for steps in range(2, ARC + 1):
        alpha = np.linspace(0, 1, steps + 1)[INNER]
        mean = (((1 - alpha) ** 2 + alpha**2 + 1) / 64).mean()
        assert rows[*DISSOLVE, f"inner MSE over {steps * STEP}"].value == pytest.approx(mean, abs=1e-7)
    curves = {curve.label: curve for curve in report.picture.panels[0].curves}
    assert set(curves) == {"model", "cross-dissolve"}
    assert np.allclose(curves["cross-dissolve"].y, known, atol=1e-7)


def test_the_papers_text_counts_one_view_less(ring):
    report, rows = run("arc", ring, as_printed=True)
    assert report.settings["positions"] == ARC
    alpha = np.linspace(0, 1, ARC)[INNER]
    known = (((1 - alpha) ** 2 + alpha**2 + 1) / 64).mean()
    assert rows[*DISSOLVE, "inner MSE"].value == pytest.approx(known, abs=1e-7)


def test_a_models_error_is_that_of_decoding_the_straight_line(ring):
    _, rows = run("arc", ring, shortest=0.0)
    model, data = load_model(ring[1]), open_dataset(ring[0], 8)
    views = Views.of(data)
    index = rings_of(views).arcs(ARC)
    images = torch.from_numpy(views.images).float() / 255
    errors = np.empty(index.shape)
    with torch.no_grad():
        codes = model.encode(images)
        for k, alpha in enumerate(ALPHA):
            made = model.decode((1 - alpha) * codes[index[:, 0]] + alpha * codes[index[:, -1]])
            errors[:, k] = (made - images[index[:, k]]).square().mean((1, 2, 3))
    for k in range(ARC + 1):
        row = rows["model", "linear", f"MSE at {STEP * k}"]
        assert row.value == pytest.approx(errors[:, k].mean(), rel=1e-4)
        assert row.spread == pytest.approx(errors[:, k].std(ddof=1), rel=1e-3)
    ends = views.held[index[:, [0, -1]]]
    for name, chosen in (("train", ~ends.any(1)), ("test", ends.all(1))):
        row = rows.get(("model", "linear", f"inner MSE, ends in {name}"))
        assert (row is None) == (not chosen.any())
        if row is not None:
            assert row.n == chosen.sum() and row.value == pytest.approx(errors[chosen][:, INNER].mean(), rel=1e-4)
    unseen = views.held[index[:, INNER]]
    row = rows["model", "linear", "inner MSE, unseen views"]
    assert row.n == unseen.sum() and row.value == pytest.approx(errors[:, INNER][unseen].mean(), rel=1e-4)


def test_arcs_wrap_around_every_ring(tmp_path):
    images = np.concatenate([one_pixel_each(), 255 - one_pixel_each()])
    spec = save(tmp_path / "two.npz", images, np.tile(STEP * np.arange(VIEWS), 2), object_id=np.repeat([3, 7], VIEWS))
    views = Views.of(open_dataset(spec, 8))
    rings = rings_of(views)
    assert rings.views.shape == (2, VIEWS) and rings.step == STEP
    arcs = rings.arcs(ARC)
    assert arcs.shape == (2 * VIEWS, ARC + 1) and len(np.unique(arcs[:, 0])) == 2 * VIEWS
    angles, objects = views.factors[arcs][..., 1], views.factors[arcs][..., 0]
    assert np.array_equal(np.diff(angles, axis=1) % 360, np.full((2 * VIEWS, ARC), STEP))
    assert np.array_equal(objects, np.repeat(objects[:, :1], ARC + 1, axis=1))


def test_a_fading_image_seems_to_be_at_its_source_and_then_at_its_target(ring):
    _, rows = run("alpha", ring)
    for k, alpha in enumerate(ALPHA):
        median = rows[*DISSOLVE, f"median at {alpha:.3g}"].value
        if alpha != 0.5:
            assert median == float(alpha > 0.5), k
        assert rows[*TRUTH, f"median at {alpha:.3g}"].value == pytest.approx(alpha, abs=1e-12)
    errors = np.minimum(ALPHA, 1 - ALPHA)[INNER]
    assert rows[*DISSOLVE, "error of alpha"].value == pytest.approx(errors.mean())


def test_alpha_is_signed_and_looked_for_among_all_views_of_the_same_object(tmp_path):
    images = np.concatenate([one_pixel_each(), one_pixel_each()])
    spec = save(tmp_path / "two.npz", images, np.tile(STEP * np.arange(VIEWS), 2), object_id=np.repeat([3, 7], VIEWS))
    views = Views.of(open_dataset(spec, 8))
    rings = rings_of(views)
    index = rings.arcs(2)
    frames = torch.from_numpy(views.images[np.roll(rings.views, 3, axis=1).reshape(-1)]).float() / 255
    found = Nearest(views).find(frames[:, None].expand(-1, 3, -1, -1, -1), index)
    assert np.array_equal(views.object[found], np.repeat(views.object[index[:, :1]], 3, axis=1))
    back = views.described[1].difference(views.factors[index[:, :1], 1], views.factors[found, 1])
    assert np.array_equal(back, np.full(index.shape, -3.0 * STEP))


def test_in_the_plane_of_the_factors_a_fading_image_jumps(ring):
    _, rows = run("pole", ring, pairs=40, points=9, longest=120.0)
    at = {name: [rows[*DISSOLVE, f"{name} at {t:.3g}"].value for t in np.linspace(0, 1, 9)]
          for name in ("to the source", "to the target")}  # fmt: skip
    reach = at["to the source"][-1]
    assert at["to the target"][0] == reach > STEP
    assert at["to the source"][:4] == [0] * 4 and at["to the source"][5:] == [reach] * 4
    assert at["to the target"][:4] == [reach] * 4 and at["to the target"][5:] == [0] * 4
    assert rows[*DISSOLVE, "steps back"].value == 0 == rows[*TRUTH, "steps back"].value
    # The true views are on a grid: never further than half a step from the ideal.
    true, fading = (rows[*way, "distances from the ideal"].value for way in (TRUTH, DISSOLVE))
    assert true <= STEP / 2 < fading


def test_two_factors_of_one_unit_span_the_plane(tmp_path):
    data = "pole:azimuths=24,elevations=4"
    model = str(train("vae", data, tmp_path / "model", "ci", {"steps": 2}))
    report, rows = run("pole", (data, model), pairs=30, points=9)
    assert report.settings["unit"] == "°" and "trained on other images" not in report.settings
    assert rows[*TRUTH, "error of the view"].value == 0
    ends = {row.value for key, row in rows.items() if key[2] == "to the source at 1" and key[:2] in (DISSOLVE, TRUTH)}
    assert len(ends) == 1 and ends.pop() > 15  # how far apart the ends are, in degrees of both


def test_the_four_conditions_of_single_pixels(ring):
    _, rows = run("admissibility", ring)
    fading = {measure: row.value for (*way, measure), row in rows.items() if tuple(way) == DISSOLVE}
    true = {measure: row.value for (*way, measure), row in rows.items() if tuple(way) == TRUTH}
    assert fading["1 boundary error"] == 0 == true["1 boundary error"]
    assert fading["2 steps back"] == 0
    assert fading["3 Lipschitz K"] == pytest.approx(np.sqrt(2), rel=1e-4)
    assert true["3 Lipschitz K"] == pytest.approx(np.sqrt(2) * ARC, rel=1e-4)
    assert fading["4 gap to the nearest view"] == pytest.approx(np.sqrt(2 * 0.5**2 / 64), rel=1e-4)
    assert true["4 gap to the nearest view"] == 0
    gaps = [fading[f"gap at {alpha:.3g}"] for alpha in ALPHA]
    assert np.allclose(gaps, np.sqrt(2 * np.minimum(ALPHA, 1 - ALPHA) ** 2 / 64), atol=1e-6)
    assert 0 <= rows["model", "linear", "4 least Q"].value <= 1 and "4 least Q" not in fading


@pytest.mark.parametrize("protocol", ["arc", "alpha", "pole", "admissibility"])
def test_the_command_writes_a_table_json_csv_and_a_figure(ring, tmp_path, capsys, protocol):
    data, model = ring
    files = {name: tmp_path / f"out.{name}" for name in ("json", "csv", "svg", "png")}
    for form in ("svg", "png"):
        arguments = ["evaluate", protocol, "--models", model, model, "--data", data, "--figure", str(files[form])]
        arguments += [] if protocol == "pole" else ["--interval", str(STEP * ARC)]
        assert main([*arguments, "--json", str(files["json"]), "--csv", str(files["csv"])]) == 0
    table = capsys.readouterr().out.splitlines()
    assert table[0].startswith("| model | method |") and table[2].startswith("| model | linear |")
    assert table[3].startswith("| pixels | cross-dissolve |") and table[4].startswith("| truth | true views |")
    found = json.loads(files["json"].read_text())
    assert found["protocol"] == protocol and found["settings"]["images"] == VIEWS
    assert set(found["rows"][0]) == {"model", "method", "measure", "value", "spread", "n"}
    with open(files["csv"], newline="") as file:
        rows = list(csv.DictReader(file))
    numbers = {"value": float, "spread": float, "n": int}
    assert [row | {name: kind(row[name]) for name, kind in numbers.items()} for row in rows] == found["rows"]
    assert files["svg"].read_text().startswith("<?xml") and files["png"].read_bytes()[1:4] == b"PNG"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"models": ""}, "Say with --models"),
        ({"data": ""}, "Say with --data"),
        ({"data": "digits"}, "does not say what its images were made from"),
        ({"interval": 70.0}, "An arc of 70 does not fit views 15 apart"),
        ({"interval": 15.0}, "at least twice as much"),
        ({"interval": 360.0}, "less than once around"),
        ({"methods": "straight"}, "no way 'straight' to join latents"),
        ({"methods": "neurint"}, "has learned no dynamics"),
    ],
)
def test_what_cannot_be_compared_is_said(ring, settings, message):
    with pytest.raises(ExplorerError, match=message):
        run("arc", ring, **settings)


def test_missing_doubled_and_uneven_views_are_named(ring, tmp_path):
    angles = STEP * np.arange(VIEWS)
    two = np.concatenate([one_pixel_each(), one_pixel_each()])
    twice, ids = np.tile(angles, 2), np.repeat([3, 7], VIEWS)
    for arrays, message in (
        ({"images": one_pixel_each(VIEWS - 1), "angles": angles[:-1]}, "lacks views: after 330 the next angle is 360"),
        (
            {"images": two[:-1], "angles": twice[:-1], "object_id": ids[:-1]},
            "lacks the view at angle 345 where object is 7; arcs need every view",
        ),
        ({"images": two, "angles": twice}, "several images of one view"),
    ):
        with pytest.raises(ExplorerError, match=message):
            run("arc", (save(tmp_path / "bad.npz", **arrays), ring[1]))


def test_images_without_an_angle_have_no_arcs(ring, tmp_path):
    spec = str(tmp_path / "rising.npz")
    np.savez(spec, images=one_pixel_each(), factors=np.arange(24.0)[:, None], factor_names=np.array(["height [m]"]))
    with pytest.raises(ExplorerError, match="no angle to go round by; its factors are: height"):
        run("arc", (spec, ring[1]))
    both = np.stack([np.arange(24.0), np.arange(24.0)], 1)
    for names, units in ((["height [m]", "hour [h]"], "h, m"), (["smile", "beard"], "none")):
        np.savez(spec, images=one_pixel_each(), factors=both, factor_names=np.array(names))
        with pytest.raises(ExplorerError, match=rf"factors of different units or none \({units}\)"):
            run("pole", (spec, ring[1]))


def another(model, target, seed, scale=1.0, **config):
    """The same model as if trained with another seed, or other settings, its decoder's weights scaled."""
    file = read_model(model)
    recipe = file.header.recipe | {"seed": seed, "config": file.header.recipe["config"] | config}
    weights = file.weights | {"decoder": {name: scale * value for name, value in file.weights["decoder"].items()}}
    write_model(target, replace(file.header, name=target.stem, recipe=recipe), weights, file.gallery)
    return str(target)


@pytest.mark.parametrize("protocol", ["arc", "alpha", "pole", "admissibility"])
def test_models_that_differ_in_their_seed_make_one_row(ring, tmp_path, protocol):
    data, model = ring
    second = another(model, tmp_path / "second.safetensors", 1, scale=0.5)
    heavy = another(model, tmp_path / "heavy.safetensors", 0, beta=2.0)
    report, rows = run(protocol, (data, f"{model},{heavy},{second}"))
    apart, own = run(protocol, (data, f"{model},{heavy},{second}"), gather=False)
    assert report.settings["seeds"] == {"vae, beta 1": [0, 1], "vae, beta 2": [0]}
    assert report.plus_minus == "spread over models" and apart.plus_minus == "spread"
    differing = 0
    for row in (*apart.rows, *apart.details):
        if row.model == "model":
            pair = [own[name, row.method, row.measure].value for name in ("model", "second")]
            together = rows["vae, beta 1", row.method, row.measure]
            assert together.value == pytest.approx(np.mean(pair), abs=1e-12) and together.n == 2
            assert together.spread == pytest.approx(abs(pair[0] - pair[1]) / np.sqrt(2), abs=1e-12)
            differing += pair[0] != pair[1]
        if row.model == "heavy":
            assert rows["vae, beta 2", row.method, row.measure] == replace(row, model="vae, beta 2", spread=0.0, n=1)
        if row.model in ("model", "heavy", "second"):
            assert rows[row.model, row.method, row.measure] == row and row not in report.rows
    assert differing
    listed = [(row.model, row.method) for row in report.rows if row.measure == report.rows[0].measure]
    assert listed == [("vae, beta 1", "linear"), ("vae, beta 2", "linear"), DISSOLVE, TRUTH]


def test_the_curve_of_a_kind_is_the_mean_of_its_models_with_their_spread_as_a_band(ring, tmp_path):
    data, model = ring
    second = another(model, tmp_path / "second.safetensors", 1, scale=0.5)
    report, rows = run("arc", (data, f"{model},{second}"))
    curves = {curve.label: curve for curve in report.picture.panels[0].curves}
    assert list(curves) == ["vae", "cross-dissolve"] and curves["cross-dissolve"].band is None
    found = [rows["vae", "linear", f"MSE at {STEP * k}"] for k in range(ARC + 1)]
    value, spread = np.array([row.value for row in found]), np.array([row.spread for row in found])
    assert spread.min() > 0
    np.testing.assert_allclose(curves["vae"].y, value, rtol=1e-12)
    np.testing.assert_allclose(curves["vae"].band, (value - spread, value + spread), rtol=1e-9)


def test_kinds_are_named_by_method_and_ablation_and_told_apart_by_what_differs():
    def header(recipe, seed, data="pole", steps=3000, **config):
        made = {"name": recipe, "config": {"judge": f"of {seed}", **config}, "seed": seed, "steps": steps}
        return replace(
            read_header(SHIPPED / "digits-vae.safetensors"),
            recipe=made,
            data={"name": data, "spec": data, "sha256": "0"},
        )

    ablated = header("aeai", 0, cycle=False)
    assert kinds_of(
        [header("aeai", 0), header("aeai", 1, cycle=True), ablated, header("beta-vae", 0), header("later", 0, maps=8)]
    ) == ["AEAI", "AEAI", "AEAI without cycle", "beta-VAE", "later"]
    assert kinds_of([header("aae", 0), header("aae", 1, maps=8), header("aae", 1, maps=8, steps=50, hidden=9)]) == [
        "AAE, maps 16, hidden 256, steps 3000",
        "AAE, maps 8, hidden 256, steps 3000",
        "AAE, maps 8, hidden 9, steps 50",
    ]
    assert kinds_of([header("gaia", 0), header("gaia", 0, data="faces")]) == ["GAIA, data pole", "GAIA, data faces"]


def test_a_model_of_other_images_is_named_in_the_settings(ring, tmp_path):
    other = save(tmp_path / "other.npz", one_pixel_each()[::-1])
    report, _ = run("alpha", (other, ring[1]))
    assert report.settings["trained on other images"] == "model"
    report, _ = run("alpha", ring)
    assert "trained on other images" not in report.settings
