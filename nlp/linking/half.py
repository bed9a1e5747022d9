"""An encoder made ready to read: in half precision, its weights laid out as the processor multiplies them.

PyTorch lays the weights of a linear map out anew for every batch, an eighth of the time; here that is done once, by the
operators with which its own compiler does it. The numbers are the same to the last bit.
"""

from __future__ import annotations

from typing import Any, TypeVar

import torch
from torch import nn

from nlp.linking.bert import Bert

Model = TypeVar("Model", bound=nn.Module)


def halved(model: Model) -> Model:
    """The model, turned in place once and for all: an autocast would turn its weights at every batch."""
    model.to(torch.bfloat16)
    if _can_lay_out():
        for bert in [module for module in model.modules() if isinstance(module, Bert)]:
            _lay_out(bert)  # Others may read the weights of their linear maps.
    return model


def _can_lay_out() -> bool:
    here: bool = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    operators = ("_is_mkldnn_bf16_supported", "_reorder_linear_weight", "_linear_pointwise")
    known = here and all(hasattr(torch.ops.mkldnn, name) for name in operators)
    return known and bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def _lay_out(model: nn.Module) -> None:
    for module in list(model.modules()):
        for name, part in list(module.named_children()):
            if type(part) is nn.Linear:
                setattr(module, name, _LaidOut(part))


class _LaidOut(nn.Module):
    """A linear map that only reads."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self._weight: Any = torch.ops.mkldnn._reorder_linear_weight(linear.weight.detach())
        self._bias = None if linear.bias is None else linear.bias.detach()

    def forward(self, read: torch.Tensor) -> torch.Tensor:
        mapped: torch.Tensor = torch.ops.mkldnn._linear_pointwise(read, self._weight, self._bias, "none", [], "")
        return mapped
