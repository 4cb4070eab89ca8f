"""What the settings are called, what they do, and a run's settings in short.

In braces stand letters that notations choose: `Notation.write` puts them in.
"""

from collections.abc import Mapping

from app.models.training_settings import holds_out, is_image_set, start_of
from app.widgets.settings.row import NO_REASON, Reason
from engine.catalogue.initialisers import INITIALISERS
from engine.catalogue.losses import LOSSES
from engine.catalogue.optimisers import OPTIMISERS
from engine.catalogue.records import Key
from engine.catalogue.schedules import SCHEDULES
from engine.network.scenario import Scenario

Names = tuple[str, str, Reason]
"""Name, explanation and reason of a number."""


def optimisers() -> dict[str, tuple[str, str]]:
    """Return the name and explanation of each optimiser."""
    return {name: (record.label, record.sentence) for name, record in OPTIMISERS.items()}


def losses() -> dict[str, tuple[str, str]]:
    """Return the name of each loss."""
    return {name: (record.name, "") for name, record in LOSSES.items()}


def schedules() -> dict[str, tuple[str, str]]:
    """Return the name and explanation of each schedule."""
    return {name: (record.label, record.sentence) for name, record in SCHEDULES.items()}


def numbers(keys: Mapping[str, Key]) -> dict[str, Names]:
    """Return the name, explanation and reason of each number of optimisers or schedules."""
    return {
        name: (key.label, key.explanation, Reason(key.below, key.above))
        for name, key in keys.items()
    }


DISTORTIONS = {
    "shift": (
        "Shift",
        "Up to this share of the width, each way.",
        Reason(above="more would push it out"),
    ),
    "rotation": (
        "Rotation",
        "Up to so many degrees, each way.",
        Reason(above="180 is all the way round"),
    ),
    "scale": (
        "Size",
        "Larger or smaller by up to this share.",
        Reason(above="a picture made smaller by all of itself is gone"),
    ),
    "shear": (
        "Slant",
        "Slanted by up to this share.",
        Reason(above="more would leave nothing to read"),
    ),
    "elastic": (
        "Elastic",
        "Bends images by a random field, so many pixels strong before it is smoothed: 34, say.",
        Reason(above="more would leave nothing to read"),
    ),
    "smoothness": (
        "Smoothness",
        "Over how many pixels neighbours move alike (σ of a Gaussian).",
        Reason(below="less is noise", above="more moves the whole picture"),
    ),
}
"""Name, explanation and reason of each distortion of an image."""

NORMALISATIONS = {
    "none": ("None", "Inputs as they are in the file."),
    "rescale": ("Rescale", "Each column to 0 … 1: (x − min) / (max − min)."),
    "standardise": ("Standardise", "Each column to mean 0 and spread 1: (x − μ) / σ."),
    "unit-norm": ("Unit length", "Each row to length 1: x / ‖x‖."),
    "quantile": (
        "Quantile bins",
        "Each number as a row of inputs, one a bin with equally many rows, filled from the left "
        "up to where the number stands.",
    ),
}
"""Name and explanation of each normalisation."""

IMAGE_NORMALISATIONS = {
    "none": "Pixels as they are in the file, from 0 to 255.",
    "rescale": "All pixels together to 0 … 1: (x − min) / (max − min).",
    "standardise": "All pixels together to mean 0 and spread 1: (x − μ) / σ.",
    "unit-norm": "Each image to length 1: x / ‖x‖.",
}
"""Explanation of each normalisation of images."""

STARTS = {
    "given": ("Given in the file", "The weights stand in the file."),
    "mixed": ("A different rule a layer", "Each layer draws its weights as the file says."),
    "usual": (
        "He for ReLU, else Xavier",
        "As large as keeps the signal’s spread from layer to layer.",
    ),
}
"""Name and explanation of each way to start that is not one initialiser for all layers."""


def starts() -> dict[str, tuple[str, str]]:
    """Return the name and explanation of each way to start."""
    drawn = {name: (record.label, record.sentence) for name, record in INITIALISERS.items()}
    return STARTS | drawn


def scales() -> dict[str, Names]:
    """Return name, explanation and reason of the number of each initialiser that has one."""
    found = {name: record.scale for name, record in INITIALISERS.items()}
    return numbers({name: key for name, key in found.items() if key is not None})


SEED = "Draws the weights, the held-out rows and their order: the same seed, the same run."

PENALTIES = {
    "l1": (
        "L1, λ₁",
        "Adds λ₁ Σ |{w}| to the loss: weights that are hardly needed become 0.",
        Reason(below="below 0 it would reward large weights"),
    ),
    "l2": (
        "L2, λ₂",
        "Adds ½ λ₂ Σ {w}² to the loss, thus λ₂ {w} to each gradient: weights stay small.",
        Reason(below="below 0 it would reward large weights"),
    ),
}
"""Name, explanation and reason of each penalty."""

DROPOUT = (
    "The share of the units left out, others each time, while training: none can rely on another.",
    Reason(above="some units have to stay"),
)
"""Explanation and reason of dropout."""

BATCH_NORM = (
    "{pre_activation} to mean 0 and spread 1 over the batch, then {scaled} = γ {normalised} + β "
    "with γ and β learnt."
)

PATIENCE = (
    "Patience",
    "Epochs without a better one until the run ends.",
    Reason(below="a run needs an epoch"),
)

HELD_OUT = (
    "Held-out rows",
    "Not trained on: they show how the network does on rows it has not seen.",
    Reason(above="some have to be left to train on"),
)
FOLDS = (
    "Folds",
    "0 for a single run. Else the rows are cut in so many parts and each is held out once: the "
    "results’ mean and deviation say how sure they are.",
    NO_REASON,
)
SHUFFLE = "Else every epoch has the same batches in the same order."
BINS = (
    "Bins",
    "So many inputs a column of numbers becomes.",
    Reason(below="a column needs at least one"),
)

METRICS = {
    "validation-loss": ("A lower held-out loss", "It also tells how sure the network is."),
    "validation-accuracy": ("A higher held-out accuracy", "Only which class is named counts."),
}
"""Name and explanation of what early stopping watches."""


def stopping(scenario: Scenario) -> str:
    """Explain early stopping, or what it lacks."""
    if not holds_out(scenario):
        return "Needs held-out rows to watch: set some under Data."
    return "Ends the run once held-out rows get no better, and goes back to the best epoch."


def normalisation(scenario: Scenario) -> str:
    """Explain what is done to the inputs."""
    if is_image_set(scenario):
        return IMAGE_NORMALISATIONS[scenario.normalisation]
    return NORMALISATIONS[scenario.normalisation][1]


def optimiser_summary(scenario: Scenario) -> str:
    """Name the optimiser."""
    return OPTIMISERS[scenario.training.optimiser].label


def schedule_summary(scenario: Scenario) -> str:
    """Name the learning rate's schedule."""
    return SCHEDULES[scenario.training.schedule.name].label.lower()


def regularisation_summary(scenario: Scenario) -> str:
    """Return what keeps the network from learning the rows by heart; "none" for nothing."""
    words = []
    for name, value in (("L1", scenario.l1), ("L2", scenario.l2)):
        if value:
            words.append(f"{name} {value:.4g}")
    shares = sorted({layer.dropout for layer in scenario.layers if layer.dropout})
    if shares:
        words.append(f"dropout {'/'.join(f'{share:.4g}' for share in shares)}")
    if any(layer.batch_norm for layer in scenario.layers):
        words.append("batch norm")
    if scenario.training.early_stopping is not None:
        words.append("early stopping")
    return ", ".join(words) or "none"


def images_summary(scenario: Scenario) -> str:
    """Return how images are distorted."""
    augmentation = scenario.training.augmentation
    if augmentation is None:
        return "as they are"
    kinds = [key for key in DISTORTIONS if key != "smoothness" and getattr(augmentation, key)]
    return ", ".join(DISTORTIONS[key][0].lower() for key in kinds) or "as they are"


def data_summary(scenario: Scenario) -> str:
    """Return which rows are held out and what is done to the inputs."""
    training = scenario.training
    words = [f"{training.validation:,} held out" if training.validation else "none held out"]
    if training.folds:
        words = [f"{training.folds} folds"]
    if scenario.dataset is not None and scenario.normalisation != "none":
        words.append(NORMALISATIONS[scenario.normalisation][0].lower())
    return ", ".join(words)


def start_summary(scenario: Scenario) -> str:
    """Return how the weights start."""
    return starts()[start_of(scenario)][0]


def summary(scenario: Scenario) -> str:
    """Return a run's settings in a line, what is usual left out."""
    words = [optimiser_summary(scenario)]
    if scenario.training.schedule.changes:
        words.append(schedule_summary(scenario))
    if (summary_text := regularisation_summary(scenario)) != "none":
        words.append(summary_text)
    if scenario.training.augmentation is not None:
        words.append("distorted images")
    if scenario.training.folds:
        words.append(f"{scenario.training.folds} folds")
    return ", ".join(words)
