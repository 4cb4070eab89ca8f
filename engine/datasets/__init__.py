"""The data sets: MNIST digits and census income, tables and images of one's own."""

from engine.datasets.dataset import Dataset, TargetScale
from engine.datasets.library import DATASETS, input_names, load_dataset, open_dataset
from engine.datasets.reading import Reading
from engine.datasets.source import DatasetSource
from engine.datasets.splitting import hold_out
from engine.datasets.told import UNKNOWN, RowWords, ToldRows, number_text
from engine.datasets.units import TableUnits

__all__ = [
    "DATASETS",
    "UNKNOWN",
    "Dataset",
    "DatasetSource",
    "Reading",
    "RowWords",
    "TableUnits",
    "TargetScale",
    "ToldRows",
    "hold_out",
    "input_names",
    "load_dataset",
    "number_text",
    "open_dataset",
]
