"""Curves through given points: fixed ones, and those whose free coefficients a solver moves."""
