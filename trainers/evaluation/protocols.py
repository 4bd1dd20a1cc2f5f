"""Every protocol, registered."""

from .attribute import AttributeProtocol
from .protocol import PROTOCOLS

__all__ = ["PROTOCOLS", "AttributeProtocol"]
