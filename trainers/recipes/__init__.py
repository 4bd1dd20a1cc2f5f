"""Training recipes, one a file, found by name (`RECIPES`)."""

from .ali import ALI
from .base import RECIPES, Recipe, config_hash
from .classifier import ClassifierRecipe
from .dcgan import DCGAN
from .first_order import FirstOrder, FirstOrderConditioned
from .fixed_paths import LERPInt, SLERPInt
from .generative import DecoderRecipe
from .neurint import NeurInt
from .neurint_pt import NeurIntPT
from .pgan import PGAN
from .pgan_encoder import PGANEncoder
from .strips import STRIP_FRAMES
from .vae import VAE

__all__ = [
    "ALI",
    "DCGAN",
    "PGAN",
    "RECIPES",
    "STRIP_FRAMES",
    "VAE",
    "ClassifierRecipe",
    "DecoderRecipe",
    "FirstOrder",
    "FirstOrderConditioned",
    "LERPInt",
    "NeurInt",
    "NeurIntPT",
    "PGANEncoder",
    "Recipe",
    "SLERPInt",
    "config_hash",
]
