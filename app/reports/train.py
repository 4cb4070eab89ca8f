"""Train without a window: a bar on a terminal, lines for people or for scripts."""

import json
import sys
from typing import Any

from engine.scenario import Scenario
from engine.scenario.files import check_writable
from engine.training import (
    Diverged,
    EpochMetrics,
    Final,
    Progress,
    Trainer,
    TrainingPlan,
    save_parameters,
)

BAR = 24


def train(scenario: Scenario, *, save: str | None, as_json: bool, **choices: Any) -> int:
    """Train a scenario and print how it goes.

    Parameters
    ----------
    scenario : Scenario
        What to train.
    save : str or None
        Where to write the trained parameters.
    as_json : bool
        A JSON object a line instead of sentences.
    **choices
        ``epochs``, ``batch_size``, ``seed`` and ``directory``, as in ``TrainingPlan.of``.

    Returns
    -------
    int
        The exit status.

    Raises
    ------
    ScenarioError
        The parameters cannot be written where they are to be saved.
    ArithmeticError
        The loss is no longer finite.
    """
    if save is not None:
        check_writable(save)
    trainer = Trainer(TrainingPlan.of(scenario, **choices))
    show_bar = not as_json and sys.stderr is not None and sys.stderr.isatty()
    for record in trainer.run():
        if isinstance(record, Progress):
            if show_bar:
                _bar(record, trainer.plan.epochs)
            continue
        if show_bar:
            sys.stderr.write("\r\033[K")
        if isinstance(record, Diverged):
            raise ArithmeticError(f"{scenario.id}: {record.sentence}")
        line = json.dumps(_object(record)) if as_json else _sentence(record)
        if sys.stdout is not None:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    if save is not None:
        save_parameters(save, trainer.parameters, scenario)
    return 0


def _object(record: EpochMetrics | Final) -> dict[str, Any]:
    if isinstance(record, EpochMetrics):
        return {
            "epoch": record.epoch,
            "train_loss": record.train_loss,
            "train_accuracy": record.train_accuracy,
            "validation_loss": record.validation_loss,
            "validation_accuracy": record.validation_accuracy,
            "seconds": record.seconds,
            "samples_per_second": record.samples_per_second,
        }
    told = {
        "final": True,
        "test_loss": record.test_loss,
        "test_accuracy": record.test_accuracy,
        "seconds": record.seconds,
        "parameters": record.parameters,
    }
    if record.test_accuracy_without_unknowns is not None:
        told["test_accuracy_without_unknowns"] = record.test_accuracy_without_unknowns
    return told


def _sentence(record: EpochMetrics | Final) -> str:
    if isinstance(record, EpochMetrics):
        parts = [f"epoch {record.epoch:,}", f"training loss {record.train_loss:.6g}"]
        parts += _share("training accuracy", record.train_accuracy)
        if record.validation_loss is not None:
            parts.append(f"validation loss {record.validation_loss:.6g}")
        parts += _share("validation accuracy", record.validation_accuracy)
        parts.append(f"{record.samples_per_second:,.0f} rows a second")
        return " · ".join(parts)
    parts = [f"{record.parameters:,} parameters trained in {record.seconds:.1f} s"]
    if record.test_loss is not None:
        parts.append(f"test loss {record.test_loss:.6g}")
    parts += _share("test accuracy", record.test_accuracy)
    parts += _share("without unknowns", record.test_accuracy_without_unknowns)
    return " · ".join(parts)


def _share(name: str, value: float | None) -> list[str]:
    return [] if value is None else [f"{name} {100 * value:.2f} %"]


def _bar(progress: Progress, epochs: int) -> None:
    done = round(BAR * progress.batch / progress.batches)
    bar = "█" * done + "·" * (BAR - done)
    text = f"epoch {progress.epoch:,} of {epochs:,} {bar} loss {progress.loss:.4g}"
    sys.stderr.write(f"\r\033[K{text}")
    sys.stderr.flush()
