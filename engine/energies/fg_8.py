"""FG eq. 8: as eq. 5, but standing still costs time too, so that a loop has a way to be short and good.

The print of eq. 7 lacks the plus sign between the two terms (SPEC sec. 4).
"""

from .base import ENERGIES, Energy
from .fg_5 import at_middles

FG_8 = ENERGIES.register("fg-8")(Energy("FG eq. 8", at_middles, lambda dt: 1 / dt, lambda dt: dt))
