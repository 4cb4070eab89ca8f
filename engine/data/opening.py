"""The data set that a scenario names, with its normalisation fitted as a run would fit it.

What reads data is loaded where a scenario names some: the others open without it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from engine.catalogue.activations import ACTIVATIONS
from engine.data.splitting import hold_out
from engine.network.data_specs import PointSpec
from engine.network.scenario import Scenario

if TYPE_CHECKING:
    from engine.data.dataset import Dataset
    from engine.data.source import DatasetSource


def source_of(scenario: Scenario, directory: Path | None = None) -> DatasetSource:
    """Read the data set of a scenario that has no rows of its own.

    Parameters
    ----------
    scenario : Scenario
        Names the data set; relative paths of a person's own files start from its folder.
    directory : Path, optional
        Folder that stands in for the bundled data, or for the scenario's folder.

    Raises
    ------
    DatasetError
        A file is missing, damaged or not what it should be.
    """
    from engine.data.library import open_dataset  # noqa: PLC0415

    if scenario.dataset is None:
        raise ValueError("the scenario has rows of its own")
    own_files = not isinstance(scenario.dataset, str)
    if directory is None and own_files and scenario.path is not None:
        directory = scenario.path.parent
    return open_dataset(scenario.dataset, directory)


def with_files_located(scenario: Scenario) -> Scenario:
    """Return a scenario whose own data files are found wherever it is said to come from."""
    spec, path = scenario.dataset, scenario.path
    if spec is None or isinstance(spec, str):
        return scenario
    from engine.data.library import located_in  # noqa: PLC0415

    return replace(scenario, dataset=located_in(spec, Path() if path is None else path.parent))


def dataset_of(scenario: Scenario, directory: Path | None = None) -> Dataset:
    """Return a scenario's data set as one iteration of it sees the rows.

    An iteration has no split of its own. Its inputs agree with training because the normalisation
    is fitted on the rows that a run with the scenario's seed and number of held-out rows trains on.

    Raises
    ------
    DatasetError
        As `source_of`, and when the data set has no such normalisation or too many inputs.
    """
    source = source_of(scenario, directory)
    training = scenario.training
    rows = None
    if training.validation < source.rows:
        rows, _ = hold_out(source.rows, training.validation, training.seed)
    return fitted(source, scenario, rows)


def fitted(
    source: DatasetSource, scenario: Scenario, rows: NDArray[np.integer[Any]] | None
) -> Dataset:
    """Return a data set as a scenario's network takes it, fitted on the rows that are trained on.

    A single unit stands for two classes of points by −1 and 1 where it may be negative.

    Raises
    ------
    DatasetError
        As `dataset_of`.
    """
    dataset = source.fitted_on(rows, scenario.normalisation, scenario.bins)
    last = scenario.layers[-1]
    outputs = ACTIVATIONS[last.activation].outputs
    single = isinstance(scenario.dataset, PointSpec) and len(last.units) == 1
    signed = single and len(dataset.classes) == 2 and (outputs is None or outputs.least < 0.0)
    return replace(dataset, low=-1.0) if signed else dataset
