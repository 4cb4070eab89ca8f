"""A place of the plane in Explore: what the network says there as a formula, and in the stepper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.models.document import Document
from app.models.trained import OwnRow, network_at
from engine.data.dataset import Dataset
from engine.data.opening import dataset_of
from engine.data.points import PointInputs
from engine.network.parameters import Parameters
from engine.network.scenario import Scenario

if TYPE_CHECKING:
    from symbolic.derive.network_formula import NetworkFormula

Place = tuple[float, ...]
"""x and y, or x alone."""


def formula_at(
    inputs: PointInputs, parameters: Parameters, place: Place, decimals: int = 3
) -> NetworkFormula:
    """Return a network's formula with its weights put in, which comes out at a place.

    Of small networks it takes some milliseconds, once the algebra is loaded.

    Parameters
    ----------
    inputs : PointInputs
        How points become the network's inputs.
    parameters : Parameters
        The network's values.
    place : tuple of float
        As a person reads it: with all its decimals.
    decimals : int
        Of the outputs.
    """
    from symbolic.derive.network_formula import network_formula

    return network_formula(parameters, inputs, place, decimals)


def step_through_place(
    document: Document, scenario: Scenario, parameters: Parameters, when: str, place: Place
) -> None:
    """Let the stepper show a network at a place, as its sample.

    What is to come out there is what does at the nearest point.

    Parameters
    ----------
    document : Document
        What is open.
    scenario, parameters : Scenario, Parameters
        The network and its values, in any precision.
    when : str
        How far it has been trained, such as "after 3 epochs".
    place : tuple of float
        Any; a point's own coordinates show that point.

    Raises
    ------
    DatasetError
        A table has changed, and no longer fits or cannot be read.
    """
    own = _row_at(dataset_of(scenario), place, scenario.sizes[-1])
    document.visit(*network_at(scenario, parameters, when, own=own))


def _row_at(dataset: Dataset, place: Place, outputs: int) -> OwnRow:
    if dataset.points is None:
        raise ValueError("the data set is not of points")
    points = dataset.points.source.points
    nearest = int(np.square(points - np.array(place)).sum(axis=1).argmin())
    x = dataset.points.inputs(np.array([place]))[0]
    y_true = dataset.targets(dataset.y_train[nearest : nearest + 1], outputs)[0]
    axes = zip(("x", "y"), place, strict=False)
    name = ", ".join(f"{axis} = {value:.6g}".replace("-", "−") for axis, value in axes)
    return OwnRow(name, x, y_true)
