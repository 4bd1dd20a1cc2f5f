"""MP4 films."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from PIL import Image

from ..errors import ExplorerError
from ..files import atomic_write
from ..progress import Progress
from ..request import PathResult
from .base import FILM_SETTINGS, film, writer
from .pictures import film_order, moment, rows
from .settings import ExportSettings

RATE_FACTOR = 16
"""x264's constant rate factor: 0 is lossless, 51 the worst; below about 18 the loss is not seen."""

_PIXEL_FORMATS = {2: "gray", 3: "rgb24"}


@writer("mp4", "MP4 film", ".mp4", FILM_SETTINGS)
def write_mp4(results: Sequence[PathResult], path: Path, settings: ExportSettings, progress: Progress) -> None:
    """H.264 in yuv420p, which every player shows. An odd side is made even by repeating its last pixel."""
    paths = rows(results)
    order = film_order(len(paths[0]), settings.playback)
    mp4_film((moment(paths, index, settings) for index in order), len(order), path, settings, progress)


@film("mp4")
def mp4_film(
    pictures: Iterator[Image.Image], count: int, path: Path, settings: ExportSettings, progress: Progress
) -> None:
    """A film of `count` pictures of one size and mode; one at a time is in memory."""
    first = _even(next(pictures))
    with atomic_write(path) as temporary, _encoder(first, temporary, settings) as encoder:
        assert encoder.stdin is not None
        try:
            with suppress(BrokenPipeError):  # the encoder gave up, and says why below
                for position, pixels in enumerate(chain([first], map(_even, pictures))):
                    progress.report(position / count, f"Frame {position + 1} of {count}")
                    encoder.stdin.write(pixels.tobytes())
            _, complaint = encoder.communicate()
        except BaseException:
            encoder.kill()
            with suppress(BrokenPipeError):
                encoder.stdin.close()
            raise
        progress.check()
        if encoder.returncode != 0:
            raise ExplorerError(
                f"Cannot write {path}: the video encoder failed. Choose another folder or free some space.",
                complaint.decode(errors="replace"),
            )


def _even(picture: Image.Image) -> np.ndarray:
    """uint8 (h, w) or (h, w, 3), both sides even."""
    pixels = np.asarray(picture)
    odd = [(0, side % 2) for side in pixels.shape[:2]]
    return np.pad(pixels, [*odd, *[(0, 0)] * (pixels.ndim - 2)], mode="edge")


def _encoder(picture: np.ndarray, target: Path, settings: ExportSettings) -> subprocess.Popen[bytes]:
    """The encoder, waiting for pictures like this one on its standard input; Ctrl-C does not reach it."""
    height, width = picture.shape[:2]
    try:
        program = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        raise ExplorerError("There is no ffmpeg to make an MP4 with: export a GIF instead.", str(error)) from error
    command = [
        program, "-y", "-loglevel", "error",
        "-f", "rawvideo", "-pix_fmt", _PIXEL_FORMATS[picture.ndim], "-s", f"{width}x{height}",
        "-r", str(settings.frame_rate), "-i", "-",
        "-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", str(RATE_FACTOR), "-movflags", "+faststart", str(target),
    ]  # fmt: skip
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
