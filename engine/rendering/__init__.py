"""Sets of images that the program draws itself, so that the true frame between any two is known. NumPy only."""

from .base import LICENCE, RENDERINGS, Rendering, is_rendering, make_rendering, rendering_of, spec_of, true_frames
from .faces import Faces
from .pole import Pole
from .turntable import Turntable

__all__ = [
    "LICENCE",
    "RENDERINGS",
    "Faces",
    "Pole",
    "Rendering",
    "Turntable",
    "is_rendering",
    "make_rendering",
    "rendering_of",
    "spec_of",
    "true_frames",
]
