"""Turn the decoded tables into a scenario, checking what types alone cannot say."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from engine.arrays import FloatArray, read_only
from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.losses import LOSSES
from engine.catalogue.optimisers import OPTIMISERS
from engine.errors import FormulaError, ScenarioError
from engine.network.data_specs import DatasetSpec, ImageSpec, PointSpec, TableSpec
from engine.network.naming import unit_names
from engine.network.scenario import BiasMode, Layer, Scenario, Training
from engine.scenario.data_options import (
    bins_of,
    dataset_spec,
    inputs_of,
    normalisation_of,
    units_of,
    why_regression,
)
from engine.scenario.layer_options import layer_options, marks_of, normalising_values
from engine.scenario.naming import check_names
from engine.scenario.point_options import counted
from engine.scenario.recipe import recipe_of
from engine.scenario.schema import LayerTable, ScenarioTable, TrainingTable
from engine.scenario.training_options import build_training, check_seed
from engine.text import as_written, visible

MAX_ID = 80
MAX_UNITS = 4096
MAX_PARAMETERS = 10_000_000
MAX_LAYERS = 256
MAX_FOR_HESSIAN = 300
MAX_PENALTY = 1e6
# Characters: what is shown of a scenario in words is laid out within an instant.
MAX_TITLE, MAX_SOURCE, MAX_DESCRIPTION = 200, 500, 10_000

_DATASET_BATCH_SIZE = 32
_DATASET_VALIDATION = {"mnist": 5000, "census": 3256}
_UNIT = ("unit", "units")


def build_scenario(
    table: ScenarioTable, file: str, path: Path | None, directory: str | Path | None = None
) -> Scenario:
    """Check the tables' values and shapes, fill in defaults and names.

    Parameters
    ----------
    table : ScenarioTable
        A decoded file.
    file : str
        The name that messages use.
    path : Path or None
        Where it came from.
    directory : str or Path, optional
        Where the files of its own data set are, if not in the folder it came from.

    Raises
    ------
    ScenarioError
        A number is not finite, a shape does not fit, a size is out of bounds or a combination
        has no meaning.
    """
    return _Builder(table, file).build(path, directory)


class _Builder:
    """Walks the tables once; every complaint leaves through ``fail``."""

    def __init__(self, table: ScenarioTable, file: str) -> None:
        self.table = table
        self.file = file

    def fail(self, place: str, problem: str) -> NoReturn:
        raise ScenarioError(self.file, place, problem)

    def build(self, path: Path | None, directory: str | Path | None) -> Scenario:
        table = self.table
        folder = path.parent if directory is None and path is not None else directory
        self._check_head()
        self.loss = self._loss_id()
        spec = dataset_spec(table.data, self.fail)
        if isinstance(spec, PointSpec):
            spec = counted(spec, folder, self.fail)
        normalisation = normalisation_of(table.data, spec, self.fail)
        bins = bins_of(table.data, self.fail)
        left_out = table.network.inputs is None
        if table.network.inputs is None:
            table.network.inputs = inputs_of(spec, normalisation, bins, folder, self.fail)
        units = self._units(spec, folder)
        size = _batch_size(table.training, spec)
        self.recipe = recipe_of(table.training, spec, folder, size, self.fail)
        sizes = self._sizes([table.network.inputs, *units])
        names = unit_names([table.network.inputs, *units])
        check_names(table.network, names, self.fail)
        layers = tuple(
            self._layer(index, layer, names[index + 1], sizes[index])
            for index, layer in enumerate(table.network.layers)
        )
        self._check_loss(layers, spec, folder)
        x, y = self._data(sizes)
        return Scenario(
            id=table.id,
            title=table.title,
            description=table.description,
            source=table.source,
            notation=table.notation or "",
            difference=table.difference or "",
            inputs=names[0],
            layers=layers,
            network_seed=check_seed(self.fail, "network.seed", table.network.seed),
            loss=self.loss,
            reduction=table.loss.reduction,
            l1=table.loss.l1,
            l2=table.loss.l2,
            output_delta=table.loss.output_delta,
            x=x,
            y=y,
            dataset=spec,
            normalisation=normalisation,
            bins=bins,
            training=self._training(None if x is None else len(x), spec),
            path=path,
            inputs_from_data=left_out,
            training_note=self.recipe.note,
            hide=() if table.explore is None else tuple(dict.fromkeys(table.explore.hide)),
        )

    def _check_head(self) -> None:
        table = self.table
        if table.format != 1:
            self.fail("format", f"found {table.format}; expected 1")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", table.id):
            expected = "expected words of the letters a to z and digits, joined by single dashes"
            self.fail("id", f"found {table.id[:60]!r}; {expected}")
        if len(table.id) > MAX_ID:
            self.fail("id", f"found {len(table.id):,} characters; expected at most {MAX_ID}")
        one_line = visible(table.title) == table.title
        if not table.title.strip() or len(table.title) > MAX_TITLE or not one_line:
            self.fail("title", f"expected a line of text of at most {MAX_TITLE} characters")
        for key, most in (("source", MAX_SOURCE), ("description", MAX_DESCRIPTION)):
            length = len(getattr(table, key))
            if length > most:
                self.fail(key, f"{length:,} characters; expected at most {most:,}")

    def _loss_id(self) -> str:
        """Return the id of the loss, which is named or typed."""
        table = self.table.loss
        if (table.name is None) == (table.formula is None):
            found = "missing" if table.name is None else "given beside formula"
            self.fail("loss.name", f"{found}; expected a name or a formula")
        if table.formula is None:
            return str(table.name)
        try:
            return LOSSES.typed_id(table.formula)
        except FormulaError as error:
            self.fail("loss.formula", str(error))

    def _units(self, spec: DatasetSpec | None, folder: str | Path | None) -> list[int | list[str]]:
        """Return the units of each layer; a data set gives the last one's if the file does not."""
        layers = self.table.network.layers
        if not layers:
            self.fail("network.layers", "no layers; expected at least one")
        if len(layers) > MAX_LAYERS:
            self.fail("network.layers", f"{len(layers)} layers; expected at most 256")
        units: list[int | list[str]] = []
        for index, layer in enumerate(layers):
            if layer.units is not None:
                units.append(layer.units)
            elif spec is not None and index == len(layers) - 1:
                units.append(units_of(spec, layer.activation, folder, self.fail))
            else:
                self.fail(f"network.layers[{index}].units", "missing; this key is required")
        return units

    def _sizes(self, values: list[int | list[str]]) -> list[int]:
        network = self.table.network
        places = ["network.inputs"]
        places += [f"network.layers[{index}].units" for index in range(len(network.layers))]
        sizes = []
        for place, value in zip(places, values, strict=True):
            size = value if isinstance(value, int) else len(value)
            if not 1 <= size <= MAX_UNITS:
                self.fail(place, f"{size:,} units; expected 1 to {MAX_UNITS:,}")
            sizes.append(size)
        total = sum(
            _parameters(layer, n_in, n_out)
            for layer, (n_in, n_out) in zip(network.layers, pairwise(sizes), strict=True)
        )
        name = self.recipe.optimiser
        if OPTIMISERS[name].needs_hessian and total > MAX_FOR_HESSIAN:
            problem = f"{name} with {total:,} parameters; expected at most {MAX_FOR_HESSIAN}"
            self.fail("training.optimiser", f"{problem}, as it needs all second derivatives")
        if total > MAX_PARAMETERS:
            self.fail("network", f"{total:,} parameters; expected at most {MAX_PARAMETERS:,}")
        return sizes

    def _layer(self, index: int, table: LayerTable, units: tuple[str, ...], n_in: int) -> Layer:
        place = f"network.layers[{index}]"
        last = index == len(self.table.network.layers) - 1
        if ACTIVATIONS[table.activation].couples_units and not last:
            problem = f"{table.activation} in a hidden layer; expected it in the last layer"
            self.fail(f"{place}.activation", problem)
        weights = None
        if table.weights is not None:
            weights = self._matrix(
                f"{place}.weights",
                table.weights,
                (len(units), n_in),
                (_UNIT, ("unit before", "units before")),
            )
        mode = _bias_mode(table)
        return Layer(
            units=units,
            activation=str(table.activation),
            bias=mode,
            weights=weights,
            biases=self._biases(place, table, mode, len(units)),
            weight_names=None
            if table.weight_names is None
            else tuple(tuple(row) for row in table.weight_names),
            bias_names=None if table.bias_names is None else tuple(table.bias_names),
            **layer_options(table, place, last, self.fail),
            **marks_of(table, place, mode, (len(units), n_in), self.fail),
            **normalising_values(table, place, len(units), self.fail, self._finite),
        )

    def _biases(
        self, place: str, table: LayerTable, mode: BiasMode, n_out: int
    ) -> FloatArray | None:
        if mode == "none":
            for key in ("biases", "bias_names"):
                if getattr(table, key) is not None:
                    why = 'bias = "none"' if table.bias else "batch_norm without a bias of its own"
                    self.fail(f"{place}.{key}", f"given although {why}; expected neither")
            return None
        if table.biases is None:
            return None
        if len(table.biases) != n_out:
            count = len(table.biases)
            self.fail(f"{place}.biases", f"{_count(count, 'number')} for {_count(n_out, 'unit')}")
        biases = self._finite(f"{place}.biases", np.array(table.biases, dtype=np.float64))
        if mode == "per-layer" and np.any(biases != biases[0]):
            self.fail(
                f"{place}.biases",
                "different numbers for one shared bias; expected the same number for every unit",
            )
        return biases

    def _matrix(
        self,
        place: str,
        rows: Sequence[Sequence[float]],
        shape: tuple[int, int],
        nouns: tuple[tuple[str, str], tuple[str, str]],
    ) -> FloatArray:
        if len(rows) != shape[0]:
            self.fail(place, f"{_count(len(rows), 'row')} for {_count(shape[0], *nouns[0])}")
        for number, row in enumerate(rows):
            if len(row) != shape[1]:
                problem = f"{_count(len(row), 'number')} for {_count(shape[1], *nouns[1])}"
                self.fail(f"{place}[{number}]", problem)
        return self._finite(place, np.array(rows, dtype=np.float64).reshape(shape))

    def _finite(self, place: str, array: FloatArray) -> FloatArray:
        # The bound keeps a product of two such numbers, and its square, a finite float64.
        bad = np.argwhere(~(np.abs(array) <= 1e100))
        if len(bad):
            position = "".join(f"[{index}]" for index in bad[0])
            found = float(array[tuple(bad[0])])
            what = (
                "expected a finite number" if not math.isfinite(found) else "expected |x| ≤ 1e100"
            )
            self.fail(f"{place}{position}", f"found {found}; {what}")
        return read_only(array)

    def _check_loss(
        self, layers: tuple[Layer, ...], spec: DatasetSpec | None, folder: str | Path | None
    ) -> None:
        loss = self.loss
        for key in ("l1", "l2"):
            penalty = getattr(self.table.loss, key)
            if not 0 <= penalty <= MAX_PENALTY:
                self.fail(
                    f"loss.{key}", f"found {as_written(penalty)}; expected 0 to {MAX_PENALTY:,.0f}"
                )
        if self.table.loss.output_delta == "fused" and LOSSES[loss].fused is None:
            problem = f'"fused" with the loss {loss}; expected a cross-entropy or "chain"'
            self.fail("loss.output_delta", problem)
        needed = LOSSES[loss].output_activation
        found = layers[-1].activation
        if needed is not None and found != needed:
            place = f"network.layers[{len(layers) - 1}].activation"
            self.fail(place, f"{found} with the loss {loss}; expected {needed}")
        # Standardised numbers are no probabilities: the loss would fall without end.
        reason = None
        if needed is not None and isinstance(spec, TableSpec | PointSpec):
            reason = why_regression(spec, folder)
        if reason is not None:
            problem = f"{loss} for numbers to be met; expected a squared or absolute error"
            self.fail("loss.name", f"{problem} ({reason.rstrip('.')})" if reason else problem)

    def _data(self, sizes: Sequence[int]) -> tuple[FloatArray | None, FloatArray | None]:
        data = self.table.data
        if data.dataset is not None:
            if data.x is not None or data.y is not None:
                self.fail("data", "dataset beside x and y; expected one or the other")
            return None, None
        if data.x is None or data.y is None:
            missing = "x" if data.x is None else "y"
            self.fail(f"data.{missing}", "missing; expected x and y, or dataset")
        if not data.x:
            self.fail("data.x", "no rows; expected at least one")
        x = self._matrix(
            "data.x", data.x, (len(data.x), sizes[0]), (("row", "rows"), ("input", "inputs"))
        )
        y = self._matrix(
            "data.y",
            data.y,
            (len(data.x), sizes[-1]),
            (("row of x", "rows of x"), ("output", "outputs")),
        )
        if LOSSES[self.loss].output_activation is not None:
            bad = np.argwhere((y < 0) | (y > 1))
            if len(bad):
                row, column = (int(index) for index in bad[0])
                problem = f"found {as_written(y[row, column])}; expected a probability from 0 to 1"
                self.fail(f"data.y[{row}][{column}]", f"{problem} for {self.loss}")
        return x, y

    def _training(self, rows: int | None, spec: Any) -> Training:
        table = self.table.training
        batch_size, validation = _batch_size(table, spec), table.validation
        if isinstance(spec, PointSpec):
            if validation is not None:
                problem = "given beside points; expected data.dataset.train_share"
                self.fail("training.validation", problem)
            validation = spec.held_out(spec.size or 0)
        elif rows is None:
            if validation is None:
                validation = _DATASET_VALIDATION.get(spec, 0)
        elif validation is not None and validation >= rows:
            problem = f"{_count(validation, 'row')} held out of {rows:,}; expected to leave one"
            self.fail("training.validation", problem)
        if table.folds > (rows or table.folds):
            problem = f"{table.folds} folds for {_count(rows or 0, 'row')}"
            self.fail("training.folds", f"{problem}; expected a row for each at least")
        if table.augmentation is not None and not (spec == "mnist" or isinstance(spec, ImageSpec)):
            self.fail("training.augmentation", "the rows are no images; expected a set of images")
        return build_training(table, self.recipe, batch_size, validation or 0, self.fail)


def _batch_size(table: TrainingTable, spec: Any) -> int | None:
    return table.batch_size or (None if spec is None else _DATASET_BATCH_SIZE)


def _bias_mode(layer: LayerTable) -> BiasMode:
    """Return a layer's bias; batch normalisation has a shift of its own in the place of one."""
    return layer.bias or ("none" if layer.batch_norm else "per-unit")


def _parameters(layer: LayerTable, n_in: int, n_out: int) -> int:
    """Return how many parameters a layer has, as `ParameterLayout.count` counts them."""
    biases = {"per-unit": n_out, "frozen": n_out, "per-layer": 1, "none": 0}[_bias_mode(layer)]
    return n_in * n_out + biases + (2 * n_out if layer.batch_norm else 0)


def _count(number: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun, such as "1 row" or "3 units"."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
