"""Parts of the view in space."""
