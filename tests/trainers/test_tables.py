"""The tables of NeurInt's paper: exact answers where there are any, rows, spread, and what cannot be measured."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from interp_explorer.app.main import main
from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.model import load_model
from interp_explorer.engine.model_file import Gallery, ModelHeader, write_model
from interp_explorer.engine.networks import build_network, describe_network
from interp_explorer.engine.progress import Progress
from interp_explorer.trainers.datasets import open_dataset
from interp_explorer.trainers.evaluation.ablation import AblationProtocol
from interp_explorer.trainers.evaluation.compared import draw_pairs, floats, summarise
from interp_explorer.trainers.evaluation.encoder_features import encoder_features
from interp_explorer.trainers.evaluation.feature_space import open_features
from interp_explorer.trainers.evaluation.frechet_protocol import FrechetProtocol
from interp_explorer.trainers.evaluation.interpolants import draw_ends, inner_latents
from interp_explorer.trainers.evaluation.joinings import JOININGS
from interp_explorer.trainers.evaluation.report import Report, Row
from interp_explorer.trainers.evaluation.solver import SolverProtocol, end_errors
from interp_explorer.trainers.evaluation.svm import SVMProtocol, balanced
from interp_explorer.trainers.evaluation.timing import TimingProtocol, circles_path_by_path

SHAPE = {"size": 8, "maps": 4}
LATENT = {**SHAPE, "latent_dimension": 6}
NETWORKS = {
    "decoder": ("progressive-generator", LATENT),
    "encoder": ("position-encoder", LATENT),
    "velocity": ("velocity-encoder", {"latent_dimension": 6, "least": 0.5}),
    "field": ("vector-field", {"latent_dimension": 6, "hidden": 16}),
    "classifier": ("classifier", {**SHAPE, "classes": 2, "hidden": 5}),
}


def save(folder, name, roles, recipe="neurint", **changes):
    """A model of 8-pixel images with random weights, always the same ones for a role."""
    networks = {}
    with torch.random.fork_rng():
        for role in roles:
            torch.manual_seed(1 + list(NETWORKS).index(role))
            networks[role] = build_network(*NETWORKS[role])
    prior = {"name": "normal", "arguments": {"dimension": 6}} if "decoder" in networks else None
    header = ModelHeader(
        name=name, title=name, summary="", networks={k: describe_network(v) for k, v in networks.items()}, prior=prior,
        image_shape=(1, 8, 8), latent_dimension=6 if prior else 0, classes=("0", "1"), recipe={"name": recipe}, data={},
    )  # fmt: skip
    path = folder / f"{name}.safetensors"
    gallery = Gallery.empty((1, 8, 8), header.latent_dimension)
    write_model(path, replace(header, **changes), {k: v.state_dict() for k, v in networks.items()}, gallery)
    return str(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


@pytest.fixture(scope="module")
def learned(folder):
    return save(folder, "learned", ["decoder", "encoder", "velocity", "field"])


@pytest.fixture(scope="module")
def plain(folder):
    return save(folder, "plain", ["decoder", "encoder"], "slerpint")


@pytest.fixture(scope="module")
def gan(folder):
    return save(folder, "gan", ["decoder"], "pgan")


@pytest.fixture(scope="module")
def judge(folder):
    return save(folder, "judge", ["classifier"], "classifier")


def test_a_set_is_at_no_distance_from_itself_and_farther_from_another(eight_repeated, judge):
    data = open_dataset(eight_repeated, 8)
    images = data.train.images
    space = open_features(judge, data, images, "cpu", Progress())
    assert space.name == "judge" and space.measure == "frechet (judge features)"
    assert space.reference.shape == (64, 5)
    assert space.distance(iter(floats(images, "cpu").split(9))) == pytest.approx(0, abs=1e-9)
    black = floats(np.zeros_like(images), "cpu")
    mean, variance = space.reference.astype(float).mean(0), space.reference.astype(float).var(0, ddof=1).sum()
    alone = space.classifier.features(black[:1]).numpy()[0]
    # A point and a Gaussian: |m - a|^2 + tr C.
    assert space.distance(iter([black])) == pytest.approx(np.square(mean - alone).sum() + variance, rel=1e-4)


def test_pairs_are_of_different_images_and_all_of_them_alike():
    source, target = draw_pairs(4, 24_000, torch.Generator().manual_seed(0))
    assert (source != target).all()
    counts = (4 * source + target).bincount(minlength=16).view(4, 4)
    off = counts[~torch.eye(4, dtype=torch.bool)]
    torch.testing.assert_close(off / 24_000, torch.full((12,), 1 / 12), atol=0.01, rtol=0)
    with pytest.raises(ExplorerError, match="Two images"):
        draw_pairs(1, 3, torch.Generator())


def test_inner_points_lie_on_their_paths_at_two_inner_times_each(eight, learned):
    model, images = load_model(learned), open_dataset(eight, 8).test.images
    ends = draw_ends(model, images, 5, 3, Progress())
    for method, joining in JOININGS.items():
        points = inner_latents(model, ends, method, 4, Progress()).view(5, 2, 6)
        paths = joining.paths(
            model, ends.source, ends.target, 4, torch.Generator().manual_seed(ends.seed), Progress()
        )  # fmt: skip
        assert paths.shape == (5, 5, 6)
        near = torch.cdist(points, paths)
        assert near.min(2).values.max() < 1e-4
        places = near.argmin(2)
        assert (places[:, 0] != places[:, 1]).all() and places.min() >= 1 and places.max() <= 3
    torch.testing.assert_close(JOININGS["linear"].paths(
        model, ends.source, ends.target, 4, torch.Generator(), Progress())[:, 2], (ends.source + ends.target) / 2
    )  # fmt: skip


def test_the_error_of_a_solver_falls_with_its_order(eight, learned):
    model, images = load_model(learned), open_dataset(eight, 8).test.images
    ends = draw_ends(model, images, 20, 0, Progress())
    errors = end_errors(model, ends, (1, 2, 8, 16), Progress())
    # Runge-Kutta soon reaches the rounding of single precision.
    assert math.log2(errors["neurint", 1] / errors["neurint", 2]) == pytest.approx(4, abs=0.8)
    assert math.log2(errors["euler", 8] / errors["euler", 16]) == pytest.approx(1, abs=0.1)
    assert errors["neurint", 8] < 0.001 * errors["euler", 8]


def run(protocol, **values):
    report = protocol(**values).run("cpu", Progress())
    return report, {(row.model, row.method, row.measure): row for row in report.rows}


def test_each_model_is_measured_in_every_way_it_can_go(eight, learned, plain, gan, judge):
    settings = {"data": eight, "features": judge, "pairs": 6, "steps": 4, "repeats": 3, "seed": 2}
    report, rows = run(FrechetProtocol, models=f"{learned},{plain},{gan}", **settings)
    assert report.settings["features"] == "judge" and report.settings["seed"] == 2
    ways = {"learned": {"prior", "neurint", "linear", "spherical"}, "plain": {"prior", "linear", "spherical"}}
    for model, methods in {**ways, "gan": {"prior"}}.items():
        expected = {(method, f"frechet (judge features), {of} pairs")
                    for method in methods for of in ("train", "test", "both")}  # fmt: skip
        assert {key[1:] for key in rows if key[0] == model} == expected
    assert all(row.n == 3 and row.spread > 0 and row.value >= 0 for row in report.rows)
    alike = [rows["gan", "prior", f"frechet (judge features), {of} pairs"] for of in ("train", "test", "both")]
    assert len({row.value for row in alike}) == 1
    # Encoder and decoder are the same in both, and so are the pairs.
    for method in ("prior", "linear", "spherical"):
        key = (method, "frechet (judge features), test pairs")
        assert rows["learned", *key].value == pytest.approx(rows["plain", *key].value, rel=1e-6)
    again, _ = run(FrechetProtocol, models=learned, methods="neurint,prior", support="test", **settings)
    for row in again.rows:
        assert row.value == pytest.approx(rows["learned", row.method, row.measure].value, rel=1e-6)


def test_repeats_are_single_runs_with_the_next_seeds(eight, learned, judge):
    settings = {"models": learned, "data": eight, "features": judge, "pairs": 6, "steps": 4, "methods": "neurint"}
    values = [
        run(FrechetProtocol, **settings, support="test", repeats=1, seed=seed)[0].rows[0].value for seed in (5, 6)
    ]
    row = run(FrechetProtocol, **settings, support="test", repeats=2, seed=5)[0].rows[0]
    assert row.value == pytest.approx(np.mean(values)) and row.spread == pytest.approx(np.std(values, ddof=1))
    assert summarise("m", {("a", "b"): [2.0]})[0].spread == 0


def test_solvers_and_lines_by_the_number_of_steps(eight, learned, plain, judge):
    settings = {"data": eight, "features": judge, "pairs": 6, "repeats": 2, "steps": "3, 6"}
    _, rows = run(SolverProtocol, models=f"{learned},{plain}", **settings)
    assert {(key[0], key[1]) for key in rows} == {
        ("learned", "rk4"), ("learned", "euler"), ("plain", "linear"), ("plain", "spherical")
    }  # fmt: skip
    for steps in (3, 6):
        assert rows["plain", "linear", f"frechet (judge features), {steps} steps"].n == 2
    assert rows["learned", "rk4", "error at the end, 6 steps"].value < 1e-3
    assert rows["learned", "euler", "error at the end, 6 steps"].value > 1e-3


def test_ablations_are_measured_on_their_own_paths(eight, learned, plain, judge):
    settings = {"data": eight, "features": judge, "pairs": 6, "steps": 4, "repeats": 2}
    report, rows = run(AblationProtocol, models=f"{learned},{plain}", **settings)
    assert report.settings["recipes"] == "neurint,slerpint"
    _, frechet = run(FrechetProtocol, models=f"{learned},{plain}", support="test", **settings)
    for model, method in (("learned", "neurint"), ("plain", "spherical")):
        own = rows[model, "own paths", "frechet (judge features)"]
        assert own.value == pytest.approx(
            frechet[model, method, "frechet (judge features), test pairs"].value, rel=1e-6
        )
    # A great circle ends at the target's code, as each source is where its path begins: both errors are of the
    # same autoencoder, over the same images, which are sources as often as targets up to chance.
    images = open_dataset(eight, 8).test.images
    model = load_model(plain)
    with torch.no_grad():
        back = model.decode(model.encode(floats(images, "cpu")))
    errors = (back - floats(images, "cpu")).square().mean((1, 2, 3)).sqrt()
    for end in ("source", "target"):
        assert errors.min() <= rows["plain", "own paths", f"error at the {end}"].value <= errors.max()


def test_a_linear_svm_reads_what_is_separable_and_not_what_is_chance(tmp_path, learned):
    rows, columns = np.mgrid[:8, :8]
    labels = np.arange(120) % 2
    shift = np.random.default_rng(0).integers(0, 60, 120)
    images = np.where(labels[:, None, None] == 1, rows, columns) * 25 + shift[:, None, None]
    data = tmp_path / "ramps.npz"
    split = {"x_test": images[80:].astype(np.uint8), "y_test": labels[80:]}
    np.savez(data, x_train=images[:80].astype(np.uint8), y_train=labels[:80], **split)
    settings = {"models": learned, "data": str(data), "images": 40, "validation": 20, "repeats": 3}
    report, found = run(SVMProtocol, **settings)
    assert found["learned", "linear SVM", "test error"] == Row("learned", "linear SVM", "test error", 0.0, 0.0, 3)
    assert float(report.settings["C"]) in (0.01, 0.1, 1, 10)
    np.savez(data, x_train=images[:80].astype(np.uint8), y_train=np.arange(80) // 2 % 2,
             x_test=images[80:].astype(np.uint8), y_test=np.arange(40) // 2 % 2)  # fmt: skip
    assert run(SVMProtocol, **settings)[0].rows[0].value > 0.3


def test_features_are_the_codes_and_the_layer_before_them(eight, learned):
    model, images = load_model(learned), open_dataset(eight, 8).test.images
    features = encoder_features(model, images, Progress())
    assert features.shape == (8, 6 + 128)
    assert features[:, :6] == pytest.approx(model.encode(floats(images, "cpu")).numpy(), abs=1e-6)
    encoder = model.encoder
    with torch.no_grad():
        codes = encoder.norm(encoder.last_layer(torch.from_numpy(features[:, 6:])))
    assert codes.numpy() == pytest.approx(features[:, :6], abs=1e-5)
    assert not encoder.last_layer._forward_pre_hooks


def test_training_sets_have_as_many_of_each_class(eight_repeated):
    data = open_dataset(eight_repeated, 8)
    chance = np.random.default_rng(0)
    places = balanced(data.train, np.arange(50), 9, data.classes, chance)
    assert np.bincount(data.train.labels[places]).tolist() == [5, 4]
    assert len(set(places.tolist())) == 9 and places.max() < 50
    with pytest.raises(ExplorerError, match="30 images of class '0' are needed"):
        balanced(data.train, np.arange(50), 60, data.classes, chance)


def test_times_are_of_all_methods_and_the_loop_is_right(learned, plain):
    report, rows = run(TimingProtocol, models=f"{learned},{plain}", steps="2,4", paths=30, repeats=2)
    assert {key[1] for key in rows if key[0] == "learned"} == {
        "rk4", "euler", "linear", "spherical", "spherical, path by path"
    }  # fmt: skip
    assert {key[1] for key in rows if key[0] == "plain"} == {"linear", "spherical", "spherical, path by path"}
    assert all(row.value > 0 and row.n == 2 for row in report.rows)
    source, target = torch.randn(2, 5, 6, generator=torch.Generator().manual_seed(0))
    circles = JOININGS["spherical"].paths(load_model(plain), source, target, 4, torch.Generator(), Progress())
    torch.testing.assert_close(circles_path_by_path(source, target, 4), circles, atol=1e-5, rtol=1e-5)


def test_a_table_has_the_spread_where_the_report_says_so():
    rows = (Row("m", "a", "x", 6.45, 0.072, 100), Row("m", "a", "y", 0.0031, 0.0002, 100))
    assert Report("p", {}, rows, plus_minus="spread").markdown().splitlines()[2:] == [
        "| m | x | 6.450 ± 0.072 | 100 |",
        "| m | y | 3.10e-03 ± 2.00e-04 | 100 |",
    ]
    assert Report("p", {}, rows).markdown().splitlines()[2] == "| m | x | 6.450 ± 0.007 | 100 |"


def test_a_table_from_the_command_line(eight, learned, judge, tmp_path, capsys):
    file = tmp_path / "table.json"
    command = ["evaluate", "frechet", "--models", learned, "--data", eight, "--features", judge, "--support", "train"]
    assert main([*command, "--pairs", "5", "--repeats", "2", "--steps", "3", "--json", str(file)]) == 0
    report = json.loads(file.read_text())
    assert report["protocol"] == "frechet" and len(report["rows"]) == 4
    assert set(report["rows"][0]) == {"model", "method", "measure", "value", "spread", "n"}
    out = capsys.readouterr().out
    assert out.startswith("| model | measure | prior | neurint | linear | spherical | n |\n")
    assert "\n± spread. frechet: " in out and "features judge" in out


@pytest.mark.parametrize("protocol", [FrechetProtocol, SolverProtocol, AblationProtocol, SVMProtocol, TimingProtocol])
def test_every_protocol_can_be_interrupted(protocol, eight, learned, judge):
    progress = Progress()
    progress.cancel()
    few = {SVMProtocol: {"images": 4, "validation": 2}, TimingProtocol: {"paths": 4}}.get(
        protocol, {"features": judge, "pairs": 4}
    )
    values = {"models": learned, **({} if protocol is TimingProtocol else {"data": eight}), **few}
    with pytest.raises(Cancelled):
        protocol(**values).run("cpu", progress)


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("frechet", ["--models", "nobody"], "no model 'nobody'"),
        ("frechet", ["--models", " , "], "list of models is empty"),
        ("frechet", ["--models", "{gan}", "--methods", "linear"], "gan has no encoder"),
        ("frechet", ["--models", "{plain}", "--methods", "neurint"], "plain has learned no dynamics"),
        ("frechet", ["--models", "{plain}", "--methods", "straight"], "no method 'straight'"),
        ("frechet", ["--models", "{plain}", "--features", "{plain}"], "has no classifier"),
        ("frechet", ["--models", "{plain}"], "No classifier here was trained on spots"),
        ("frechet", ["--models", "{plain}", "--data", ""], "--data"),
        ("frechet", ["--models", "{plain},digits-vae"], "different sizes: 1x32x32, 1x8x8"),
        ("solver", ["--models", "{gan}"], "gan has no encoder"),
        ("solver", ["--models", "{plain}", "--steps", "2"], "from 3 to 1000, not '2'"),
        ("timing", ["--models", "{plain}", "--steps", "few"], "not 'few'"),
        ("svm", ["--models", "{gan}"], "gan has no encoder"),
        ("svm", ["--models", "{plain}", "--images", "500"], "images of class"),
        ("ablation", ["--models", "{gan}"], "gan has no encoder"),
        ("ablation", ["--models", "{based}"], "trained without paths"),
    ],
)
def test_what_cannot_be_measured_is_one_sentence(name, options, words, folder, eight, plain, gan, capsys):
    files = {"plain": plain, "gan": gan}
    if "{based}" in options:
        files["based"] = save(folder, "based", ["decoder", "encoder"], "pgan-encoder")
    given = [option.format(**files) for option in options]
    data = [] if name == "timing" or "--data" in given else ["--data", eight]
    assert main(["evaluate", name, *data, *given]) == 2
    error = capsys.readouterr().err
    assert words in error and error.count("\n") == 1


def test_two_models_of_one_name_are_told_apart(folder, tmp_path, eight, plain, judge):
    twin = save(tmp_path, "plain", ["decoder", "encoder"], "lerpint")
    settings = {"data": eight, "features": judge, "pairs": 4, "steps": 3, "repeats": 1}
    _, rows = run(AblationProtocol, models=f"{plain},{twin}", **settings)
    assert {key[0] for key in rows} == {plain, twin}
