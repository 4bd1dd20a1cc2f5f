"""The sets that the program draws itself: 'pole', 'pole:azimuths=36,elevations=4', and so on."""

from __future__ import annotations

from ...engine.rendering import RENDERINGS, is_rendering, make_rendering, spec_of
from .base import DATASETS, Source
from .raw import Images, Raw


def read(spec: str, size: int) -> Raw:
    """Every image of the set, drawn at the size that is wanted. Raises ExplorerError."""
    rendering = make_rendering(spec)
    values = rendering.values()
    drawn = rendering.render(values, size).transpose(0, 2, 3, 1)
    pixels = drawn[..., 0] if rendering.channels == 1 else drawn
    return Raw(
        RENDERINGS.name_of(rendering), Images(pixels, rendering.labels(values), values), None, rendering.classes,
        rendering.factors, rendering.attributes, spec_of(rendering),
    )  # fmt: skip


DATASETS.register("rendered")(Source(is_rendering, read, ", ".join(f"'{name}'" for name in RENDERINGS)))
