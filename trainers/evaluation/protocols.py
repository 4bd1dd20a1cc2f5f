"""Every protocol, registered."""

from .ablation import AblationProtocol
from .attribute import AttributeProtocol
from .frechet_protocol import FrechetProtocol
from .protocol import PROTOCOLS
from .solver import SolverProtocol
from .svm import SVMProtocol
from .timing import TimingProtocol

__all__ = [
    "PROTOCOLS",
    "AblationProtocol",
    "AttributeProtocol",
    "FrechetProtocol",
    "SVMProtocol",
    "SolverProtocol",
    "TimingProtocol",
]
