"""Train without a window: a bar on a terminal, lines for people or for scripts."""

import json
import math
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.reports.of_data import (
    baseline_object,
    baseline_words,
    error_words,
    note_lines,
    notes_object,
)
from engine.metrics import Scores
from engine.scenario import Scenario, ScenarioError
from engine.scenario.files import check_writable
from engine.training import (
    Checkpoint,
    Diverged,
    EpochMetrics,
    Final,
    Progress,
    Record,
    Trainer,
    TrainingData,
    TrainingPlan,
    load_parameters,
    resume,
    save_parameters,
)
from engine.training.folds import FoldDone, Summary, cross_validation

BAR = 24


def train(
    scenario: Scenario,
    *,
    start: str | None = None,
    save: str | None,
    checkpoint: str | None = None,
    every: float = 5.0,
    resumed: str | None = None,
    as_json: bool,
    **choices: Any,
) -> int:
    """Train a scenario and print how it goes.

    Parameters
    ----------
    scenario : Scenario
        What to train.
    start : str or None
        Saved parameters to start from.
    save : str or None
        Where to write the trained parameters.
    checkpoint : str or None
        Where to keep the state of the run.
    every : float
        Seconds between two writes of it within an epoch.
    resumed : str or None
        State of a run to go on from; it is kept up to date unless ``checkpoint`` names another.
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
        A file cannot be read, or cannot be written where it is to be or under its name.
    ArithmeticError
        The loss is no longer finite.
    """
    _check_name(save, (".npz", ".safetensors"))
    _check_name(checkpoint, (".npz",))
    kept = checkpoint or resumed
    for path in (save, kept):
        if path is not None:
            check_writable(path)
    if save is not None and kept is not None and os.path.realpath(save) == os.path.realpath(kept):
        problem = "named for the parameters and for the state of the run; expected two files"
        raise ScenarioError(save, "", problem)
    values = None if start is None else load_parameters(start, scenario)
    trainer = Trainer(TrainingPlan.of(scenario, **choices), start=values)
    if resumed is not None:
        resume(resumed, trainer)
    keeper = None if kept is None else Checkpoint(kept, trainer, every)
    data = trainer.data
    if not as_json:
        _write_notes(data)
    for record in _shown(trainer.run(), scenario, trainer.plan.epochs):
        # First on disk, then told: what was told is never lost.
        if keeper is not None and isinstance(record, Progress | EpochMetrics):
            keeper.follow(record)
        if isinstance(record, EpochMetrics | Final):
            _write(_object(record, data) if as_json else _sentence(record, data))
    if save is not None:
        save_parameters(save, trainer.parameters, scenario)
    return 0


def _check_name(path: str | None, endings: tuple[str, ...]) -> None:
    """Refuse a name that does not say what will be in the file, before any work is done."""
    if path is not None and Path(path).suffix.lower() not in endings:
        expected = " or ".join(endings)
        raise ScenarioError(Path(path).name, "", f"expected a name that ends in {expected}")


def cross_validate(
    scenario: Scenario, folds: int, *, files: Sequence[str | None], as_json: bool, **choices: Any
) -> int:
    """Cross-validate a scenario and print what each part came to, and all of them.

    Parameters
    ----------
    scenario : Scenario
        What to train.
    folds : int
        In how many parts.
    files : sequence of str or None
        Files that a single run would read or write: there is none here.
    as_json, **choices
        As in `train`.

    Raises
    ------
    ScenarioError
        A file is named, or there are too few rows.
    ArithmeticError
        The loss is no longer finite.
    """
    named = [path for path in files if path is not None]
    if named:
        problem = "cross-validation trains several networks; expected no file for a single one"
        raise ScenarioError(named[0], "", problem)
    training = replace(scenario.training, folds=folds)
    plan = TrainingPlan.of(replace(scenario, training=training), **choices)
    seen: list[TrainingData] = []

    def watch(trainer: Trainer) -> None:
        if not seen and not as_json:
            _write_notes(trainer.data)
        seen[:] = [trainer.data]

    for record in _shown(cross_validation(plan, watch), scenario, plan.epochs):
        if isinstance(record, FoldDone | Summary):
            told = _fold_object if as_json else _fold_sentence
            _write(told(record, seen[0]))
    return 0


def _shown(
    records: Iterator[Record | FoldDone | Summary], scenario: Scenario, epochs: int
) -> Iterator[Record | FoldDone | Summary]:
    """Show progress on a terminal while records pass by, and end where a run diverges."""
    show_bar = sys.stderr is not None and sys.stderr.isatty()
    for record in records:
        if show_bar and isinstance(record, Progress):
            _bar(record, epochs)
        elif show_bar:
            sys.stderr.write("\r\033[K")
        if isinstance(record, Diverged):
            raise ArithmeticError(f"{scenario.id}: {record.sentence}")
        yield record


def _write_notes(data: TrainingData) -> None:
    for line in note_lines(data):
        _write(line)


def _write(told: dict[str, Any] | str) -> None:
    line = told if isinstance(told, str) else json.dumps(_finite(told))
    if sys.stdout is not None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _finite(told: Any) -> Any:
    """Return what JSON can hold, which has no number that is not finite: null stands for it."""
    if isinstance(told, dict):
        return {key: _finite(value) for key, value in told.items()}
    return None if isinstance(told, float) and not math.isfinite(told) else told


def _object(record: EpochMetrics | Final, data: TrainingData) -> dict[str, Any]:
    if isinstance(record, EpochMetrics):
        told = {
            "epoch": record.epoch,
            "train_loss": record.train_loss,
            "train_accuracy": record.train_accuracy,
            "validation_loss": record.validation_loss,
            "validation_accuracy": record.validation_accuracy,
            "seconds": record.seconds,
            "samples_per_second": record.samples_per_second,
            "learning_rate": record.learning_rate,
        }
        return told | _further("validation", record.scores, record.validation_rmse)
    told = {
        "final": True,
        "test_loss": record.test_loss,
        "test_accuracy": record.test_accuracy,
        "seconds": record.seconds,
        "parameters": record.parameters,
        "epochs": record.epochs,
    }
    if record.test_accuracy_without_unknowns is not None:
        told["test_accuracy_without_unknowns"] = record.test_accuracy_without_unknowns
    if record.best_epoch is not None:
        told["best_epoch"] = record.best_epoch
    told |= _further("test", record.scores, record.test_rmse)
    return told | baseline_object(data) | notes_object(data)


def _further(rows: str, scores: Scores | None, rmse: float | None) -> dict[str, Any]:
    """Return the metrics beyond loss and accuracy, named after the rows they are of."""
    told: dict[str, Any] = {} if rmse is None else {f"{rows}_rmse": rmse}
    if scores is not None:
        told[f"{rows}_precision"] = scores.precision.tolist()
        told[f"{rows}_recall"] = scores.recall.tolist()
        told[f"{rows}_f1"] = scores.f1.tolist()
        told[f"{rows}_macro_precision"] = scores.macro_precision
        told[f"{rows}_macro_recall"] = scores.macro_recall
        told[f"{rows}_macro_f1"] = scores.macro_f1
        told[f"{rows}_roc_auc"] = scores.auc
    return told


def _sentence(record: EpochMetrics | Final, data: TrainingData) -> str:
    if isinstance(record, EpochMetrics):
        parts = [f"epoch {record.epoch:,}", f"training loss {record.train_loss:.6g}"]
        parts += _share("training accuracy", record.train_accuracy)
        if record.validation_loss is not None:
            parts.append(f"validation loss {record.validation_loss:.6g}")
        parts += _share("validation accuracy", record.validation_accuracy)
        parts += _number("validation RMSE", record.validation_rmse)
        parts.append(f"{record.samples_per_second:,.0f} rows a second")
        return " · ".join(parts)
    parts = [f"{record.parameters:,} parameters trained in {record.seconds:.1f} s"]
    if record.best_epoch is not None:
        parts.append(f"best after epoch {record.best_epoch:,} of {record.epochs:,}")
    parts += _number("test loss", record.test_loss)
    parts += _share("test accuracy", record.test_accuracy)
    if record.test_accuracy is not None:
        parts += baseline_words(data)
    parts += _share("without unknowns", record.test_accuracy_without_unknowns)
    parts += error_words("test RMSE", record.test_rmse, data)
    if record.test_rmse is not None:
        parts += baseline_words(data)
    if record.scores is not None:
        parts += _number("macro F1", record.scores.macro_f1)
        parts += _number("ROC AUC", record.scores.auc)
    return " · ".join(parts)


def _fold_object(record: FoldDone | Summary, data: TrainingData) -> dict[str, Any]:
    if isinstance(record, FoldDone):
        told = {"fold": record.fold, "folds": record.folds, **_object(record.metrics, data)}
        return told | {"epochs": record.epochs}
    return {
        "final": True,
        "folds": record.folds,
        **{name: {"mean": mean, "deviation": sd} for name, (mean, sd) in record.values.items()},
        **notes_object(data),
    }


def _fold_sentence(record: FoldDone | Summary, data: TrainingData) -> str:
    if isinstance(record, FoldDone):
        return f"fold {record.fold} of {record.folds} · {_sentence(record.metrics, data)}"
    parts = [f"{record.folds} folds"]
    for name, (mean, deviation) in record.values.items():
        parts.append(f"{name.replace('_', ' ')} {mean:.6g} ± {deviation:.2g}")
    return " · ".join(parts)


def _share(name: str, value: float | None) -> list[str]:
    return [] if value is None else [f"{name} {100 * value:.2f} %"]


def _number(name: str, value: float | None) -> list[str]:
    return [] if value is None else [f"{name} {value:.6g}"]


def _bar(progress: Progress, epochs: int) -> None:
    done = round(BAR * progress.batch / progress.batches)
    bar = "█" * done + "·" * (BAR - done)
    text = f"epoch {progress.epoch:,} of {epochs:,} {bar} loss {progress.loss:.4g}"
    sys.stderr.write(f"\r\033[K{text}")
    sys.stderr.flush()
