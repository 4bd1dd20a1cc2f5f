"""Interpolation between measures, each a set of points (FG sec. 4, eq. 13, figs. 9, 10.1, 10.2)."""
