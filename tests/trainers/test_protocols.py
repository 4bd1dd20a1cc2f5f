"""Protocols: what they count, and what they print and write."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from interp_explorer.app.main import main
from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.methods import Geodesic
from interp_explorer.engine.model import Model, load_model
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.qualities.attribute_words import parse_attribute
from interp_explorer.engine.seeing import classify_all
from interp_explorer.engine.solve import decode_all
from interp_explorer.trainers.evaluation import attribute as attribute_protocol
from interp_explorer.trainers.evaluation.attribute import BATCH, AttributeProtocol, ends_without, joined
from interp_explorer.trainers.evaluation.report import Report, Row

QUICK = ["--paths", "2", "--points", "8"]


def test_ends_lack_the_attribute_and_are_the_same_for_the_same_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    model = load_model("digits-gan-semicircle")
    for text in ("3", "not 3", "1 or 2, not 2"):
        attribute = parse_attribute(text, model.header.classes)
        ends = ends_without(model, attribute, 40, 1, Progress())
        assert ends.shape == (40, 8)
        assert not attribute.seen(model.classify(model.decode(ends)).numpy()).any()
        assert torch.equal(ends, ends_without(model, attribute, 40, 1, Progress()))
    monkeypatch.setattr(attribute_protocol, "MOST_DRAWS", 1)
    with pytest.raises(ExplorerError, match="ask for fewer paths"):
        ends_without(
            model, parse_attribute("0 or 1 or 2 or 3 or 4 or 5 or 6 or 7 or 8 or 9", "0123456789"), 2, 0, Progress()
        )


def test_the_report_has_a_row_for_each_class_method_and_classifier(tmp_path: Path, capsys) -> None:
    file = tmp_path / "report.json"
    command = ["evaluate", "attribute", "--model", "digits-gan-semicircle", "--attribute", "3", "--seed", "4"]
    assert main([*command, *QUICK, "--json", str(file)]) == 0
    report = json.loads(file.read_text())
    assert set(report) == {"protocol", "settings", "rows"}
    assert report["protocol"] == "attribute"
    assert (report["settings"]["paths"], report["settings"]["seed"]) == (2, 4)
    assert report["settings"]["judge"] == "digits-second-classifier"
    assert len({(row["method"], row["measure"]) for row in report["rows"]}) == len(report["rows"]) == 2 * 3 * 2
    for row in report["rows"]:
        assert set(row) == {"model", "method", "measure", "value", "spread", "n"}
        assert 0 <= row["value"] <= 1 and row["n"] == 2
        # Both ends are without the attribute in the eyes of the model's own classifier.
        assert row["value"] <= 6 / 8 or "second" in row["measure"]
    table = capsys.readouterr().out.splitlines()
    assert table[0] == "| model | measure | geodesic | spherical | linear | n |"
    assert len([line for line in table if line.startswith("| digits")]) == 4
    first = next(row["value"] for row in report["rows"] if row["measure"].startswith("not 3"))
    assert f"| {first:.3f} ±" in next(line for line in table if "| not 3" in line)


def test_a_batch_of_pairs_has_the_shares_of_each_pair_solved_alone() -> None:
    model = load_model("digits-gan-semicircle")
    attribute = parse_attribute("3", model.header.classes)
    pairs = ends_without(model, attribute, 4, 0, Progress()).unflatten(0, (-1, 2)).double()
    # Sums come in another order in a batch, and so rough a search makes much of the last bit of a float.
    for network in (model.decoder, model.classifier):
        network.double()
    geodesic = Geodesic(quality="attribute", attribute="3", over_time=True, iterations=8)

    def shares(pairs: torch.Tensor) -> np.ndarray:
        paths = torch.stack(list(joined(model, geodesic, pairs, 8, Progress()).values()))
        with torch.no_grad():
            seen = classify_all(model.classify, decode_all(model, paths, Progress()), Progress())
        return attribute.seen(seen.numpy()).mean(-1)

    together = shares(pairs)
    assert together.shape == (3, 2) and together[0].sum() > together[1:].sum()
    np.testing.assert_array_equal(together, np.concatenate([shares(pair[None]) for pair in pairs], 1))


def test_more_pairs_are_decoded_in_more_parts_not_in_larger_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    decode, at_once = Model.decode, []

    def counted(model: Model, latents: torch.Tensor) -> torch.Tensor:
        at_once.append(len(latents))
        return decode(model, latents)

    monkeypatch.setattr(attribute_protocol, "DRAWN", 32)
    monkeypatch.setattr(Model, "decode", counted)
    most = []
    for paths in (BATCH, BATCH + 1):
        at_once.clear()
        protocol = AttributeProtocol("digits-gan-semicircle", "3, not 8", paths=paths, points=8, iterations=1)
        protocol.run("cpu", Progress())
        most.append(max(at_once))
    # Four starts for each path, with points and the middles of steps, and no more.
    assert most[0] == most[1] < 4 * BATCH * 4 * 8


def test_a_table_leaves_gaps_where_a_method_has_no_number() -> None:
    rows = (Row("m", "a", "x", 0.5, 0.2, 4), Row("m", "b", "y", 1.0, 0.0, 1))
    assert Report("p", {}, rows).markdown().splitlines() == [
        "| model | measure | a | b | n |",
        "| --- | --- | ---: | ---: | ---: |",
        "| m | x | 0.500 ± 0.100 |  | 4 |",
        "| m | y |  | 1.000 | 1 |",
    ]


def test_progress_grows_and_says_which_paths_are_sought() -> None:
    heard: list[tuple[float, str]] = []
    progress = Progress(lambda *report: heard.append(report))
    AttributeProtocol("digits-gan-semicircle", "3", paths=5, points=5).run("cpu", progress)
    fractions = [fraction for fraction, _ in heard]
    assert fractions == sorted(fractions) and fractions[0] == 0 and fractions[-1] <= 1
    said = list(dict.fromkeys(text for _, text in heard))
    assert said == [f"{what}: paths {which} of 5" for what in ("3", "not 3") for which in ("1 to 4", "5 to 5")]


def test_an_interrupted_protocol_stops_amid_a_batch() -> None:
    heard: list[float] = []

    def hear(fraction: float, text: str) -> None:
        heard.append(fraction)
        if len(heard) == 3:
            progress.cancel()

    progress = Progress(hear)
    with pytest.raises(Cancelled):
        AttributeProtocol("digits-gan-semicircle", "3", paths=5, points=8).run("cpu", progress)
    assert len(heard) == 3 and 0 < heard[-1] < 0.4


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--attribute", "three"], "classes are 0, 1"),
        (["--model", "digits-second-classifier"], "no decoder"),
        (["--judge", "digits-classifier"], "own"),
        (["--json", "/nowhere/at/all.json"], "no folder"),
        (["--paths", "0"], "outside its range"),
        (["--energy", "fg-9"], "fg-5"),
    ],
)
def test_bad_options_are_one_sentence(options: list[str], words: str, capsys) -> None:
    assert main(["evaluate", "attribute", *QUICK, *options]) == 2
    error = capsys.readouterr().err
    assert words in error and error.count("\n") == 1
