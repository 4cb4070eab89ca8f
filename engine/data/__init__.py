"""The data sets: MNIST digits and census income, tables and images of one's own."""

from engine.data.dataset import Dataset
from engine.data.library import DATASETS, input_names, load_dataset, open_dataset
from engine.data.normalisation import TargetScale
from engine.data.reading import Reading
from engine.data.source import DatasetSource
from engine.data.source_rows import UNKNOWN, RowWords, SourceRows
from engine.data.splitting import hold_out
from engine.data.units import TableUnits

__all__ = [
    "DATASETS",
    "UNKNOWN",
    "Dataset",
    "DatasetSource",
    "Reading",
    "RowWords",
    "SourceRows",
    "TableUnits",
    "TargetScale",
    "hold_out",
    "input_names",
    "load_dataset",
    "open_dataset",
]
