"""Two ends that can be swapped."""

from ..ends_panel import EndsPanel
from .run import images, run


def make() -> EndsPanel:
    """A small ring and a large one."""
    panel = EndsPanel()
    ends = list(images(2))

    def show() -> None:
        panel.set_end("source", ends[0], "first")
        panel.set_end("target", ends[1], "second")

    def swap() -> None:
        ends.reverse()
        show()

    show()
    panel.swap_requested.connect(swap)
    panel.image_dropped.connect(lambda end, path: print("dropped", path, "on", end))
    return panel


if __name__ == "__main__":
    run(make)
