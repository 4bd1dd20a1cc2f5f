"""Training runs: exact resumption, and nothing lost when something goes wrong."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.model_file import read_model
from interp_explorer.engine.progress import Progress
from interp_explorer.trainers.checkpoint import newest_checkpoint
from interp_explorer.trainers.descent import Diverged
from interp_explorer.trainers.recipes import RECIPES, dcgan
from interp_explorer.trainers.run import publish_run, snapshot, train
from interp_explorer.trainers.run_directory import RunDirectory

STEPS, STOP = 30, 17
SETTINGS = {"steps": STEPS, "checkpoint_every": 5, "sample_every": 10, "log_every": 1, "batch_size": 8, "maps": 2}


def assert_same(a, b):
    """Exact equality of nested states."""
    assert type(a) is type(b)
    if isinstance(a, torch.Tensor):
        assert torch.equal(a, b)
    elif isinstance(a, dict):
        assert a.keys() == b.keys()
        for key in a:
            assert_same(a[key], b[key])
    elif isinstance(a, (list, tuple)):
        assert len(a) == len(b)
        for one, other in zip(a, b):
            assert_same(one, other)
    else:
        assert a == b


def last_state(out):
    return torch.load(newest_checkpoint(Path(out) / "checkpoints"), weights_only=True)["state"]


def losses(out):
    """The log without the speed, which no two runs share."""
    lines = RunDirectory(Path(out)).read_metrics()
    return [{name: value for name, value in line.items() if name != "images a second"} for line in lines]


def assert_same_run(a, b):
    assert_same(last_state(a), last_state(b))
    assert losses(a) == losses(b)
    first, second = (read_model(Path(out) / "model.safetensors") for out in (a, b))
    assert first.header.scores == second.header.scores
    for role, state in first.weights.items():
        assert all((value == second.weights[role][name]).all() for name, value in state.items())


def stop_at(step):
    """A progress that cancels the run before that step."""
    progress = Progress()

    def report(fraction, _text):
        if fraction / 0.95 * STEPS >= step - 1e-6:
            progress.cancel()

    progress.on_report = report
    return progress


@pytest.mark.parametrize("recipe", list(RECIPES))
def test_a_cancelled_run_resumes_to_the_same_numbers(eight, bases, tmp_path, recipe):
    whole, broken = tmp_path / "whole" / "model", tmp_path / "broken" / "model"
    settings = {**SETTINGS, **bases.get(recipe, {})}
    train(recipe, eight, whole, "ci", settings)
    with pytest.raises(Cancelled):
        train(recipe, eight, broken, "ci", settings, progress=stop_at(STOP))
    assert STOP <= last_state(broken)["step"] <= STOP + 1
    assert not (broken / "model.safetensors").exists()
    train(recipe, eight, broken, "ci", settings, resume=True)
    assert_same_run(whole, broken)


@pytest.mark.parametrize("images", [STOP * 8, (STOP + 1) * 8, STOP * 8 - 40], ids=["next", "after", "before"])
def test_a_run_that_is_broken_about_a_growth_step_resumes_to_the_same_numbers(eight, tmp_path, images):
    """The 8x8 grid is added, and the optimisers forget, just before, at or after the break; it fades in across it."""
    whole, broken = tmp_path / "whole" / "model", tmp_path / "broken" / "model"
    settings = {**SETTINGS, "stable_images": images, "fade_images": 64}
    train("neurint", eight, whole, "ci", settings)
    with pytest.raises(Cancelled):
        train("neurint", eight, broken, "ci", settings, progress=stop_at(STOP))
    train("neurint", eight, broken, "ci", settings, resume=True)
    growth = [line["growth"] for line in losses(broken)]
    assert growth[0] == 0 and growth[-1] > 0.1 and growth == sorted(growth)
    assert_same_run(whole, broken)


def test_a_finished_run_can_be_made_longer(eight, tmp_path):
    whole, longer = tmp_path / "whole" / "model", tmp_path / "longer" / "model"
    train("dcgan", eight, whole, "ci", SETTINGS)
    train("dcgan", eight, longer, "ci", {**SETTINGS, "steps": STOP})
    train("dcgan", eight, longer, "ci", SETTINGS, resume=True)
    assert_same_run(whole, longer)


def test_a_run_is_not_made_shorter(eight, tmp_path):
    out = tmp_path / "run"
    with pytest.raises(Cancelled):
        train("classifier", eight, out, "ci", {**SETTINGS, "steps": 12}, progress=stop_at(2))
    before = (out / "config.json").read_text()
    with pytest.raises(
        ExplorerError, match=r"was to have 12 steps, .* with 11 would cut it short: ask for steps=12 or"
    ):
        train("classifier", eight, out, "ci", {**SETTINGS, "steps": 11}, resume=True)
    assert (out / "config.json").read_text() == before and not (out / "model.safetensors").exists()
    train("classifier", eight, out, "ci", {**SETTINGS, "steps": 12}, resume=True)
    assert last_state(out)["step"] == 12


def test_the_seed_decides_everything_and_torchs_own_is_left_alone(eight, tmp_path):
    torch.manual_seed(5)
    before = torch.get_rng_state()
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        train("vae", eight, tmp_path / name / "model", "ci", {**SETTINGS, "steps": 4}, seed=seed)
    assert torch.equal(torch.get_rng_state(), before)
    assert_same_run(tmp_path / "a" / "model", tmp_path / "b" / "model")
    assert losses(tmp_path / "a" / "model") != losses(tmp_path / "c" / "model")


@pytest.mark.parametrize("recipe", ["dcgan", "neurint"])
def test_a_killed_run_resumes_to_the_same_numbers(eight, tmp_path, recipe):
    whole, killed = tmp_path / "whole" / "model", tmp_path / "killed" / "model"
    train(recipe, eight, whole, "ci", SETTINGS)
    code = f"""
import os, signal
from interp_explorer.engine.progress import Progress
from interp_explorer.trainers.run import train
def report(fraction, text):
    if fraction / 0.95 * {STEPS} >= {STOP} - 1e-6:
        os.kill(os.getpid(), signal.SIGKILL)
import torch
torch.set_num_threads(1)
train({recipe!r}, {eight!r}, {str(killed)!r}, "ci", {SETTINGS!r}, progress=Progress(report))
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode < 0
    assert last_state(killed)["step"] == 15 and losses(killed)[-1]["step"] == STOP
    with open(killed / "metrics.jsonl", "a") as file:
        file.write('{"step": 18, "gener')  # a line cut off in the middle
    train(recipe, eight, killed, "ci", SETTINGS, resume=True)
    assert_same_run(whole, killed)


def test_the_directory_tells_the_whole_story(eight, tmp_path):
    out = tmp_path / "run"
    path = train("vae", eight, out, "ci", SETTINGS, seed=3)
    config = json.loads((out / "config.json").read_text())
    assert (config["recipe"], config["data"], config["preset"], config["seed"]) == ("vae", eight, "ci", 3)
    assert config["config"]["steps"] == STEPS
    assert [line["step"] for line in losses(out)] == list(range(1, STEPS + 1))
    sheets = [f"{kind}-{step:09d}.png" for kind in ("step", "strips") for step in (10, 20, 30)]
    assert [sheet.name for sheet in sorted((out / "samples").iterdir())] == sheets
    assert [each.name for each in sorted((out / "checkpoints").iterdir())] == ["step-000000025.pt", "step-000000030.pt"]
    header = read_model(path).header
    assert header.name == "run" and header.recipe["seed"] == 3 and header.data["images"] == 8


def test_an_existing_run_or_a_strange_folder_is_not_overwritten(eight, tmp_path):
    run, strange = tmp_path / "run", tmp_path / "strange"
    train("classifier", eight, run, "ci", {**SETTINGS, "steps": 2})
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    with pytest.raises(ExplorerError, match="already holds a training run; resume it"):
        train("classifier", eight, run, "ci", SETTINGS)
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before
    strange.mkdir()
    (strange / "thesis.txt").write_text("precious")
    for resume in (False, True):
        with pytest.raises(ExplorerError, match="not empty and holds no training run"):
            train("classifier", eight, strange, "ci", SETTINGS, resume=resume)
    assert [path.name for path in strange.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    "change", [{"seed": 1}, {"overrides": {**SETTINGS, "steps": 4, "learning_rate": 0.1}}, {"recipe": "vae"}]
)
def test_a_run_is_not_resumed_as_another(eight, tmp_path, change):
    asked = {
        "recipe": "dcgan",
        "data": eight,
        "out": tmp_path / "run",
        "preset": "ci",
        "overrides": {**SETTINGS, "steps": 2},
    }
    train(**asked)
    before = (tmp_path / "run" / "config.json").read_text()
    with pytest.raises(ExplorerError, match="another configuration, seed or data"):
        train(**{**asked, **change}, resume=True)
    assert (tmp_path / "run" / "config.json").read_text() == before


def test_resuming_what_has_not_begun_begins_it(eight, tmp_path):
    train("classifier", eight, tmp_path / "run", "ci", {**SETTINGS, "steps": 2}, resume=True)
    assert last_state(tmp_path / "run")["step"] == 2


def test_a_loss_that_is_not_finite_stops_the_run_and_keeps_the_checkpoint(eight, tmp_path, monkeypatch):
    whole, out = tmp_path / "whole" / "model", tmp_path / "out" / "model"
    train("dcgan", eight, whole, "ci", SETTINGS)
    usual, calls = dcgan.generator_loss, []

    def sometimes(logits):
        calls.append(None)
        return usual(logits) * (float("nan") if len(calls) == STOP else 1)

    monkeypatch.setattr(dcgan, "generator_loss", sometimes)
    with pytest.raises(Diverged, match=r"stopped after step 16: the generator loss became nan\. .*checkpoint"):
        train("dcgan", eight, out, "ci", SETTINGS)
    assert last_state(out)["step"] == 15
    train("dcgan", eight, out, "ci", SETTINGS, resume=True)
    assert_same_run(whole, out)


def test_a_full_disk_leaves_the_last_checkpoint(eight, tmp_path, monkeypatch):
    out, write = tmp_path / "run", Path.write_bytes

    def full(path, content):
        if "step-000000015" in path.name:
            write(path, bytes(content[:100]))
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ExplorerError, match="No space left on device"):
        train("vae", eight, out, "ci", SETTINGS)
    assert [path.name for path in sorted((out / "checkpoints").iterdir())] == ["step-000000005.pt", "step-000000010.pt"]
    assert last_state(out)["step"] == 10
    monkeypatch.undo()
    train("vae", eight, out, "ci", SETTINGS, resume=True)
    assert last_state(out)["step"] == STEPS


def test_a_damaged_checkpoint_is_named(eight, tmp_path):
    out = tmp_path / "run"
    train("vae", eight, out, "ci", SETTINGS)
    newest = newest_checkpoint(out / "checkpoints")
    newest.write_bytes(newest.read_bytes()[:500])
    with pytest.raises(ExplorerError, match="damaged; delete it"):
        train("vae", eight, out, "ci", SETTINGS, resume=True)
    newest.unlink()
    train("vae", eight, out, "ci", SETTINGS, resume=True)
    assert last_state(out)["step"] == STEPS


def test_a_half_trained_run_can_be_opened(eight, tmp_path):
    out = tmp_path / "run"
    with pytest.raises(Cancelled):
        train("vae", eight, out, "ci", SETTINGS, progress=stop_at(STOP))
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    header = read_model(publish_run(out, tmp_path / "peek.safetensors")).header
    assert header.name == "peek" and STOP <= header.recipe["steps"] <= STOP + 1
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    with pytest.raises(ExplorerError, match="holds no training run"):
        publish_run(tmp_path, tmp_path / "peek.safetensors")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"recipe": "dcgann"}, "Did you mean 'dcgan'"),
        ({"preset": "huge"}, "no preset 'huge'; choose one of: ci, cpu, paper"),
        ({"overrides": {"bta": "1"}}, "no parameter 'bta'"),
        ({"overrides": {"prior": "cauchy"}}, "prior is one of normal, semicircle"),
        ({"overrides": {"steps": "many"}}, "steps is a number"),
        ({"overrides": {"size": "24"}}, "power of two"),
        ({"overrides": {"batch_size": "0"}}, "batch_size = 0 is outside"),
    ],
)
def test_what_cannot_be_trained_is_said_before_anything_is_written(eight, tmp_path, arguments, message):
    asked = {"recipe": "dcgan", "data": eight, "out": tmp_path / "run", "preset": "ci"}
    with pytest.raises(ExplorerError, match=message):
        train(**{**asked, **arguments})
    assert not (tmp_path / "run").exists()


def test_values_may_be_text_as_typed(eight, tmp_path):
    train("dcgan", eight, tmp_path / "run", "ci", {"steps": "2", "prior": "semicircle", "learning_rate": "1e-3"})
    assert json.loads((tmp_path / "run" / "config.json").read_text())["config"]["learning_rate"] == 1e-3


def test_a_folder_that_cannot_be_made(eight, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExplorerError, match="Cannot make the folder"):
        train("vae", eight, tmp_path / "file" / "run", "ci", SETTINGS)


def test_only_one_process_trains_in_a_directory(eight, tmp_path):
    run, refused, held = RunDirectory(tmp_path / "run"), [], []

    def again(fraction, text):
        if not held:
            held.append(run.held)
            with pytest.raises(ExplorerError, match="Another process is training in") as error:
                train("classifier", eight, run.path, "ci", {**SETTINGS, "steps": 4}, resume=True)
            refused.append(error)

    train("classifier", eight, run.path, "ci", {**SETTINGS, "steps": 4}, progress=Progress(again))
    assert held == [True] and refused and not run.held
    assert last_state(run.path)["step"] == 4


def test_a_run_that_is_asked_to_pause_saves_and_resumes_to_the_same_numbers(eight, tmp_path):
    whole, run = tmp_path / "whole" / "model", RunDirectory(tmp_path / "paused" / "model")
    train("dcgan", eight, whole, "ci", SETTINGS)

    def ask(fraction, text):
        if fraction / 0.95 * STEPS >= STOP - 1e-6:
            run.ask("pause")

    with pytest.raises(Cancelled):
        train("dcgan", eight, run.path, "ci", SETTINGS, progress=Progress(ask))
    assert STOP <= last_state(run.path)["step"] <= STOP + 2 and not run.wish
    train("dcgan", eight, run.path, "ci", SETTINGS, resume=True)
    assert_same_run(whole, run.path)


def test_a_run_that_is_asked_to_finish_makes_its_model_at_once(eight, tmp_path):
    run = RunDirectory(tmp_path / "run")

    def ask(fraction, text):
        if text == "step 7 of 30":
            run.ask("finish")

    path = train("vae", eight, run.path, "ci", SETTINGS, progress=Progress(ask))
    assert read_model(path).header.recipe["steps"] == last_state(run.path)["step"] == 7
    assert snapshot(run.path) == path
    train("vae", eight, run.path, "ci", SETTINGS, resume=True)
    assert last_state(run.path)["step"] == STEPS


def test_a_snapshot_is_made_once_for_each_checkpoint(eight, tmp_path):
    out = tmp_path / "run"
    with pytest.raises(Cancelled):
        train("vae", eight, out, "ci", SETTINGS, progress=stop_at(STOP))
    path = snapshot(out)
    assert path.parent == out / "models" and path.stem == f"run-step-{RunDirectory(out).saved_step}"
    assert read_model(path).header.scores == {} and read_model(publish_run(out, out / "x.safetensors")).header.scores
    written = path.stat().st_mtime_ns
    assert snapshot(out) == path and path.stat().st_mtime_ns == written


def test_a_classifier_cannot_be_explored(eight, tmp_path):
    train("classifier", eight, tmp_path / "run", "ci", {**SETTINGS, "steps": 2})
    with pytest.raises(ExplorerError, match="makes no images"):
        snapshot(tmp_path / "run")


def test_full_memory_is_said_in_a_sentence_and_loses_nothing(eight, tmp_path, monkeypatch):
    whole, out = tmp_path / "whole" / "model", tmp_path / "out" / "model"
    train("dcgan", eight, whole, "ci", SETTINGS)
    usual, calls = dcgan.generator_loss, []

    def full(logits):
        calls.append(None)
        if len(calls) == STOP:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB")
        return usual(logits)

    monkeypatch.setattr(dcgan, "generator_loss", full)
    with pytest.raises(ExplorerError, match=r"stopped after step 16: the memory of cpu is full\. .*smaller batch_size"):
        train("dcgan", eight, out, "ci", SETTINGS)
    assert last_state(out)["step"] == 15
    train("dcgan", eight, out, "ci", SETTINGS, resume=True)
    assert_same_run(whole, out)
