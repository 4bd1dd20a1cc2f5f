"""From latent space to the picture and back (SPEC sec. 8). NumPy only: the window projects without torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .registry import Registry

PARALLEL = 1e-3
"""Sine of the angle between the ends below which they span no plane."""

PROJECTORS = Registry("projection")
"""Name -> function (z0, z1, cloud) that makes the projection."""


@dataclass(frozen=True)
class Projection:
    """An affine map to the picture: view = (z - origin) @ down, with z = origin + view @ up on its plane.

    origin (D,); down (D, k); up (k, D), up @ down = identity; k is 2 or 3. `explained` is the share of
    variance each axis of a PCA explains. `aspect_locked` says whether lengths in the picture are those
    of the latent space. `note` tells of a fallback.
    """

    origin: np.ndarray
    down: np.ndarray
    up: np.ndarray
    aspect_locked: bool
    explained: tuple[float, ...] = ()
    note: str = ""

    def to_view(self, latents: np.ndarray) -> np.ndarray:
        """Picture coordinates (..., k) of latents (..., D)."""
        return (np.asarray(latents, dtype=np.float64) - self.origin) @ self.down

    def to_latent(self, view: np.ndarray) -> np.ndarray:
        """The latents (..., D) on the plane of the picture at coordinates (..., k)."""
        return self.origin + np.asarray(view, dtype=np.float64) @ self.up

    def dragged(self, latent: np.ndarray, view: np.ndarray) -> np.ndarray:
        """`latent` (D,) moved so that it is seen at `view` (k,); its part off the plane is left alone."""
        return np.asarray(latent, dtype=np.float64) + (np.asarray(view) - self.to_view(latent)) @ self.up

    def residual(self, latents: np.ndarray) -> float:
        """The share of the latents' squared distance from the origin that lies off the plane, 0 to 1."""
        offset = np.asarray(latents, dtype=np.float64) - self.origin
        off = offset - self.to_view(latents) @ self.up
        total = float(np.square(offset).sum())
        return float(np.square(off).sum()) / total if total > 0 else 0.0


def make_projection(name: str, z0: np.ndarray, z1: np.ndarray, cloud: Callable[[], np.ndarray]) -> Projection:
    """The projection of that name for ends z0, z1 (D,); `cloud()` gives the points a PCA is fitted to, (m, D).

    Raises ExplorerError for an unknown name.
    """
    return PROJECTORS[name](np.asarray(z0, np.float64), np.asarray(z1, np.float64), cloud)


@PROJECTORS.register("plane")
def plane(z0: np.ndarray, z1: np.ndarray, cloud: Callable[[], np.ndarray]) -> Projection:
    """Coordinates (a, b) with a z0 + b z1 the orthogonal projection on span(z0, z1) (RI eq. 4, FG eq. 15)."""
    if _parallel(z0, z1):
        return _instead(z0, z1, cloud)
    up = np.stack([z0, z1])
    return Projection(np.zeros_like(z0), np.linalg.pinv(up), up, aspect_locked=False)


@PROJECTORS.register("isometric")
def isometric(z0: np.ndarray, z1: np.ndarray, cloud: Callable[[], np.ndarray]) -> Projection:
    """The same plane in an orthonormal basis; the first axis runs from z0 to z1."""
    if _parallel(z0, z1):
        return _instead(z0, z1, cloud)
    first = (z1 - z0) / np.linalg.norm(z1 - z0)
    second = z0 - (z0 @ first) * first
    up = np.stack([first, second / np.linalg.norm(second)])
    return Projection(np.zeros_like(z0), up.T, up, aspect_locked=True)


@PROJECTORS.register("pca-2")
def pca_2(z0: np.ndarray, z1: np.ndarray, cloud: Callable[[], np.ndarray]) -> Projection:
    """The two main axes of the cloud; a latent space of two dimensions is shown as it is."""
    if len(z0) == 2:
        return Projection(np.zeros(2), np.eye(2), np.eye(2), aspect_locked=True)
    return principal_axes(cloud(), 2)


@PROJECTORS.register("pca-3")
def pca_3(z0: np.ndarray, z1: np.ndarray, cloud: Callable[[], np.ndarray]) -> Projection:
    """The three main axes of the cloud."""
    return principal_axes(cloud(), 3)


def principal_axes(cloud: np.ndarray, count: int) -> Projection:
    """Principal component analysis of points (m, D); axes with no variance are filled up to `count`.

    Signs are fixed by making each axis's largest coordinate positive, so that pictures do not flip.
    """
    cloud = np.asarray(cloud, np.float64)
    origin = cloud.mean(0)
    _, singular, axes = np.linalg.svd(cloud - origin, full_matrices=len(cloud) <= cloud.shape[1])
    axes = axes[: min(count, cloud.shape[1])]
    axes = axes * np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(1)])[:, None]
    if len(axes) < count:
        axes = np.concatenate([axes, np.zeros((count - len(axes), cloud.shape[1]))])
    variance = np.square(np.pad(singular, (0, max(0, count - len(singular)))))
    explained = tuple(variance[:count] / variance.sum()) if variance.sum() > 0 else (0.0,) * count
    return Projection(origin, axes.T, axes, True, explained)


def common_axis(paths: Sequence[np.ndarray]) -> Projection:
    """The first principal axis of all points of some paths, (n, D) or (draws, n, D) each, together: so they can be
    compared over time (NI fig. 5)."""
    return principal_axes(np.concatenate([path.reshape(-1, path.shape[-1]) for path in paths]), 1)


def _parallel(z0: np.ndarray, z1: np.ndarray) -> bool:
    norms = np.linalg.norm(z0) * np.linalg.norm(z1)
    if norms <= 1e-12:
        return True
    cosine = float(z0 @ z1) / norms
    return bool(max(0.0, 1 - cosine * cosine) < PARALLEL**2)


def _instead(z0: np.ndarray, z1: np.ndarray, cloud: Callable[[], np.ndarray]) -> Projection:
    shown = principal_axes(cloud(), 2)
    cause = "equal" if np.allclose(z0, z1) else "on one line through the origin"
    return Projection(
        shown.origin, shown.down, shown.up, True, shown.explained, f"The ends are {cause}: PCA is shown instead."
    )
