"""How a data set of a person's own is trained where its scenario does not say."""

from pathlib import Path
from typing import Any

from msgspec import Struct

from engine.catalogue.optimisers import OPTIMISERS
from engine.errors import DatasetError, Fail
from engine.scenario.schema import TrainingTable

UPDATES = 500
"""How many updates a small table needs: iris and the like are learned well after so many."""

FEWEST_EPOCHS, MOST_EPOCHS = 10, 200
MANY_ROWS = 5_000
"""From here on an epoch has enough updates for a smaller learning rate."""

HIGHEST_FOR_ADAM = 0.02
"""Up to this learning rate Adam is the better choice, above it plain gradient descent."""


class Recipe(Struct, frozen=True):
    """What is left out of ``[training]``, filled in.

    Attributes
    ----------
    optimiser, learning_rate, epochs
        As ``Training`` has them.
    note : str
        A sentence on what was chosen, and by what; empty where nothing was.
    """

    optimiser: str
    learning_rate: float
    epochs: int
    note: str = ""


def recipe_of(
    table: TrainingTable, spec: Any, folder: str | Path | None, batch_size: int | None, fail: Fail
) -> Recipe:
    """Return optimiser, learning rate and epochs of a scenario.

    Those that the file leaves out follow the number of rows where these are a person's own table
    or images. Elsewhere they are SGD and 10 epochs, and a learning rate has to be given.
    """
    own = spec is not None and not isinstance(spec, str)
    rate = table.learning_rate
    if not own and rate is None:
        fail("training.learning_rate", "missing; this key is required")
    if not own or (table.epochs is not None and rate is not None):
        return Recipe(str(table.optimiser or "sgd"), rate or 0.0, table.epochs or FEWEST_EPOCHS)
    from engine.data.library import open_dataset  # noqa: PLC0415

    try:
        rows = open_dataset(spec, folder).rows
    except DatasetError:
        # Whoever needs the rows says why they cannot be read; until then any number will do.
        return Recipe(str(table.optimiser or "sgd"), rate or 0.01, table.epochs or FEWEST_EPOCHS)
    return _chosen(table, rows, batch_size)


def _chosen(table: TrainingTable, rows: int, batch_size: int | None) -> Recipe:
    rate = table.learning_rate
    optimiser = None if table.optimiser is None else str(table.optimiser)
    if optimiser is None:
        # The number of epochs may have been meant for the usual rule.
        usual = table.epochs is not None or (rate is not None and rate > HIGHEST_FOR_ADAM)
        optimiser = "sgd" if usual else "adam"
    if rate is None:
        rate = OPTIMISERS[optimiser].usual_rates[rows >= MANY_ROWS]
    updates = -(-rows // min(batch_size or rows, rows))
    epochs = table.epochs or min(max(FEWEST_EPOCHS, -(-UPDATES // updates)), MOST_EPOCHS)
    left_out = {"optimiser": optimiser, "learning_rate": f"{rate:g}", "epochs": f"{epochs:,}"}
    words = [f"{key} {value}" for key, value in left_out.items() if getattr(table, key) is None]
    note = f"{_listed(words)} chosen for {rows:,} rows; [training] can say otherwise"
    return Recipe(optimiser, rate, epochs, note)


def _listed(words: list[str]) -> str:
    return " and ".join([*([", ".join(words[:-1])] if words[1:] else []), words[-1]])
