"""What a training run reports: a sentence for people, an object for scripts."""

from typing import Any

from app.reports.of_data import baseline_object, baseline_words, error_words, notes_object
from engine.training import EpochMetrics, Final, TrainingData
from engine.training.folds import FoldDone, Summary
from engine.training.metrics import Scores


def object_of(record: EpochMetrics | Final, data: TrainingData) -> dict[str, Any]:
    """Return an epoch, or the end of a run, as an object for JSON."""
    if isinstance(record, EpochMetrics):
        values = {
            "epoch": record.epoch,
            "train_loss": record.train_loss,
            "train_accuracy": record.train_accuracy,
            "validation_loss": record.validation_loss,
            "validation_accuracy": record.validation_accuracy,
            "seconds": record.seconds,
            "samples_per_second": record.samples_per_second,
            "learning_rate": record.learning_rate,
        }
        return values | _further("validation", record.scores, record.validation_rmse)
    values = {
        "final": True,
        "test_loss": record.test_loss,
        "test_accuracy": record.test_accuracy,
        "seconds": record.seconds,
        "parameters": record.parameters,
        "epochs": record.epochs,
    }
    if record.test_accuracy_without_unknowns is not None:
        values["test_accuracy_without_unknowns"] = record.test_accuracy_without_unknowns
    if record.best_epoch is not None:
        values["best_epoch"] = record.best_epoch
    values |= _further("test", record.scores, record.test_rmse)
    return values | baseline_object(data) | notes_object(data)


def _further(rows: str, scores: Scores | None, rmse: float | None) -> dict[str, Any]:
    """Return the metrics beyond loss and accuracy, named after the rows they are of."""
    values: dict[str, Any] = {} if rmse is None else {f"{rows}_rmse": rmse}
    if scores is not None:
        values[f"{rows}_precision"] = scores.precision.tolist()
        values[f"{rows}_recall"] = scores.recall.tolist()
        values[f"{rows}_f1"] = scores.f1.tolist()
        values[f"{rows}_macro_precision"] = scores.macro_precision
        values[f"{rows}_macro_recall"] = scores.macro_recall
        values[f"{rows}_macro_f1"] = scores.macro_f1
        values[f"{rows}_roc_auc"] = scores.auc
    return values


def sentence_of(record: EpochMetrics | Final, data: TrainingData) -> str:
    """Return an epoch, or the end of a run, as a line for people."""
    if isinstance(record, EpochMetrics):
        parts = [f"epoch {record.epoch:,}", f"training loss {record.train_loss:.6g}"]
        parts += _share("training accuracy", record.train_accuracy)
        if record.validation_loss is not None:
            parts.append(f"validation loss {record.validation_loss:.6g}")
        parts += _share("validation accuracy", record.validation_accuracy)
        parts += _number("validation RMSE", record.validation_rmse)
        parts.append(f"{record.samples_per_second:,.0f} rows a second")
        return ", ".join(parts)
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
    return ", ".join(parts)


def fold_object_of(record: FoldDone | Summary, data: TrainingData) -> dict[str, Any]:
    """Return a part of a cross-validation, or all of it, as an object for JSON."""
    if isinstance(record, FoldDone):
        values = {"fold": record.fold, "folds": record.folds, **object_of(record.metrics, data)}
        return values | {"epochs": record.epochs}
    return {
        "final": True,
        "folds": record.folds,
        **{name: {"mean": mean, "deviation": sd} for name, (mean, sd) in record.values.items()},
        **notes_object(data),
    }


def fold_sentence_of(record: FoldDone | Summary, data: TrainingData) -> str:
    """Return a part of a cross-validation, or all of it, as a line for people."""
    if isinstance(record, FoldDone):
        return f"fold {record.fold} of {record.folds}, {sentence_of(record.metrics, data)}"
    parts = [f"{record.folds} folds"]
    for name, (mean, deviation) in record.values.items():
        parts.append(f"{name.replace('_', ' ')} {mean:z.6g} ± {deviation:.2g}")
    return ", ".join(parts)


def _share(name: str, value: float | None) -> list[str]:
    return [] if value is None else [f"{name} {100 * value:.2f} %"]


def _number(name: str, value: float | None) -> list[str]:
    return [] if value is None else [f"{name} {value:z.6g}"]
