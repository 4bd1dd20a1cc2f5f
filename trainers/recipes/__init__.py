"""Training recipes, one a file, found by name (`RECIPES`)."""

from .aae import AAE
from .acai import ACAI
from .aeai import AEAI
from .ali import ALI
from .amr import AMR
from .autoencoder import Autoencoder
from .base import RECIPES, Recipe, config_hash
from .beta_vae import BetaVAE
from .classifier import ClassifierRecipe
from .dcgan import DCGAN
from .first_order import FirstOrder, FirstOrderConditioned
from .fixed_paths import LERPInt, SLERPInt
from .gaia import GAIA
from .generative import DecoderRecipe
from .neurint import NeurInt
from .neurint_pt import NeurIntPT
from .pgan import PGAN
from .pgan_encoder import PGANEncoder
from .strips import STRIP_FRAMES
from .vae import VAE
from .wae import WAE

__all__ = [
    "AAE",
    "ACAI",
    "AEAI",
    "ALI",
    "AMR",
    "DCGAN",
    "GAIA",
    "PGAN",
    "RECIPES",
    "STRIP_FRAMES",
    "VAE",
    "WAE",
    "Autoencoder",
    "BetaVAE",
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
