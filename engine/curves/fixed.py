"""Fixed paths through anchors: straight, along great circles, and over four corners (SPEC sec. 7)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

TINY = 1e-12
NEARLY_PARALLEL = 1e-3
"""In single precision a smaller sine gives no good arc."""
PARALLEL = 1e-6
"""Sine of the angle below which two directions count as one."""


def linear(anchors: Tensor, anchor_times: Tensor, times: Tensor) -> Tensor:
    """The polyline through anchors (k, D) at `anchor_times` (k,), read at times (n,): (n, D). Times are on the CPU."""
    index, share = _stretch(anchor_times, times)
    index = index.to(anchors.device)
    return torch.lerp(anchors[index], anchors[index + 1], share[:, None].to(anchors))


def spherical(anchors: Tensor, anchor_times: Tensor, times: Tensor) -> tuple[Tensor, str]:
    """Great-circle arcs through the anchors, (n, D), and a note where one had to be replaced.

    White 2016's formula, sin((1-s) w)/sin w a + sin(s w)/sin w b with w the angle between a and b, for
    each stretch. Parallel ends have the straight line as their limit; ends of zero norm leave no circle,
    and the straight line is used instead.
    Antiparallel ends have every great circle: the one through a fixed perpendicular direction is used.
    """
    index, share = _stretch(anchor_times, times)
    # Not every device has float64, which angles close to 0 and pi need.
    points = anchors.cpu().double()
    arcs = [_arc(points[k], points[k + 1], share[index == k]) for k in range(len(points) - 1)]
    latents = torch.cat([latents for latents, _ in arcs]).to(anchors)
    return latents, next((note for _, note in arcs if note), "")


def great_circles(sources: Tensor, targets: Tensor, times: Tensor) -> Tensor:
    """Spherical interpolation of many pairs at once: sources and targets (N, D), times (n, 1, 1), gives (n, N, D).

    Differentiable. Where the ends are nearly parallel, or opposite and so without one circle, it is the
    straight line; `spherical` is exact there.
    """
    p, q = nn.functional.normalize(sources, dim=1), nn.functional.normalize(targets, dim=1)
    # The smallest number keeps the gradient of a norm finite where both ends are one.
    angle = 2 * torch.atan2((p - q).norm(dim=1) + TINY, (p + q).norm(dim=1))[:, None]
    sine = torch.sin(angle)
    straight = sine < NEARLY_PARALLEL
    sine, angle = sine.where(~straight, torch.ones_like(sine)), angle.where(~straight, torch.ones_like(angle))
    arcs = (torch.sin((1 - times) * angle) * sources + torch.sin(times * angle) * targets) / sine
    return torch.where(straight, torch.lerp(sources, targets, times), arcs)


def bilinear(corners: Tensor, rows: int, columns: int) -> Tensor:
    """The bilinear grid over four latents (AE figs. 9-13): (rows, columns, D).

    corners (2, 2, D) are top left, top right; bottom left, bottom right.
    """
    v = torch.linspace(0, 1, rows, dtype=corners.dtype, device=corners.device)[:, None, None]
    u = torch.linspace(0, 1, columns, dtype=corners.dtype, device=corners.device)[None, :, None]
    top, bottom = torch.lerp(corners[0, 0], corners[0, 1], u), torch.lerp(corners[1, 0], corners[1, 1], u)
    return torch.lerp(top, bottom, v)


def _stretch(anchor_times: Tensor, times: Tensor) -> tuple[Tensor, Tensor]:
    """For each time the anchor before it, and how far it is on the way to the next, in [0, 1]."""
    index = (torch.searchsorted(anchor_times, times, right=True) - 1).clamp(0, len(anchor_times) - 2)
    start, end = anchor_times[index], anchor_times[index + 1]
    return index, ((times - start) / (end - start)).clamp(0.0, 1.0)


def _arc(x: Tensor, y: Tensor, share: Tensor) -> tuple[Tensor, str]:
    s = share.double()[:, None]
    straight = torch.lerp(x, y, s)
    norms = x.norm() * y.norm()
    if not norms > 0:
        return straight, "An end has zero norm, so there is no great circle: the straight line is shown."
    p, q = x / x.norm(), y / y.norm()
    # The angle from half chords is exact for nearly parallel directions, where acos is not.
    angle = 2 * torch.atan2((p - q).norm(), (p + q).norm())
    note = ""
    if torch.sin(angle) < PARALLEL:
        if angle < 1:
            return straight, ""
        across = torch.zeros_like(p)
        across[p.abs().argmin()] = 1.0
        across = across - (across @ p) * p
        across = across / across.norm()
        norm = torch.lerp(x.norm(), y.norm(), s)
        turned = norm * (torch.cos(s * torch.pi) * p + torch.sin(s * torch.pi) * across)
        turned = torch.where(s == 0, x, torch.where(s == 1, y, turned))
        note = "The ends are opposite, so every great circle joins them: one is shown."
        return turned, note
    arc = (torch.sin((1 - s) * angle) * x + torch.sin(s * angle) * y) / torch.sin(angle)
    arc = torch.where(s == 0, x, torch.where(s == 1, y, arc))
    return arc, note
