"""Discrete energies of a path (SPEC sec. 4). `ENERGY_LABELS` is known without loading torch."""

ENERGY_LABELS = {"fg-5": "FG eq. 5", "ri-3": "RI eq. 3"}
