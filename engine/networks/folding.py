"""Batch normalisation folded into the convolutions before it."""

from __future__ import annotations

import copy

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval


def fold_batch_norm(module: nn.Module) -> nn.Module:
    """A frozen copy, in eval mode, that computes the same function faster.

    In each `nn.Sequential` a (transposed) convolution followed by a 2-D batch normalisation becomes one
    convolution: in eval mode both are affine. The argument is left alone.
    """
    folded = copy.deepcopy(module).eval().requires_grad_(False)
    for parent in list(folded.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.Sequential):
                setattr(parent, name, _folded_sequence(child))
    # Convolutions on a CPU read weights in this layout about twice as fast.
    return nn.utils.convert_conv2d_weight_memory_format(folded, torch.channels_last).requires_grad_(False)


def _folded_sequence(sequence: nn.Sequential) -> nn.Sequential:
    layers: list[nn.Module] = []
    for layer in sequence:
        before = layers[-1] if layers else None
        if isinstance(layer, nn.BatchNorm2d) and isinstance(before, (nn.Conv2d, nn.ConvTranspose2d)):
            layers[-1] = fuse_conv_bn_eval(before, layer, transpose=isinstance(before, nn.ConvTranspose2d))
        else:
            layers.append(layer)
    return nn.Sequential(*layers)
