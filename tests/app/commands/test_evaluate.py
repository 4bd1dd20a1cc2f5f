"""The options of `evaluate`: one way to say a thing, whatever the protocol."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from interp_explorer.app.main import main
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.trainers.evaluation.protocols import PROTOCOLS
from interp_explorer.trainers.evaluation.report import Report, Row


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The protocols that were to be run; none is."""
    found: list[Any] = []

    def run(protocol: Any, device: str, progress: Any) -> None:
        found.append(protocol)
        raise ExplorerError("Enough.")

    for protocol in PROTOCOLS.values():
        monkeypatch.setattr(protocol, "run", run)
    return found


@pytest.mark.parametrize("option", ["--model", "--models"])
@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_protocol_takes_a_model_by_either_name(name: str, option: str, asked: list[Any]) -> None:
    assert main(["evaluate", name, option, "mine"]) == 2
    [protocol] = asked
    assert getattr(protocol, "model", None) == "mine" or protocol.models == "mine"


@pytest.mark.parametrize(
    "words",
    [["--models", "a", "b"], ["--models", "a,b"], ["--model", "a", "--model", "b"], ["--model", "a", "--models", "b"]],
)
def test_several_models_are_given_at_once_or_again_and_again(words: list[str], asked: list[Any]) -> None:
    main(["evaluate", "frechet", *words])
    assert asked[0].models == "a,b"


@pytest.mark.parametrize(("name", "option", "values"), [
    (name, p.name, values)
    for name, protocol in PROTOCOLS.items()
    for p in fields(protocol)
    for values in ({"methods": ("linear", "spherical"), "steps": ("4", "8")}.get(p.name),)
    if values and p.type == "str"
])  # fmt: skip
def test_every_list_may_have_spaces_or_commas(
    name: str, option: str, values: tuple[str, str], asked: list[Any]
) -> None:
    main(["evaluate", name, f"--{option}", *values])
    main(["evaluate", name, f"--{option}", ",".join(values)])
    assert [getattr(protocol, option) for protocol in asked] == [",".join(values)] * 2


def test_switches_say_yes_and_no(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["evaluate", "arc", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "--gather yes|no Make one row" in said and "but for the seed. Default: yes." in said
    assert "--as-printed yes|no Count 14" in said and "one step less. Default: no." in said
    assert "True" not in said and "False" not in said


def test_a_table_of_true_views_says_what_its_measures_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = Report("arc", {"gather": True, "as_printed": False}, (Row("m", "linear", "peak MSE", 0.5, 0.1, 4),))
    for name in ("arc", "alpha", "pole"):
        monkeypatch.setattr(PROTOCOLS[name], "run", lambda *_: report)
        assert main(["evaluate", name, "--models", "m", "--data", "pole"]) == 0
        table, legend, settings = capsys.readouterr().out.split("\n\n")
        assert table == report.markdown() and "ends in train, ends in test: " in legend and "\n" not in legend
        assert settings.startswith("\u00b1 standard error. arc: gather yes, as_printed no; ")
    monkeypatch.setattr(PROTOCOLS["timing"], "run", lambda *_: report)
    assert main(["evaluate", "timing", "--models", "m"]) == 0
    assert len(capsys.readouterr().out.split("\n\n")) == 2
