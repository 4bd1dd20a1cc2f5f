"""`python -m interp_explorer.widgets.examples.draw_stepper`"""

from __future__ import annotations

from ..draw_stepper import DrawStepper
from .run import run


def make() -> DrawStepper:
    """The third of eight draws."""
    stepper = DrawStepper()
    stepper.set_draw(2, 8, 412, own=True)
    return stepper


if __name__ == "__main__":
    run(make)
