"""Pictures brought to the shape a model works in, never stretched. Needs no torch."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from .errors import ExplorerError

NEAR = 0.75
"""A picture whose longer side is this share of the wanted side, or more, is padded and not resampled."""

_MODES = {1: "L", 3: "RGB", 4: "RGBA"}
_RANGES = {"u": (65535.0,), "i": (255.0, 65535.0), "f": (1.0, 255.0, 65535.0)}


def read_image(path: str | Path, image_shape: tuple[int, int, int]) -> np.ndarray:
    """The picture in a file as (C, H, W) float32 in [0, 1], fitted to `image_shape` by `fit_image`.

    The camera's rotation flag is obeyed and transparent parts become black. Raises ExplorerError if
    the file is missing, is no image, is damaged, or is absurdly large.

    Grey of 16 bits is over 65535. A file with larger numbers or fractions says nothing of its range, so
    it is the smallest of 1 (fractions only), 255 and 65535 that holds the brightest pixel, or else that pixel.
    """
    return fit_image(read_pixels(path), image_shape).astype(np.float32) / 255


def read_pixels(path: str | Path) -> np.ndarray:
    """The picture in a file as uint8, (H, W) if it is grey and (H, W, 3) otherwise; errors as `read_image`."""
    if os.path.isdir(path):
        raise ExplorerError(f"{path} is a folder, not an image.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as opened:
                upright = ImageOps.exif_transpose(opened)
                grey = upright.mode in ("1", "L", "LA")
                if upright.mode.startswith(("I", "F")):
                    return _eight_bits(np.asarray(upright), path)
                picture = upright.convert("RGBA")
                black = Image.new("RGBA", picture.size, (0, 0, 0, 255))
                return np.asarray(Image.alpha_composite(black, picture).convert("L" if grey else "RGB"))
    except FileNotFoundError:
        raise ExplorerError(f"There is no file {path}.") from None
    except UnidentifiedImageError:
        raise ExplorerError(f"{path} is not an image that can be read.") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ExplorerError(f"{path} has too many pixels; scale it down first.") from None
    except (OSError, SyntaxError, ValueError) as error:
        raise ExplorerError(f"{path} cannot be read as an image: {error}.") from error


def fit_image(pixels: np.ndarray, image_shape: tuple[int, int, int]) -> np.ndarray:
    """uint8 pixels (h, w) or (h, w, c) as uint8 (C, H, W).

    Scaled in proportion until the picture just fits (area average on the way down, bicubic on the way
    up), then padded all around with the median of its border. A picture that is only a little smaller
    is padded alone, as 28-pixel digits are to 32. Raises ExplorerError for an unusable shape.
    """
    return fit_images(pixels[None], image_shape)[0]


def fit_images(pixels: np.ndarray, image_shape: tuple[int, int, int]) -> np.ndarray:
    """Many at once: uint8 (N, h, w) or (N, h, w, c) as uint8 (N, C, H, W), each as by `fit_image`."""
    channels, height, width = image_shape
    if channels not in _MODES or pixels.dtype != np.uint8 or pixels.ndim < 3 or 0 in pixels.shape:
        raise ExplorerError(f"An image of {pixels.shape[1:]} {pixels.dtype} cannot be shown as {image_shape}.")
    if _needs_no_scaling(pixels, image_shape):
        fitted = pixels.reshape(*pixels.shape[:3], channels)
    else:
        fitted = np.stack([_scaled(each, image_shape) for each in pixels])
    edge = np.concatenate([fitted[:, 0], fitted[:, -1], fitted[:, :, 0], fitted[:, :, -1]], axis=1)
    # Laid out channel by channel: torch takes other strides for another layout, and rounds otherwise.
    canvas = np.empty((len(fitted), channels, height, width), np.uint8)
    canvas[:] = np.median(edge, axis=1)[:, :, None, None]
    top, left = (height - fitted.shape[1]) // 2, (width - fitted.shape[2]) // 2
    canvas[:, :, top : top + fitted.shape[1], left : left + fitted.shape[2]] = fitted.transpose(0, 3, 1, 2)
    return canvas


def _needs_no_scaling(pixels: np.ndarray, image_shape: tuple[int, int, int]) -> bool:
    channels, height, width = image_shape
    given = 1 if pixels.ndim == 3 else pixels.shape[3] if pixels.ndim == 4 else 0
    return given == channels and _is_near(pixels.shape[1], pixels.shape[2], height, width)


def _is_near(high: int, wide: int, height: int, width: int) -> bool:
    return 1 <= min(width / wide, height / high) <= 1 / NEAR


def _scaled(pixels: np.ndarray, image_shape: tuple[int, int, int]) -> np.ndarray:
    """(h, w, channels) as large as fits."""
    channels, height, width = image_shape
    picture = _picture(pixels).convert(_MODES[channels])
    if not _is_near(picture.height, picture.width, height, width):
        scale = min(width / picture.width, height / picture.height)
        side = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
        picture = picture.resize(side, Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC)
    return np.asarray(picture).reshape(picture.height, picture.width, channels)


def _picture(pixels: np.ndarray) -> Image.Image:
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    if pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] in (3, 4)):
        return Image.fromarray(np.ascontiguousarray(pixels))
    raise ExplorerError(f"An array of shape {pixels.shape} is not an image: (h, w) or (h, w, 1, 3 or 4) is.")


def _eight_bits(deep: np.ndarray, path: str | Path) -> np.ndarray:
    """Grey levels of more than eight bits, scaled from the range that `read_image` describes."""
    if not np.isfinite(deep).all():
        raise ExplorerError(f"{path} has pixels that are not finite numbers.")
    brightest = float(deep.max())
    top = next((top for top in _RANGES[deep.dtype.kind] if brightest <= top), brightest)
    return (np.clip(deep / top, 0, 1) * 255).round().astype(np.uint8)
