"""One optimiser step that refuses numbers which are not finite."""

from __future__ import annotations

from torch import Tensor, nn
from torch.optim import Optimizer

from ..engine.errors import ExplorerError


class Diverged(ExplorerError):
    """A loss or its gradient is no longer finite. The message starts with the name of the term."""


def descend(term: str, loss: Tensor, optimiser: Optimizer) -> Tensor:
    """Change the optimiser's own parameters, and no others, by one step down `loss`.

    `term` is how the log calls the loss. Returns the norm of the gradient, a 0-d tensor. Raises Diverged, with
    every parameter as it was, if the loss or its gradient is not finite.
    """
    parameters = [p for group in optimiser.param_groups for p in group["params"]]
    if not loss.isfinite():
        raise Diverged(f"the {term} loss became {loss.item()}")
    optimiser.zero_grad(set_to_none=True)
    loss.backward(inputs=parameters)
    norm = nn.utils.get_total_norm([p.grad for p in parameters if p.grad is not None])
    if not norm.isfinite():
        raise Diverged(f"the gradient of the {term} loss became {norm.item()}")
    optimiser.step()
    return norm
