"""Seeds that chance chooses."""

from __future__ import annotations

import secrets


def fresh_seed() -> int:
    """A seed by chance, short enough to be read; it is stored in the scene, so that the draw can be had again."""
    return secrets.randbelow(10**4)
