"""The data sets: MNIST digits and census income, bundled or read from a person's own copy."""

from engine.datasets.dataset import Dataset, DatasetError
from engine.datasets.library import DATASETS, load_dataset

__all__ = ["DATASETS", "Dataset", "DatasetError", "load_dataset"]
