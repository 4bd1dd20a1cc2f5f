"""Data sets, one kind of source a file; `open_dataset` opens any of them."""

from . import coil, digits, factor_table, folder, idx, npz, openml, rendered
from .base import DATASETS, Dataset, open_dataset
from .raw import Images

__all__ = [
    "DATASETS",
    "Dataset",
    "Images",
    "coil",
    "digits",
    "factor_table",
    "folder",
    "idx",
    "npz",
    "open_dataset",
    "openml",
    "rendered",
]
