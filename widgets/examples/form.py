"""The form of the geodesic's parameters."""

from ...engine.methods import Geodesic
from ..form import ParameterForm
from .run import run


def make() -> ParameterForm:
    """Made from the description alone."""
    form = ParameterForm(Geodesic(quality="attribute", attribute="3 or 8, not 1"))
    form.set_classes("0123456789")
    form.changed.connect(lambda instance, final: print("final" if final else "stroke", instance))
    return form


if __name__ == "__main__":
    run(make, width=292)
