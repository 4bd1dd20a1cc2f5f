"""Walking the same way at another pace."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor


def evened(path: Tensor, lengths: Tensor, times: np.ndarray, anchor_times: np.ndarray) -> Tensor:
    """Paths (P, n, D) walked so that length grows evenly with time between each two anchors, (P, n, D).

    lengths (P, n-1) are those of the steps, in any metric; a path of no length stays as it is. Points are
    moved along the polyline, so that anchors stay where they are.
    """
    rows = np.searchsorted(times, anchor_times - 1e-9)
    walked = path.cpu().double().numpy().copy()
    steps = lengths.cpu().double().numpy()
    for points, step in zip(walked, steps):
        for first, last in zip(rows, rows[1:]):
            way = np.concatenate([[0.0], np.cumsum(step[first:last])])
            if not (np.isfinite(way[-1]) and way[-1] > 0):
                continue
            duration = (times[first : last + 1] - times[first]) / (times[last] - times[first])
            here = points[first : last + 1].copy()
            inner = np.stack([np.interp(duration[1:-1] * way[-1], way, column) for column in here.T], -1)
            points[first + 1 : last] = inner
    return torch.as_tensor(walked, dtype=path.dtype, device=path.device)
