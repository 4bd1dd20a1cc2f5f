"""A batch normalisation whose forward-mode derivative can be differentiated again."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.autograd import forward_ad


class BatchNorm2d(nn.BatchNorm2d):
    """torch's own, but for dual numbers in training.

    The derivative that torch gives them is right; a gradient of it is not, because torch takes the batch's
    statistics in it for constants. Here they are written out, for some more memory.
    """

    def forward(self, input: Tensor) -> Tensor:
        if not self.training or forward_ad.unpack_dual(input).tangent is None:
            return super().forward(input)
        variance, mean = torch.var_mean(input, (0, 2, 3), correction=0, keepdim=True)
        self._note(mean, variance, input.numel() // input.shape[1])
        scale = self.weight[:, None, None] * (variance + self.eps).rsqrt()
        return (input - mean) * scale + self.bias[:, None, None]

    def _note(self, mean: Tensor, variance: Tensor, count: int) -> None:
        """Update the running statistics, of which the variance is the unbiased one."""
        mean, variance = (forward_ad.unpack_dual(each).primal.detach().flatten() for each in (mean, variance))
        assert self.num_batches_tracked is not None and self.momentum is not None
        assert self.running_mean is not None and self.running_var is not None
        self.num_batches_tracked.add_(1)
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(variance * count / max(count - 1, 1), self.momentum)
