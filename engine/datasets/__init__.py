"""The data sets: MNIST digits and census income, tables and images of one's own."""

from engine.datasets.dataset import Dataset, DatasetError, TargetScale
from engine.datasets.library import DATASETS, input_names, load_dataset, open_dataset
from engine.datasets.reading import Reading
from engine.datasets.source import DatasetSource
from engine.datasets.specs import (
    DEFAULT_BINS,
    DatasetSpec,
    ImageSpec,
    NormalisationName,
    TableSpec,
    default_normalisation,
)
from engine.datasets.splitting import hold_out
from engine.datasets.told import UNKNOWN, RowWords, ToldRows, number_text
from engine.datasets.units import TableUnits

__all__ = [
    "DATASETS",
    "DEFAULT_BINS",
    "UNKNOWN",
    "Dataset",
    "DatasetError",
    "DatasetSource",
    "DatasetSpec",
    "ImageSpec",
    "NormalisationName",
    "Reading",
    "RowWords",
    "TableSpec",
    "TableUnits",
    "TargetScale",
    "ToldRows",
    "default_normalisation",
    "hold_out",
    "input_names",
    "load_dataset",
    "number_text",
    "open_dataset",
]
