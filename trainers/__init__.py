"""Data sets, losses, training recipes and evaluation. No Qt anywhere."""
