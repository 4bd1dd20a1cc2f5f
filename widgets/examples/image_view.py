"""One image with caption and underline."""

from ..image_view import ImageView
from ..theme import LIGHT
from .run import images, run


def make() -> ImageView:
    """A ring in the geodesic's colour."""
    view = ImageView(160, accepts_drops=True)
    view.set_image(images(3)[1])
    view.set_caption("Geodesic")
    view.set_underline(LIGHT.path_style(2).color)
    view.clicked.connect(lambda: print("clicked"))
    return view


if __name__ == "__main__":
    run(make)
