"""What the rows that are watched say, and what is to be known to read them."""

from dataclasses import replace

import numpy as np

from app.models.training_messages import DataFacts, Samples
from app.text.counting import counted
from app.training.baselines import baseline_sentence
from engine.arrays import FloatArray
from engine.data.source_rows import RowWords
from engine.network.scenario import Scenario


def cell_note(samples: Samples) -> str:
    """Return how many rows stand in a cell of the confusion matrix, and how many of them here."""
    tested = samples.cell is not None and samples.cell.tested
    rows = counted(samples.total, "test row" if tested else "held-out row")
    more = samples.total - len(samples.indices)
    return f"{rows}, as the network is now" + (
        f"; the first {len(samples.indices)} of them." if more > 0 else "."
    )


def samples_title(
    scenario: Scenario, samples: Samples, classes: tuple[str, ...], pictures: bool
) -> str:
    """Return which rows are watched."""
    if samples.cell is not None:
        true, said = classes[samples.cell.true], classes[samples.cell.predicted]
        return f"{true} taken for {said}"
    if pictures:
        noun = "digits" if scenario.dataset == "mnist" else "images"
        return f"Held-out {noun}" if samples.held_out else f"Training {noun}"
    return "Held-out rows" if samples.held_out else "The rows"


def row_texts(scenario: Scenario, samples: Samples, classes: tuple[str, ...]) -> RowWords:
    """Return each sample's columns and target in words: as its file has them, if it has one.

    Classes are named as the network's outputs are called, so that target and answer compare.
    """
    if samples.words is not None:
        if samples.labels is None:
            return samples.words
        targets = tuple(classes[label] for label in samples.labels.tolist())
        return replace(samples.words, targets=targets)
    cells = tuple(tuple(f"{value:z.4g}" for value in row) for row in samples.x)
    return RowWords(scenario.inputs, cells, "target", tuple(_targets(samples, classes)))


def _targets(samples: Samples, classes: tuple[str, ...]) -> list[str]:
    targets = []
    for index, target in enumerate(samples.y_true):
        if samples.labels is not None and _is_one_hot(target):
            targets.append(classes[samples.labels[index]])
        else:
            targets.append("\n".join(f"{value:z.4g}" for value in target))
    return targets


def _is_one_hot(target: FloatArray) -> bool:
    return len(target) > 1 and bool(np.isin(target, (0.0, 1.0)).all())


def rows_note(scenario: Scenario, facts: DataFacts) -> str:
    """Return how the table of rows is to be read."""
    if scenario.dataset == "census":
        return "More than 50,000 dollars a year? In brackets, how sure the network is."
    if facts.target_scale is not None:
        return (
            f"Answers and errors are in the unit of “{facts.target}”. The loss is that of the "
            f"standardised numbers which the network sees. {baseline_sentence(facts)}"
        )
    if facts.target and facts.classes:
        beside = "how sure it is" if facts.threshold == 0.5 else "its output"
        return f"What the network answers for “{facts.target}”, and {beside}."
    return "Inputs as the network takes them; its output follows the run."
