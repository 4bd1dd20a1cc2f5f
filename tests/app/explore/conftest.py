"""What a user of the Explore tab is shown."""

from __future__ import annotations

from typing import Any

import pytest

from interp_explorer.engine.request import PathResult


@pytest.fixture
def heard(user: Any) -> list[PathResult]:
    """The different results that the geodesic's layer shows one after the other."""
    results: list[PathResult] = []

    def hear(layer_id: str) -> None:
        result = user.result()
        if layer_id == "geodesic-1" and (not results or results[-1] is not result):
            results.append(result)

    user.controller.solving.changed.connect(hear)
    return results
