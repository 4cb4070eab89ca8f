"""The network and the training that suit a table or images of some size."""

from dataclasses import dataclass

SMALL, MEDIUM, LARGE = 1_000, 5_000, 50_000
"""From so many training rows on a network may be larger, and rows can be held out."""

HELD_OUT = 0.1


@dataclass(frozen=True)
class NetworkRecipe:
    """What is proposed for data of a size; the rest follows the number of rows by itself.

    Attributes
    ----------
    hidden
        Units of the hidden layer, which has ReLU.
    dropout
        The share of them that is dropped in training.
    l2
        The factor of the penalty on weights.
    validation
        How many rows are held out.
    patience
        After how many epochs that are no better a run ends; None runs to the end.
    """

    hidden: int
    dropout: float = 0.0
    l2: float = 0.0
    validation: int = 0
    patience: int | None = None


def network_recipe(rows: int, inputs: int, *, images: bool = False) -> NetworkRecipe:
    """Return what suits so many training rows of so many inputs.

    Of few rows every one is needed to learn from, and a penalty keeps few units from learning them
    by heart; of many a tenth can be held out, and says when to stop.
    """
    if rows < SMALL:
        return NetworkRecipe(32 if images else 8, l2=0.001 if images else 0.01)
    if rows < MEDIUM:
        return NetworkRecipe(32 if images or inputs > 32 else 16, l2=0.001)
    held_out = round(HELD_OUT * rows)
    if rows < LARGE and not images:
        return NetworkRecipe(64, l2=0.0001, validation=held_out, patience=5)
    return NetworkRecipe(128, dropout=0.2, validation=held_out, patience=5)
