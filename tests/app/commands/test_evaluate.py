"""The options of `evaluate`: one way to say a thing, whatever the protocol."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from interp_explorer.app.main import main
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.trainers.evaluation.protocols import PROTOCOLS


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
