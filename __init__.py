"""Interp Explorer: see and steer how a generative model gets from one image to another."""

__version__ = "0.1.0"
