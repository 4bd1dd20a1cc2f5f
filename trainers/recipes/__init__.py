"""Training recipes, one a file, found by name (`RECIPES`)."""

from .base import RECIPES, Recipe, config_hash
from .classifier import ClassifierRecipe
from .dcgan import DCGAN
from .first_order import FirstOrder, FirstOrderConditioned
from .fixed_paths import LERPInt, SLERPInt
from .neurint import NeurInt
from .pgan import PGAN
from .vae import VAE

__all__ = [
    "DCGAN",
    "PGAN",
    "RECIPES",
    "VAE",
    "ClassifierRecipe",
    "FirstOrder",
    "FirstOrderConditioned",
    "LERPInt",
    "NeurInt",
    "Recipe",
    "SLERPInt",
    "config_hash",
]
