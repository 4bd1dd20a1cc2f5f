"""The Explore tab: a scene, its paths, and everything that shows and steers them."""
