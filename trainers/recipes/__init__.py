"""Training recipes, one a file, found by name (`RECIPES`)."""

from .base import RECIPES, Recipe, config_hash
from .classifier import ClassifierRecipe
from .dcgan import DCGAN
from .vae import VAE

__all__ = ["DCGAN", "RECIPES", "VAE", "ClassifierRecipe", "Recipe", "config_hash"]
