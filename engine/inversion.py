"""From an image back to a latent that decodes to it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .errors import ExplorerError
from .model import Model
from .progress import Progress

CANDIDATES = 4096
"""Prior samples among which the starts are chosen."""
STARTS = 8
STEPS = 200
RATE = 0.05
"""First step size, in units of each latent coordinate's deviation under the prior."""
DENSITY_WEIGHT = 0.05
"""lambda, in squared pixel values a nat: keeps the latent where the decoder has been trained."""

_CHUNK = 512
"""Images that are decoded or encoded at once, and starts that descend together."""


@dataclass(frozen=True)
class Inversion:
    """A latent (D,), its image (C, H, W) in [0, 1], and the mean squared difference of a pixel from the original."""

    latent: Tensor
    reconstruction: Tensor
    error: float


def image_to_latent(model: Model, image: Tensor, seed: int = 0, progress: Progress | None = None) -> Inversion:
    """The latent of an image (C, H, W) in [0, 1].

    The encoder's mean where the model has one; otherwise the best of several minimisations of
    |Phi(z) - x|^2 - lambda log f(z) (Zhu et al. 2016, eq. 2, with the prior's density for their constraint), the
    same for the same seed. Raises ExplorerError for an image of another shape or values that are not
    finite, and Cancelled.
    """
    if tuple(image.shape) != model.image_shape:
        raise ExplorerError(f"{model.name} takes images of {model.image_shape}, not {tuple(image.shape)}.")
    image = image.to(model.device, torch.float32)
    latent = images_to_latents(model, image[None], seed, progress)[0]
    with torch.no_grad():
        reconstruction = model.decode_checked(latent[None])[0]
    return Inversion(latent, reconstruction, (reconstruction - image).square().mean().item())


def images_to_latents(
    model: Model,
    images: Tensor,
    seed: int = 0,
    progress: Progress | None = None,
    *,
    starts: int = STARTS,
    steps: int = STEPS,
    candidates: int = CANDIDATES,
) -> Tensor:
    """Latents (N, D) of images (N, C, H, W) in [0, 1], found in batches that fit into memory; see `image_to_latent`."""
    if not images.isfinite().all():
        raise ExplorerError("The image has values that are not finite numbers.")
    progress = progress or Progress()
    if model.has_encoder:
        with torch.no_grad():
            return torch.cat([model.encode(part) for part in images.split(_CHUNK)])
    samples, decoded = _candidates(model, seed, candidates)
    progress.report(0.1, "candidates decoded")
    starts = min(starts, candidates)
    parts = images.split(max(1, _CHUNK // starts))
    share = 0.9 / len(parts)
    found = []
    for index, part in enumerate(parts):
        nearest = torch.cdist(part.flatten(1), decoded).topk(starts, largest=False).indices
        stage = progress.within(0.1 + share * index, 0.1 + share * (index + 1))
        found.append(_descend(model, part, samples[nearest], samples.std(0), steps, stage))
    return torch.cat(found)


@torch.no_grad()
def _candidates(model: Model, seed: int, count: int) -> tuple[Tensor, Tensor]:
    """Prior samples (count, D), among which the starts are chosen, and their flattened images."""
    samples = model.prior.sample(count, torch.Generator().manual_seed(seed)).to(model.device)
    return samples, torch.cat([model.decode(chunk).flatten(1) for chunk in samples.split(_CHUNK)])


def _descend(model: Model, images: Tensor, z: Tensor, scale: Tensor, steps: int, progress: Progress) -> Tensor:
    """Adam from all starts of all images at once, the step shrinking to 0; the best start of each image, (N, D)."""
    count, starts, dimension = z.shape
    units = (z.reshape(-1, dimension) / scale).requires_grad_()
    targets = images.repeat_interleave(starts, 0)
    optimiser = torch.optim.Adam([units], RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for step in range(steps):
        progress.report(step / steps, "looking for the latent")
        optimiser.zero_grad()
        _objective(model, units * scale, targets).sum().backward(inputs=[units])
        optimiser.step()
        schedule.step()
    with torch.no_grad():
        z = units * scale
        values = _objective(model, z, targets).view(count, starts)
    # A start that ran off to values that are not finite leaves the field to the others.
    values = values.where(values.isfinite(), torch.inf)
    if values.amin(1).isinf().any():
        raise ExplorerError(f"The decoder of {model.name} gave values that are not finite while an image was inverted.")
    return z.detach().view(count, starts, dimension)[torch.arange(count), values.argmin(1)]


def _objective(model: Model, z: Tensor, targets: Tensor) -> Tensor:
    """|Phi(z) - x|^2 - lambda log f(z), shape (N,)."""
    distance = (model.decode(z) - targets).square().sum((1, 2, 3))
    return distance - DENSITY_WEIGHT * model.prior.log_density(z)
