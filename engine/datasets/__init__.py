"""The data sets: MNIST digits and census income, tables and images of one's own."""

from engine.datasets.dataset import Dataset, DatasetError
from engine.datasets.library import DATASETS, input_names, load_dataset
from engine.datasets.specs import (
    DEFAULT_BINS,
    DatasetSpec,
    ImageSpec,
    NormalisationName,
    TableSpec,
    default_normalisation,
)

__all__ = [
    "DATASETS",
    "DEFAULT_BINS",
    "Dataset",
    "DatasetError",
    "DatasetSpec",
    "ImageSpec",
    "NormalisationName",
    "TableSpec",
    "default_normalisation",
    "input_names",
    "load_dataset",
]
