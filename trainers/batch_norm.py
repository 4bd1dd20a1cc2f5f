"""Batch statistics for weights that were averaged."""

from __future__ import annotations

import copy
from collections.abc import Iterable

import torch
from torch import Tensor, nn


@torch.no_grad()
def recalibrate(network: nn.Module, batches: Iterable[Tensor]) -> nn.Module:
    """A copy, in eval mode, whose batch normalisations hold the mean statistics over `batches`.

    Averaged weights never ran in training, so no running statistics are theirs (Izmailov et al. 2018, sec. 3.3).
    """
    network = copy.deepcopy(network)
    normalisations = [each for each in network.modules() if isinstance(each, nn.BatchNorm2d)]
    usual = [each.momentum for each in normalisations]
    for each in normalisations:
        each.reset_running_stats()
        each.momentum = None
    network.train()
    for batch in batches:
        network(batch)
    for each, momentum in zip(normalisations, usual):
        each.momentum = momentum
    return network.eval()
