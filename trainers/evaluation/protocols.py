"""Every protocol, registered."""

from .ablation import AblationProtocol
from .admissibility import AdmissibilityProtocol
from .alpha import AlphaProtocol
from .arc import ArcProtocol
from .attribute import AttributeProtocol
from .frechet_protocol import FrechetProtocol
from .pole import PoleProtocol
from .protocol import PROTOCOLS
from .solver import SolverProtocol
from .svm import SVMProtocol
from .timing import TimingProtocol

__all__ = [
    "PROTOCOLS",
    "AblationProtocol",
    "AdmissibilityProtocol",
    "AlphaProtocol",
    "ArcProtocol",
    "AttributeProtocol",
    "FrechetProtocol",
    "PoleProtocol",
    "SVMProtocol",
    "SolverProtocol",
    "TimingProtocol",
]
