"""What a data set is, and the one function that opens any of them."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ...engine.errors import ExplorerError
from ...engine.factors import Attribute, Factor
from ...engine.images import fit_images
from ...engine.networks.base import doublings
from ...engine.registry import Registry
from ...engine.rendering import LICENCE as RENDERED
from ...engine.rendering import RENDERINGS, is_rendering
from .factored import choose, split_choice
from .raw import Images, Raw

FEWEST_IMAGES = 8
MOST_BYTES = 8 * 2**30
"""Of all images of a set at the size asked for. MNIST at 256x256 takes 4.3 GiB."""
HELD_OUT = 0.1
"""Share of the images kept for testing where the source makes no such split."""
HELD_OUT_WITH_FACTORS = 0.2
"""The same for images with factors (AE sec. 2.3)."""


@dataclass(frozen=True)
class Dataset:
    """Images to train on and others to test on, with what a model card says about them.

    `classes` names what labels 0, 1, ... mean and is empty for unlabelled images, whose labels are all
    0. `sha256` is of the pixels and labels as read, whatever file they came in. `factors` describes the columns of
    the images' factors; `attributes` are what can be seen in images of some factors. `spec` opens the same set
    anywhere, and is empty for files.
    """

    name: str
    train: Images
    test: Images
    classes: tuple[str, ...]
    sha256: str
    licence: str
    factors: tuple[Factor, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    spec: str = ""

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(C, H, W)."""
        _, channels, height, width = self.train.images.shape
        return channels, height, width


@dataclass(frozen=True)
class Source:
    """A kind of data set. `claims` says whether a text means one of this kind; `read` reads it.

    It is told the size that the images will be fitted to, which one that draws its images heeds.
    """

    claims: Callable[[str], bool]
    read: Callable[[str, int], Raw]
    example: str


DATASETS = Registry("data source")
"""Name -> `Source`. No two claim the same text."""

LICENCES = {
    "mnist": "MNIST, Yann LeCun and Corinna Cortes; commonly stated as CC BY-SA 3.0",
    "fashion-mnist": "Fashion-MNIST, Zalando SE 2017, MIT",
    **dict.fromkeys(RENDERINGS, RENDERED),
    "coil20": "COIL-20, S. A. Nene, S. K. Nayar and H. Murase 1996, Columbia University; non-commercial research",
    "coil-100": "COIL-100, S. A. Nene, S. K. Nayar and H. Murase 1996, Columbia University; non-commercial research",
    "olivetti": "AT&T Laboratories Cambridge, Database of Faces 1994; research use",
    "digits": "Optical recognition of handwritten digits, E. Alpaydin and C. Kaynak 1998, UCI, CC BY 4.0",
}
UNKNOWN_LICENCE = "not stated"


def open_dataset(spec: str, size: int) -> Dataset:
    """The data set that `spec` means, as square images of `size` x `size`, padded or scaled, never stretched.

    `spec` is a path (.npz, an IDX file or the folder of them, a folder of images), 'digits', 'openml:NAME' or
    a rendered set such as 'pole' or 'pole:azimuths=36'. From files with factors some can be chosen, as in
    'coil20.npz:object=5'. Raises ExplorerError for a spec that means nothing, unreadable or too few images, and a
    size that is no power of two from 8 up.
    """
    doublings(size)
    place, wanted = (spec, {}) if is_rendering(spec) else split_choice(spec)
    raw = _source(place).read(place, size)
    if wanted:
        raw = choose(raw, wanted)
    train, test = (raw.train, raw.test) if raw.test is not None else _split(spec, raw.train)
    if len(train) < FEWEST_IMAGES:
        raise ExplorerError(f"{spec} has {len(train)} images to train on; at least {FEWEST_IMAGES} are needed.")
    if len(test) == 0:
        raise ExplorerError(f"{spec} has no images to test on.")
    channels = 1 if raw.train.images.ndim == 3 else 3
    needed = (len(train) + len(test)) * channels * size**2
    if needed > MOST_BYTES:
        raise ExplorerError(
            f"{len(train) + len(test)} images of {size}x{size} pixels take {needed / 2**30:.0f} GiB of memory, more "
            f"than the {MOST_BYTES // 2**30} that are allowed; choose a smaller size or fewer images."
        )
    return Dataset(
        raw.name,
        _fitted(train, (channels, size, size)),
        _fitted(test, (channels, size, size)),
        raw.classes,
        _digest(train, test),
        LICENCES.get(raw.name, UNKNOWN_LICENCE),
        raw.factors,
        raw.attributes,
        raw.spec,
    )


def labelled(
    name: str, train: tuple[np.ndarray, np.ndarray | None], test: tuple[np.ndarray, np.ndarray | None] | None
) -> Raw:
    """A `Raw` from arrays of pixels and of class names or numbers, one test pair or none.

    Raises ExplorerError where images and labels do not belong together.
    """
    pairs = [train] if test is None else [train, test]
    for images, labels in pairs:
        if labels is not None and labels.shape != (len(images),):
            raise ExplorerError(f"{name}: {len(images)} images but labels of shape {labels.shape}.")
    given = [labels for _, labels in pairs if labels is not None]
    if len(given) < len(pairs):
        splits = [Images(_pixels(name, images), np.zeros(len(images), np.int64)) for images, _ in pairs]
        return Raw(name, splits[0], splits[1] if test else None, ())
    names, numbers = np.unique(np.concatenate(given), return_inverse=True)
    splits, start = [], 0
    for images, _ in pairs:
        splits.append(Images(_pixels(name, images), numbers[start : start + len(images)].astype(np.int64)))
        start += len(images)
    return Raw(name, splits[0], splits[1] if test else None, tuple(str(each) for each in names))


def _source(spec: str) -> Source:
    for source in DATASETS.values():
        if source.claims(spec):
            return source
    known = "; ".join(source.example for source in DATASETS.values())
    raise ExplorerError(f"There is no data set {spec!r}; give one of: {known}.")


def _pixels(name: str, images: np.ndarray) -> np.ndarray:
    """uint8 (N, h, w) or (N, h, w, c) from any usual array of images."""
    if images.ndim == 4 and images.shape[1] in (1, 3, 4) and images.shape[3] not in (1, 3, 4):
        images = images.transpose(0, 2, 3, 1)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim not in (3, 4) or (images.ndim == 4 and images.shape[3] not in (3, 4)):
        raise ExplorerError(
            f"{name}: an array of shape {images.shape} holds no images; (N, h, w) or (N, h, w, c) does."
        )
    if images.dtype == np.uint8:
        return images
    if not np.issubdtype(images.dtype, np.number) or np.issubdtype(images.dtype, np.complexfloating):
        raise ExplorerError(f"{name}: pixels of type {images.dtype} are not numbers.")
    low, high = float(images.min(initial=0)), float(images.max(initial=0))
    if not (low >= 0 and high <= 255):
        raise ExplorerError(f"{name}: pixels from {low:g} to {high:g}; 0..255, or 0..1 for fractions, are expected.")
    fractions = np.issubdtype(images.dtype, np.floating) and high <= 1
    return np.rint(images * (255 if fractions else 1)).astype(np.uint8)


def _split(spec: str, images: Images) -> tuple[Images, Images]:
    """Images to train on and others to test on. Raises ExplorerError for too few."""
    count, share = len(images), HELD_OUT if images.factors is None else HELD_OUT_WITH_FACTORS
    held = _held_out(count, share)
    if count - held < FEWEST_IMAGES:
        least = next(n for n in itertools.count(FEWEST_IMAGES) if n - _held_out(n, share) >= FEWEST_IMAGES)
        kept = f"{count} images, of which {held} {'is' if held == 1 else 'are'} held out for testing"
        raise ExplorerError(f"{spec} has {kept if count > 1 else 'one image only'}; at least {least} are needed.")
    order = np.random.default_rng(0).permutation(count)
    return images.at(np.sort(order[held:])), images.at(np.sort(order[:held]))


def _held_out(count: int, share: float) -> int:
    return max(1, round(share * count))


def _fitted(split: Images, image_shape: tuple[int, int, int]) -> Images:
    return replace(split, images=fit_images(split.images, image_shape))


def _digest(*splits: Images) -> str:
    digest = hashlib.sha256()
    for split in splits:
        for array in (split.images, split.labels):
            digest.update(f"{array.shape}{array.dtype.str}".encode())
            digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
