"""Networks, one a file, found by name (`NETWORKS`) and made from JSON arguments (`build_network`)."""

from .base import NETWORKS, ImageArguments, build_network, describe_network
from .classifier import Classifier
from .dcgan_discriminator import DCGANDiscriminator
from .dcgan_generator import DCGANGenerator
from .folding import fold_batch_norm
from .joint_discriminator import JointDiscriminator
from .latent_discriminator import LatentDiscriminator
from .position_encoder import PositionEncoder
from .progressive_discriminator import ProgressiveDiscriminator
from .progressive_encoder import ProgressiveEncoder
from .progressive_generator import ProgressiveGenerator
from .sketch import Sketch
from .vae_decoder import VAEDecoder
from .vae_encoder import VAEEncoder
from .vector_field import VectorField
from .velocity_encoder import VelocityEncoder
from .vgg_decoder import VGGDecoder
from .vgg_encoder import VGGEncoder

__all__ = [
    "NETWORKS",
    "Classifier",
    "DCGANDiscriminator",
    "DCGANGenerator",
    "ImageArguments",
    "JointDiscriminator",
    "LatentDiscriminator",
    "PositionEncoder",
    "ProgressiveDiscriminator",
    "ProgressiveEncoder",
    "ProgressiveGenerator",
    "Sketch",
    "VAEDecoder",
    "VAEEncoder",
    "VGGDecoder",
    "VGGEncoder",
    "VectorField",
    "VelocityEncoder",
    "build_network",
    "describe_network",
    "fold_batch_norm",
]
