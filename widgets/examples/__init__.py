"""Each widget alone in a window: `python -m interp_explorer.widgets.examples.NAME [light|dark]`."""
