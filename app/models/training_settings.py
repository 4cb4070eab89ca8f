"""Change how a scenario is trained: every change is a new scenario, checked like a file."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.initialisers import INITIALISERS
from engine.catalogue.optimisers import OPTIMISERS
from engine.errors import ScenarioError
from engine.network.data_specs import ImageSpec, NormalisationName, normalisations_of
from engine.network.layout import ParameterLayout
from engine.network.scenario import (
    Augmentation,
    EarlyStopping,
    Layer,
    Scenario,
    Schedule,
    StoppingMetric,
)
from engine.scenario.building import MAX_FOR_HESSIAN
from engine.scenario.checking import check_scenario
from engine.scenario.layer_options import NORMALISING
from engine.training.plan import TrainingPlan

Start = str
"""How the weights start: all drawn by one initialiser, which it then names; "given", as they
stand in the file; "usual", by each layer's usual initialiser; "mixed", by different ones."""


def is_image_set(scenario: Scenario) -> bool:
    """Return whether the rows are images."""
    return scenario.dataset == "mnist" or isinstance(scenario.dataset, ImageSpec)


def takes_normalisation(scenario: Scenario, name: str) -> bool:
    """Return whether the data set, if there is one, can be normalised so."""
    return scenario.dataset is not None and name in normalisations_of(scenario.dataset)


def fits_optimiser(scenario: Scenario, name: str) -> bool:
    """Return whether the network is small enough for what an optimiser needs."""
    return not OPTIMISERS[name].needs_hessian or ParameterLayout(scenario).count <= MAX_FOR_HESSIAN


def with_training(scenario: Scenario, **changed: Any) -> Scenario:
    """Change entries of ``[training]``.

    Raises
    ------
    ScenarioError
        An entry is out of range or does not fit the others; so do all functions below.
    """
    return check_scenario(replace(scenario, training=replace(scenario.training, **changed)))


def with_numbers(scenario: Scenario, **changed: Any) -> Scenario:
    """Change the learning rate, the rows per update, the epochs or both seeds.

    ``batch_size`` None takes all rows at once.
    """
    if "batch_size" in changed and changed["batch_size"] is None:
        training = replace(scenario.training, batch_size=changed.pop("batch_size"))
        scenario = replace(scenario, training=training)
    return TrainingPlan.of(scenario, **changed).scenario


def with_optimiser(scenario: Scenario, name: str, earlier: Sequence[Scenario] = ()) -> Scenario:
    """Change the update rule; its numbers are the usual ones.

    After one that takes all rows at once, batches are as large as in the latest of some earlier
    scenarios that had any.
    """
    sizes = (
        known.training.batch_size
        for known in (scenario, *earlier)
        if not OPTIMISERS[known.training.optimiser].full_batch
    )
    size = None if OPTIMISERS[name].full_batch else next(sizes, None)
    return with_training(scenario, optimiser=name, batch_size=size, keys={})


def with_optimiser_number(scenario: Scenario, name: str, value: float) -> Scenario:
    """Change one of the update rule's numbers."""
    return with_training(scenario, keys={**scenario.training.keys, name: value})


def with_schedule_named(scenario: Scenario, name: str) -> Scenario:
    """Change the rule of the learning rate; its numbers are the usual ones."""
    return with_training(scenario, schedule=Schedule(name))


def with_schedule_number(scenario: Scenario, name: str, value: float) -> Scenario:
    """Change one of the numbers of the learning rate's rule."""
    schedule = scenario.training.schedule
    changed = replace(schedule, keys={**schedule.keys, name: value})
    return with_training(scenario, schedule=changed)


def with_penalties(scenario: Scenario, **changed: float) -> Scenario:
    """Change λ of the penalties ``l1`` and ``l2``."""
    return check_scenario(replace(scenario, **changed))


def with_early_stopping(scenario: Scenario, stopping: EarlyStopping | None) -> Scenario:
    """Change when a run ends early."""
    if stopping is not None and not holds_out(scenario):
        raise _refusal(scenario, "early_stopping", "no rows are held out; expected some to watch")
    return with_training(scenario, early_stopping=stopping)


def with_patience(scenario: Scenario, patience: int) -> Scenario:
    """Change how many epochs early stopping waits for a better one."""
    if patience < 1:
        raise _refusal(scenario, "patience", f"found {patience:,}; expected a whole number from 1")
    return _with_stopping(scenario, patience=patience)


def with_stopping_metric(scenario: Scenario, metric: StoppingMetric) -> Scenario:
    """Change what has to become better."""
    return _with_stopping(scenario, metric=metric)


def _with_stopping(scenario: Scenario, **changed: Any) -> Scenario:
    stopping = scenario.training.early_stopping
    if stopping is None:
        return scenario
    return with_training(scenario, early_stopping=replace(stopping, **changed))


def holds_out(scenario: Scenario) -> bool:
    """Return whether rows are held out, be it in turn."""
    return scenario.training.validation > 0 or scenario.training.folds > 0


def with_validation(scenario: Scenario, count: int, rows: int | None = None) -> Scenario:
    """Change how many rows are held out, of so many where that is known."""
    if count < 0:
        raise _refusal(scenario, "validation", f"found {count:,}; expected a whole number from 0")
    if rows is not None and count >= rows:
        problem = f"{count:,} rows held out of {rows:,}; expected to leave at least one"
        raise _refusal(scenario, "validation", problem)
    if not count and not scenario.training.folds and scenario.training.early_stopping is not None:
        problem = "early stopping watches held-out rows; switch it off first"
        raise _refusal(scenario, "validation", problem)
    return with_training(scenario, validation=count)


def with_folds(scenario: Scenario, folds: int) -> Scenario:
    """Change into how many parts the rows are cut for cross-validation."""
    if folds < 0:
        raise _refusal(scenario, "folds", f"found {folds:,}; expected a whole number from 0")
    stopping = scenario.training.early_stopping
    if not folds and not scenario.training.validation and stopping is not None:
        problem = "early stopping watches held-out rows; switch it off first"
        raise _refusal(scenario, "folds", problem)
    return with_training(scenario, folds=folds)


def with_augmentation(scenario: Scenario, **changed: float) -> Scenario:
    """Change how far images are distorted; without any distortion there is none."""
    known = scenario.training.augmentation or Augmentation()
    augmentation = replace(known, **changed)
    checked = with_training(scenario, augmentation=augmentation)
    if replace(augmentation, smoothness=0.0) == Augmentation(smoothness=0.0):
        return with_training(checked, augmentation=None)
    return checked


def with_normalisation(scenario: Scenario, name: NormalisationName) -> Scenario:
    """Change what is done to the inputs; a table then may have other columns, thus inputs."""
    changed = replace(scenario, normalisation=name)
    fitted = check_scenario(changed, keep_inputs=is_image_set(scenario))
    return _with_first_layer_fitting(fitted, scenario)


def with_bins(scenario: Scenario, bins: int) -> Scenario:
    """Change how finely the quantile encoding divides a column."""
    if bins < 1:
        raise _refusal(scenario, "bins", f"found {bins:,}; expected a whole number from 1")
    fitted = check_scenario(replace(scenario, bins=bins), keep_inputs=False)
    return _with_first_layer_fitting(fitted, scenario)


def _with_first_layer_fitting(fitted: Scenario, before: Scenario) -> Scenario:
    weights, count = fitted.layers[0].weights, len(fitted.inputs)
    if len(before.inputs) == count:
        # The same columns under the names they had.
        return replace(fitted, inputs=before.inputs)
    if weights is not None:
        problem = (
            f"gives {count:,} inputs, and the first layer's weights are given for "
            f"{weights.shape[1]:,}; choose under Start how they are drawn"
        )
        raise _refusal(before, "normalisation", problem)
    first = replace(fitted.layers[0], frozen_weights=None, absent_weights=None)
    return replace(fitted, layers=(first, *fitted.layers[1:]))


def with_dropout(scenario: Scenario, indices: range, share: float) -> Scenario:
    """Change the share of units dropped in some layers, counted from 0."""
    layers = [
        replace(layer, dropout=share) if index in indices else layer
        for index, layer in enumerate(scenario.layers)
    ]
    return check_scenario(replace(scenario, layers=tuple(layers)))


def with_batch_norm(scenario: Scenario, index: int, on: bool, original: Scenario) -> Scenario:
    """Change whether a layer normalises over the batch.

    Its shift β then stands in for a bias, unless the file says otherwise; without normalisation
    the bias of the original comes back. A layer of a network that has become deeper or shallower
    has no other one in the original.
    """
    layer = scenario.layers[index]
    first = replace(layer, batch_norm=False, bias="per-unit")
    if len(original.layers) == len(scenario.layers):
        first = original.layers[index]
    plain = layer.bias == "per-unit" and layer.biases is None and layer.bias_names is None
    bias = layer.bias
    if on and plain and not first.batch_norm:
        bias = "none"
    elif not on and layer.bias == "none":
        bias = "per-unit" if first.batch_norm else first.bias
    learnt = dict.fromkeys(NORMALISING)
    layers = list(scenario.layers)
    layers[index] = replace(layer, batch_norm=on, bias=bias, **learnt)
    return check_scenario(replace(scenario, layers=tuple(layers)))


def start_of(scenario: Scenario) -> Start:
    """Say how the weights start."""
    layers = scenario.layers
    if any(layer.weights is not None for layer in layers):
        return "given"
    names = {layer.initialiser for layer in layers}
    scales = {layer.initialiser_scale for layer in layers}
    if len(names) == 1 and (
        len(scales) == 1 or not any(INITIALISERS[name].scale for name in names)
    ):
        return names.pop()
    usual = all(layer.initialiser == _usual(layer) for layer in layers)
    return "usual" if usual else "mixed"


def has_two_usual_starts(scenario: Scenario) -> bool:
    """Return whether the layers' usual rules differ; else the usual start is one of the others."""
    return len({_usual(layer) for layer in scenario.layers}) > 1


def with_start(scenario: Scenario, start: Start, original: Scenario) -> Scenario:
    """Change how the weights start; "given" and "mixed" bring the original's start back."""
    if start in ("given", "mixed"):
        if original.sizes != scenario.sizes:
            problem = f"the file's are for {original.sizes[0]:,} inputs; there are now"
            raise _refusal(scenario, "initialiser", f"{problem} {scenario.sizes[0]:,}")
        keys = ("weights", "biases", "initialiser", "initialiser_scale")
        layers = [
            replace(layer, **{key: getattr(old, key) for key in keys})
            for layer, old in zip(scenario.layers, original.layers, strict=True)
        ]
    else:
        layers = [
            _drawn(layer, _usual(layer) if start == "usual" else start) for layer in scenario.layers
        ]
    return check_scenario(replace(scenario, layers=tuple(layers)))


def with_start_scale(scenario: Scenario, scale: float) -> Scenario:
    """Change the number of an initialiser that has one."""
    layers = [replace(layer, initialiser_scale=scale) for layer in scenario.layers]
    return check_scenario(replace(scenario, layers=tuple(layers)))


def _drawn(layer: Layer, initialiser: Any) -> Layer:
    scale = 0.5 if INITIALISERS[initialiser].scale else 1.0
    learnt = dict.fromkeys(NORMALISING)
    # What is frozen is no start: it stays what the file says, and so does its layer's rest.
    stays = layer.bias == "frozen" or layer.frozen_biases is not None
    biases = layer.biases if stays else None
    return replace(
        layer,
        weights=None if layer.frozen_weights is None else layer.weights,
        biases=biases,
        initialiser=initialiser,
        initialiser_scale=scale,
        **learnt,
    )


def _usual(layer: Layer) -> str:
    return ACTIVATIONS[layer.activation].initialiser


def _refusal(scenario: Scenario, key: str, problem: str) -> ScenarioError:
    return ScenarioError(scenario.called, f"training.{key}", problem)
