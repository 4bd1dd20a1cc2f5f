"""Networks, one a file, found by name (`NETWORKS`) and made from JSON arguments (`build_network`)."""

from .base import NETWORKS, ImageArguments, build_network, describe_network
from .classifier import Classifier
from .dcgan_discriminator import DCGANDiscriminator
from .dcgan_generator import DCGANGenerator
from .folding import fold_batch_norm
from .vae_decoder import VAEDecoder
from .vae_encoder import VAEEncoder

__all__ = [
    "NETWORKS",
    "Classifier",
    "DCGANDiscriminator",
    "DCGANGenerator",
    "ImageArguments",
    "VAEDecoder",
    "VAEEncoder",
    "build_network",
    "describe_network",
    "fold_batch_norm",
]
