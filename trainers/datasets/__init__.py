"""Data sets, one kind of source a file; `open_dataset` opens any of them."""

from . import digits, folder, idx, npz, openml, rendered
from .base import DATASETS, Dataset, Images, open_dataset

__all__ = ["DATASETS", "Dataset", "Images", "digits", "folder", "idx", "npz", "open_dataset", "openml", "rendered"]
