"""What every data set is once it is read."""

from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import DTypeLike, NDArray

from engine.arrays import FloatArray
from engine.data.normalisation import TargetScale, unit_rows
from engine.data.points import PointInputs
from engine.data.reading import Reading
from engine.data.source_rows import SourceRows
from engine.data.units import TableUnits
from engine.errors import DatasetError


class Dataset(Struct, frozen=True, eq=False):
    """Training and test rows with their classes or numbers; every array is read-only.

    Attributes
    ----------
    name
        ``"mnist"``, ``"census"`` or the name of the file.
    x_train, x_test
        Rows as stored, shape (n, features): bytes for images, unless their norm is 1, float64 for
        points, else float32.
    y_train, y_test
        Class index of each row, or the standardised number to be met; shape (n,).
    classes
        Name of each class, in the order of its index; empty where numbers are to be met.
    feature_names
        A description of each column of `x_train`.
    scale, shift
        From a stored value to an input of the network: value · scale + shift. For bytes from
        0 to 255 that are rescaled 1/255 and 0, for float32 1 and 0.
    image_shape
        Rows and columns of the picture that one row holds, or None.
    test_without_unknowns
        Census: shape (n,), True for each test row in which no attribute is unknown; else None.
    target_scale
        How the numbers to be met were standardised; None where there are classes, and for points.
    notes
        What a person should know about how the files were read, a sentence each.
    source_rows
        The training rows of a table as its file has them; None for images.
    reading
        How the file of a table of one's own was read; None for anything else.
    units
        What the inputs of a table are in the table's words and units; None for images and points.
    points
        How points of the plane became inputs; None for anything else.
    low
        The target of the first of two classes, where a single unit stands for both; that of the
        second one is 1.
    """

    name: str
    x_train: NDArray[np.uint8] | FloatArray
    y_train: NDArray[np.int64] | NDArray[np.float64]
    x_test: NDArray[np.uint8] | FloatArray
    y_test: NDArray[np.int64] | NDArray[np.float64]
    classes: tuple[str, ...]
    feature_names: tuple[str, ...]
    scale: float
    image_shape: tuple[int, int] | None = None
    test_without_unknowns: NDArray[np.bool_] | None = None
    shift: float = 0.0
    target_scale: TargetScale | None = None
    notes: tuple[str, ...] = ()
    source_rows: SourceRows | None = None
    reading: Reading | None = None
    units: TableUnits | None = None
    points: PointInputs | None = None
    low: float = 0.0

    def __post_init__(self) -> None:
        for array in (self.x_train, self.y_train, self.x_test, self.y_test):
            array.setflags(write=False)
        if self.test_without_unknowns is not None:
            self.test_without_unknowns.setflags(write=False)

    @property
    def threshold(self) -> float:
        """From which output on a single unit names the second of two classes."""
        return 0.5 * (self.low + 1.0)

    def inputs(self, x: NDArray[Any], dtype: DTypeLike = np.float64) -> NDArray[Any]:
        """Return stored rows as the network's inputs.

        Parameters
        ----------
        x
            Rows of `x_train` or `x_test`, shape (n, features), or a single row, shape (features,).
        dtype
            A floating-point type.

        Returns
        -------
        ndarray
            The scaled values in a fresh array of the same shape.
        """
        values = np.array(x, dtype=dtype)
        if self.scale != 1.0:
            values *= self.scale
        if self.shift != 0.0:
            values += self.shift
        return values

    def of_image(self, pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Return an image that is none of the rows as the network's inputs, shape (features,)."""
        row = pixels.reshape(1, -1)
        stored = row if self.x_train.dtype == np.uint8 else unit_rows(row.astype(np.float32))
        return np.asarray(self.inputs(stored)[0])

    def targets(
        self,
        labels: NDArray[np.int64] | NDArray[np.float64],
        outputs: int,
        dtype: DTypeLike = np.float64,
    ) -> NDArray[Any]:
        """Return class indices, or numbers to be met, as the targets of a network's output units.

        Parameters
        ----------
        labels
            Values of `y_train` or `y_test`, shape (n,).
        outputs
            How many output units the network has.
        dtype
            A floating-point type.

        Returns
        -------
        ndarray
            Shape (n, outputs): one-hot with a unit per class, or one column of `low` and 1 when a
            single unit stands for two classes, or one column of the numbers.

        Raises
        ------
        DatasetError
            When that many units cannot stand for the classes or the number.
        """
        count = len(self.classes)
        if not count and outputs != 1:
            raise DatasetError(
                f"{self.name}: {outputs} output units for one number to be met, expected 1"
            )
        if outputs == 1 and count in {0, 2}:
            column = np.array(labels, dtype=dtype).reshape(-1, 1)
            return column if not (count and self.low) else self.low + (1.0 - self.low) * column
        if outputs != count:
            expected = "1 or 2" if count == 2 else str(count)
            units = "unit" if outputs == 1 else "units"
            raise DatasetError(
                f"{self.name}: {outputs} output {units} for {count} classes, expected {expected}"
            )
        one_hot = np.zeros((len(labels), outputs), dtype=dtype)
        one_hot[np.arange(len(labels)), labels] = 1
        return one_hot

    @property
    def commonest_class(self) -> int | None:
        """Index of the class that most training rows have; None where there are no classes."""
        if not self.classes:
            return None
        return int(np.bincount(self.y_train, minlength=len(self.classes)).argmax())

    @property
    def majority_baseline(self) -> float | None:
        """Share of the test rows that belong to the commonest class of the training rows.

        None where there are no classes or no test rows.
        """
        if not self.classes or not len(self.y_test):
            return None
        return float(np.mean(self.y_test == self.commonest_class))

    @property
    def mean_baseline(self) -> float | None:
        """Root mean squared error, on the test rows, of always answering the mean.

        The mean is that of the rows that are trained on, which standardising made 0; the error is
        in the table's own unit. None where there are classes or no test rows.
        """
        if self.target_scale is None or not len(self.y_test):
            return None
        return float(np.sqrt(np.mean(np.square(self.y_test)))) * self.target_scale.deviation
