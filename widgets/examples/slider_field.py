"""A number on a logarithmic scale."""

from ..number_scale import NumberScale
from ..slider_field import SliderField
from .run import run


def make() -> SliderField:
    """From a hundred-thousandth to a hundred."""
    field = SliderField(NumberScale(1e-5, 100.0, log=True), 0.01, label="Gamma", tool_tip="The width of the kernel.")
    field.value_changed.connect(lambda value: print("value", value))
    field.stroke_finished.connect(lambda value: print("stroke finished", value))
    return field


if __name__ == "__main__":
    run(make, width=292)
