"""A gallery that says on the terminal what is picked."""

from ..gallery import Gallery
from .run import images, run


def make() -> Gallery:
    """Three hundred rings."""
    gallery = Gallery()
    gallery.set_images(images(300))
    gallery.set_ends(0, 7)
    gallery.picked.connect(lambda index: print("picked", index))
    gallery.picked_as.connect(lambda index, end: print("picked", index, "as", end))
    return gallery


if __name__ == "__main__":
    run(make)
