"""A network over points of the plane, changed: other points, other features, and what they need."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from engine.catalogue.features import FEATURES
from engine.catalogue.generators import POINT_GENERATORS
from engine.data.library import open_dataset
from engine.data.opening import dataset_of
from engine.design.columns import Column, columns_of, reshaped
from engine.errors import DatasetError, ScenarioError
from engine.network.data_specs import PointSpec, TableSpec
from engine.network.scenario import Scenario
from engine.scenario.checking import check_scenario

MOST_TAKEN = 40
"""So many of the points that there are become a person's own."""

_OUTPUTS = {"tanh": "half-squared-error", "sigmoid": "binary-cross-entropy"}
"""Activations of a single unit that stands for two classes, each with a loss that goes with it."""


def title_of(scenario: Scenario) -> str:
    """Return the title of a playground: its points, its hidden layers, their activation."""
    spec, hidden = scenario.dataset, scenario.layers[:-1]
    assert isinstance(spec, PointSpec)
    label = POINT_GENERATORS[spec.generator].label
    sizes = "-".join(str(len(layer.units)) for layer in hidden)
    network = f"{sizes} {hidden[0].activation}" if hidden else "no hidden layer"
    return f"{label[:1].upper()}{label[1:]}, {network}"[:200]


def with_spec(scenario: Scenario, **changed: Any) -> Scenario:
    """Return a scenario over points with keys of its data set changed.

    Weights of features that stay stay. Where there are other classes, or numbers instead, outputs,
    their activation and the loss become the usual ones.

    Raises
    ------
    ScenarioError
        A key is out of range.
    DatasetError
        The points cannot be made or read.
    """
    before = scenario.dataset
    assert isinstance(before, PointSpec)
    return _fitted(scenario, replace(before, **changed))


def with_generator(scenario: Scenario, name: str) -> Scenario:
    """Return a scenario over the points of another generator, as many as it usually makes."""
    before, record = scenario.dataset, POINT_GENERATORS[name]
    assert isinstance(before, PointSpec)
    features = tuple(each for each in before.features if record.axes > 1 or "y" not in each)
    spec = PointSpec(
        name,
        noise=before.noise,
        size=record.size,
        train_share=before.train_share,
        seed=before.seed,
        features=features or ("x",),
        formula=record.formula,
    )
    return _fitted(scenario, spec)


def with_own_points(scenario: Scenario) -> Scenario:
    """Return a scenario whose points are a person's own: at first some of those there are."""
    dataset, before = dataset_of(scenario), scenario.dataset
    assert isinstance(before, PointSpec)
    assert dataset.points is not None
    source = dataset.points.source
    rows = zip(source.points[:MOST_TAKEN].round(2), source.outcomes[:MOST_TAKEN], strict=True)
    classes = len(source.classes)
    spec = PointSpec(
        "points",
        size=min(MOST_TAKEN, len(source.points)),
        train_share=before.train_share,
        features=before.features,
        points=tuple((*map(float, place), round(float(outcome), 2)) for place, outcome in rows),
        task="classification" if classes else "regression",
        classes=classes or 2,
    )
    return _fitted(scenario, spec)


def with_table(scenario: Scenario, table: TableSpec, columns: tuple[str, ...]) -> Scenario:
    """Return a scenario whose points are two columns of a table, or one.

    Raises
    ------
    UserError
        The table cannot be read, or does not have them.
    """
    before = scenario.dataset
    assert isinstance(before, PointSpec)
    chosen = [each for each in before.features if len(columns) > 1 or not FEATURES[each].needs_y]
    spec = PointSpec(
        "table",
        train_share=before.train_share,
        features=tuple(chosen) or ("x",),
        table=table,
        columns=columns,
    )
    return _fitted(scenario, replace(spec, size=open_dataset(spec).rows))


def with_rows(scenario: Scenario, rows: Sequence[Sequence[float]]) -> Scenario:
    """Return a scenario with other own points."""
    points = tuple(tuple(map(float, row)) for row in rows)
    return with_spec(scenario, points=points, size=len(points))


def with_feature_toggled(scenario: Scenario, feature: str) -> Scenario:
    """Return a scenario that has a feature among its inputs, or has it no more.

    Raises
    ------
    ScenarioError
        It is the last one.
    """
    spec = scenario.dataset
    assert isinstance(spec, PointSpec)
    chosen = {*spec.features} ^ {feature}
    features = tuple(each for each in FEATURES if each in chosen)
    if not features:
        problem = "a network needs an input at least; expected one feature to stay"
        raise ScenarioError(scenario.called, "data.dataset.features", problem)
    return with_spec(scenario, features=features)


def _fitted(scenario: Scenario, spec: PointSpec) -> Scenario:
    """Return the scenario over these points, with the inputs and outputs that they need."""
    before = scenario.dataset
    assert isinstance(before, PointSpec)
    rows = spec.size or 0
    training = replace(scenario.training, validation=spec.held_out(rows))
    changed = replace(scenario, dataset=spec, training=training)
    columns = columns_of(changed)
    known = {feature: at for at, feature in enumerate(before.features)}
    columns[0] = Column(0, tuple(known.get(feature) for feature in spec.features))
    classes, outputs = _classes_of(changed, spec), len(columns[-1].units)
    count = classes if classes > 2 or classes == outputs == 2 else 1
    units = (at if at < outputs else None for at in range(count))
    columns[-1] = Column(len(columns) - 1, tuple(units))
    changed = _with_outputs(changed, classes, count)
    fitted = reshaped(changed, columns)
    if spec.generator == before.generator:
        return check_scenario(retitled(scenario, fitted))
    return check_scenario(replace(fitted, title=title_of(fitted)))


def _classes_of(scenario: Scenario, spec: PointSpec) -> int:
    record = POINT_GENERATORS[spec.generator]
    if record.make is not None:
        return record.classes
    if spec.generator == "points":
        return spec.classes if spec.task == "classification" else 0
    try:
        return len(dataset_of(scenario).classes)
    except DatasetError as error:
        raise ScenarioError(scenario.called, "data.dataset", str(error)) from None


def _with_outputs(scenario: Scenario, classes: int, count: int) -> Scenario:
    """Return the scenario with an activation of the outputs and a loss that suit them."""
    last = scenario.layers[-1]
    if not classes:
        usual = {"linear": "half-squared-error"}
    else:
        usual = _OUTPUTS if count == 1 else {"softmax": "categorical-cross-entropy"}
    if last.activation in usual:
        return scenario
    activation, loss = next(iter(usual.items()))
    layers = (*scenario.layers[:-1], replace(last, activation=activation, keys={}))
    return replace(scenario, loss=loss, output_delta="chain", layers=layers)


def retitled(before: Scenario, after: Scenario) -> Scenario:
    """Return a changed scenario under the title of its points and layers, if it had such a one."""
    if before.title != title_of(before) or title_of(after) == before.title:
        return after
    return check_scenario(replace(after, title=title_of(after)))
