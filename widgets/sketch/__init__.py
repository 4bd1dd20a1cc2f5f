"""Parts of the plane to sketch on."""
