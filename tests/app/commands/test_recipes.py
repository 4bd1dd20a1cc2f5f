"""The recipes on the command line, and the help of training by one of them."""

from __future__ import annotations

import json

import pytest

from interp_explorer.app.main import main
from interp_explorer.engine.parameters import describe
from interp_explorer.trainers.recipes import RECIPES
from interp_explorer.trainers.run import make_recipe


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a request for help prints."""
    with pytest.raises(SystemExit) as leaving:
        main(words)
    assert leaving.value.code in (0, None)
    return capsys.readouterr().out


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_can_be_asked_what_it_takes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = said(["train", name, "--help"], capsys)
    assert out.startswith("usage: interp-explorer train ") and RECIPES[name].summary in out
    listed = [line.partition("=")[0] for line in out.partition("preset cpu:\n")[2].splitlines()[::2]]
    assert listed == [p.name for p in describe(RECIPES[name])]


def test_the_values_are_those_of_the_preset(capsys: pytest.CaptureFixture[str]) -> None:
    usual = said(["train", "pgan", "-h"], capsys)
    assert "steps=24000  (1 to 10,000,000)\n    Batches to train on\n" in usual
    assert "penalty_every=16  (1 to 1,000 steps; with loss=wgan_gp or loss=ns_logistic_r1)\n" in usual
    paper = said(["train", "pgan", "--preset", "paper", "--help"], capsys)
    assert f"steps={make_recipe('pgan', 'paper', {}).steps}  " in paper and "presets: ci, cpu, tables, paper\n" in paper
    assert "fitted_prior=off  (on, off)\n" in said(["train", "vae", "--help"], capsys)


def test_without_a_recipe_the_help_says_where_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["train", "--help"], ["train", "--help", "vae"]):
        out = said(words, capsys)
        assert "see 'recipes'" in out and "parameters of" not in out


@pytest.mark.parametrize(
    ("words", "message"),
    [(["vea"], "There is no recipe 'vea'"), (["vae", "--preset", "large"], "Recipe 'vae' has no preset 'large'")],
)
def test_help_for_what_is_not_there(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["train", *words, "--help"], ["recipes", *words]):
        assert main(command) == 2
        out, error = capsys.readouterr()
        assert out == "" and error.startswith(f"interp-explorer: {message}") and error.count("\n") == 1


def test_recipes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recipes"]) == 0
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [line.split()[0] for line in lines] == list(RECIPES)
    assert all(line.endswith(RECIPES[name].summary) for line, name in zip(lines, RECIPES))
    assert main(["recipes", "dcgan", "--preset", "ci"]) == 0
    assert "\nsteps=60  " in capsys.readouterr().out
    assert main(["recipes", "dcgan", "--json"]) == 0
    [dcgan] = json.loads(capsys.readouterr().out)
    assert dcgan["presets"]["ci"]["steps"] == 60
    steps = dcgan["parameters"][0]
    assert (steps["name"], steps["type"], steps["low"], steps["high"]) == ("steps", "int", 1, 10_000_000)
