"""What names a data set: one of the bundled names, a table, image files or points."""

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, get_args

from msgspec import Struct
from msgspec.structs import replace

Task: TypeAlias = Literal["classification", "regression"]
Separator: TypeAlias = Literal[",", ";", "\t", "|", " "]
Decimal: TypeAlias = Literal[".", ","]
UnknownInputs: TypeAlias = Literal["category", "mean", "drop"]
NormalisationName: TypeAlias = Literal["none", "rescale", "standardise", "unit-norm", "quantile"]

DEFAULT_BINS = 48


class TableSpec(Struct, frozen=True):
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


class ImageSpec(Struct, frozen=True):
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


class PointSpec(Struct, frozen=True):
    """Points of the plane, or on a line, drawn from a seed or a person's own.

    Attributes
    ----------
    generator : str
        Where they come from, an id of ``POINT_GENERATORS``.
    noise : float
        How far labels or points are moved, from 0 to 0.5.
    size : int or None
        How many points there are; None only until the points of a table are counted.
    train_share : float
        Which share of them is trained on; the others are held out.
    seed : int
        What they are drawn from.
    features : tuple of str
        The inputs, ids of ``FEATURES``.
    formula : str
        The function of x that a generator takes; else empty.
    points : tuple of tuple of float
        Own points: x, y (or x alone), and the class from 0 or the number to be met.
    task : {"classification", "regression"}
        Which of these own points have.
    classes : int
        How many classes own points have.
    table : TableSpec or None
        A table, two columns of which are the points.
    columns : tuple of str or int
        These columns, or one, each by its name or number.
    """

    generator: str
    noise: float = 0.0
    size: int | None = None
    train_share: float = 0.5
    seed: int = 0
    features: tuple[str, ...] = ("x", "y")
    formula: str = ""
    points: tuple[tuple[float, ...], ...] = ()
    task: Task = "classification"
    classes: int = 2
    table: TableSpec | None = None
    columns: tuple[str | int, ...] = ()

    def held_out(self, rows: int) -> int:
        """Return how many of so many points are held out: one at least is trained on."""
        return rows - max(1, round(rows * self.train_share))

    def with_held_out(self, count: int) -> "PointSpec":
        """Return the same points of which so many are held out."""
        rows = self.size
        if rows is None or count == self.held_out(rows):
            return self
        return replace(self, train_share=(rows - count) / rows)


FileSpec: TypeAlias = TableSpec | ImageSpec | PointSpec
"""What may name files of a person's own."""

DatasetSpec: TypeAlias = str | FileSpec
"""One of the names in ``DATASETS``, files of one's own, or points."""

_FILES = ("file", "test", "images", "labels", "test_images", "test_labels")


def named_files(spec: FileSpec) -> list[tuple[str, str]]:
    """Return each key of a spec that names a file, and the file."""
    named = spec.table if isinstance(spec, PointSpec) else spec
    files = [(key, getattr(named, key, None)) for key in _FILES]
    return [(key, file) for key, file in files if file is not None]


def with_files(spec: FileSpec, files: Mapping[str, str]) -> Any:
    """Return a spec that names its files otherwise, by their keys."""
    changed: dict[str, Any] = dict(files)
    if isinstance(spec, PointSpec):
        return replace(spec, table=with_files(spec.table, files)) if spec.table else spec
    return replace(spec, **changed)


def default_normalisation(spec: DatasetSpec) -> NormalisationName:
    """Return the normalisation of a data set whose scenario names none."""
    if isinstance(spec, PointSpec):
        return "none"
    return "rescale" if spec == "mnist" or isinstance(spec, ImageSpec) else "standardise"


def normalisations_of(spec: DatasetSpec) -> tuple[NormalisationName, ...]:
    """Return the normalisations that a data set takes."""
    every: tuple[NormalisationName, ...] = get_args(NormalisationName)
    if isinstance(spec, PointSpec):
        return tuple(name for name in every if name not in {"unit-norm", "quantile"})
    images = spec == "mnist" or isinstance(spec, ImageSpec)
    return tuple(name for name in every if name != "quantile" or not images)


class DataNames(Struct, frozen=True):
    """What a data set calls units that the file gives no names; empty where the file does.

    Attributes
    ----------
    inputs, outputs : tuple of str
        Short enough for a drawing, and all different.
    whole_inputs, whole_outputs : tuple of str
        The same in full.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    whole_inputs: tuple[str, ...]
    whole_outputs: tuple[str, ...]
