"""The parts of the plane view, one thing a file."""
