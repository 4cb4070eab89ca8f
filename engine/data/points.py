"""Points of the plane, and how they become the inputs of a network."""

from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import DTypeLike, NDArray

from engine.arrays import FloatArray
from engine.catalogue.features import feature_columns


class Points(Struct, frozen=True, eq=False):
    """Points with what is to be predicted of them.

    Attributes
    ----------
    points : ndarray of shape (n, 2) or (n, 1)
        x and y, or x alone.
    outcomes : ndarray of shape (n,)
        Class of each, int64, or the number to be met, float64.
    classes : tuple of str
        Names of the classes; empty where numbers are to be met.
    axes : tuple of str
        What x and y are: these letters, or columns of a table.
    middle, unit : ndarray of shape (axes,)
        A column's number is middle + unit · x; 0 and 1 but for tables.
    target : str
        What is predicted.
    """

    points: FloatArray
    outcomes: NDArray[Any]
    classes: tuple[str, ...]
    axes: tuple[str, ...]
    middle: FloatArray
    unit: FloatArray
    target: str


class PointInputs(Struct, frozen=True, eq=False):
    """How points become inputs, as it was fitted on those that are trained on.

    Attributes
    ----------
    source : Points
        All points, those that are held out included, in the order of the rows.
    features : tuple of str
        Ids of ``FEATURES``.
    offset, width : ndarray of shape (features,)
        An input is (feature − offset) / width; 0 and 1 where it is the feature itself.
    """

    source: Points
    features: tuple[str, ...]
    offset: FloatArray
    width: FloatArray

    def rounded(self, places: int) -> "PointInputs":
        """Return the same with so many decimals of what is subtracted and divided by."""
        offset, width = np.round(self.offset, places), np.round(self.width, places)
        return replace(self, offset=offset, width=np.where(width == 0.0, self.width, width))

    def inputs(self, points: FloatArray, dtype: DTypeLike = np.float64) -> FloatArray:
        """Return the inputs, shape (n, features), of points of shape (n, 2) or (n, 1)."""
        columns = feature_columns(self.features, np.asarray(points, dtype=np.float64))
        standard: FloatArray = (columns - self.offset) / self.width
        return standard.astype(dtype, copy=False)
