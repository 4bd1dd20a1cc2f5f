"""Reusable Qt widgets. They know the engine's data types and nothing of the app."""
