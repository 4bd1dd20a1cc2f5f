"""One optimiser step that refuses numbers which are not finite."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from torch import Tensor, nn
from torch.optim import Optimizer

from ..engine.errors import ExplorerError


class Diverged(ExplorerError):
    """A loss or its gradient is no longer finite. The message starts with the name of the term."""


def descend(
    term: str, loss: Tensor, optimiser: Optimizer, parts: Mapping[str, Tensor] = MappingProxyType({})
) -> Tensor:
    """Change the optimiser's own parameters, and no others, by one step down `loss`.

    `term` is how the log calls the loss, `parts` are the terms it is the sum of, by name. Returns the norm of the
    gradient, a 0-d tensor. Raises Diverged, with every parameter as it was, if the loss, one of its parts or its
    gradient is not finite.
    """
    parameters = [p for group in optimiser.param_groups for p in group["params"]]
    for name, value in {**parts, term: loss}.items():
        if not value.isfinite():
            raise Diverged(f"the {name} loss became {value.item()}")
    optimiser.zero_grad(set_to_none=True)
    loss.backward(inputs=parameters)
    norm = nn.utils.get_total_norm([p.grad for p in parameters if p.grad is not None])
    if not norm.isfinite():
        raise Diverged(f"the gradient of the {term} loss became {norm.item()}")
    optimiser.step()
    return norm
