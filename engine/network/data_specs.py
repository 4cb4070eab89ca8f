"""What names a data set: one of the bundled names, a table or image files."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Task: TypeAlias = Literal["classification", "regression"]
Separator: TypeAlias = Literal[",", ";", "\t", "|", " "]
Decimal: TypeAlias = Literal[".", ","]
UnknownInputs: TypeAlias = Literal["category", "mean", "drop"]
NormalisationName: TypeAlias = Literal["none", "rescale", "standardise", "unit-norm", "quantile"]

DEFAULT_BINS = 48


@dataclass(frozen=True)
class TableSpec:
    """A table of one's own: rows of fields, one column of which is to be predicted.

    Attributes
    ----------
    file : str
        The table, gzipped or not; a relative path starts from the scenario file's folder.
    target : str or int
        The column to predict: its name in the header, or its number from 1, also as "column 3".
    task : {"classification", "regression"} or None
        Whether the target is a class or a number to be met; None looks.
    test : str or None
        A second table for the test. Without it 20 % of the rows are set aside, the same ones every
        time.
    header : bool or None
        Whether the first row names the columns; None looks.
    separator : {",", ";", tab, "|", blank} or None
        What stands between two fields; None looks. Blanks stand for any white space.
    decimal : {".", ","} or None
        What stands before the decimals of a number; None looks.
    ignore : tuple of str or int
        Columns that are left out, each by its name or number.
    keep : tuple of str or int
        Columns that are not left out although they look like row numbers or identifiers.
    unknowns : tuple of str or None
        Fields that say that a value is unknown, in any case; None takes the usual ones.
    unknown_rows : {"drop", "refuse"} or None
        Whether rows whose target is unknown are left out; None does so where they are the fewer.
    unknown_inputs : {"category", "mean", "drop"}
        What becomes of unknown fields that are learned from: an input of their own, the column's
        mean alone among numbers, or no row that has one.
    categories : tuple of str or int
        Columns that are words even where these are numbers.
    numbers : tuple of str or int
        Columns of numbers, in which whatever is none counts as unknown.
    """

    file: str
    target: str | int
    task: Task | None = None
    test: str | None = None
    header: bool | None = None
    separator: Separator | None = None
    decimal: Decimal | None = None
    ignore: tuple[str | int, ...] = ()
    keep: tuple[str | int, ...] = ()
    unknowns: tuple[str, ...] | None = None
    unknown_rows: Literal["drop", "refuse"] | None = None
    unknown_inputs: UnknownInputs = "category"
    categories: tuple[str | int, ...] = ()
    numbers: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class ImageSpec:
    """Images of one's own in IDX files, as MNIST has them, of any height and width.

    Attributes
    ----------
    images, labels : str
        IDX files of bytes, gzipped or not; relative paths start from the scenario file's folder.
    test_images, test_labels : str or None
        The same for the test, both or neither. Without them 20 % of the images are set aside, the
        same ones every time.
    """

    images: str
    labels: str
    test_images: str | None = None
    test_labels: str | None = None


DatasetSpec: TypeAlias = str | TableSpec | ImageSpec
"""One of the names in ``DATASETS``, or files of one's own."""


def default_normalisation(spec: DatasetSpec) -> NormalisationName:
    """Return the normalisation of a data set whose scenario names none."""
    return "rescale" if spec == "mnist" or isinstance(spec, ImageSpec) else "standardise"
