"""Training recipes, one a file, found by name (`RECIPES`)."""

from .base import RECIPES, Recipe, config_hash
from .classifier import ClassifierRecipe
from .dcgan import DCGAN
from .neurint import NeurInt
from .pgan import PGAN
from .vae import VAE

__all__ = ["DCGAN", "PGAN", "RECIPES", "VAE", "ClassifierRecipe", "NeurInt", "Recipe", "config_hash"]
