"""Data sets, one kind of source a file; `open_dataset` opens any of them.

The order of the imports is the order in which the sources are asked whether a text means them: a
folder of IDX files is also a folder.
"""

from .base import DATASETS, Dataset, Images, open_dataset
from . import npz, idx, folder, digits, openml  # noqa: F401, I001

__all__ = ["DATASETS", "Dataset", "Images", "open_dataset"]
