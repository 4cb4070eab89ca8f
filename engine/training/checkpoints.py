"""A run on disk, so that it can go on from there to the same bits."""

import hashlib
import json
import zlib
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ScenarioError
from engine.files.arrays import read_arrays, read_npz
from engine.files.replacing import replace_file
from engine.scenario.writing import dump_scenario, without_notation
from engine.training.course import Best
from engine.training.differences import difference_text, settings_of
from engine.training.plan import TrainingPlan
from engine.training.records import EpochMetrics, Progress
from engine.training.trainer import Trainer

FORMAT = 2
# The first format wrote everything as text, four bytes a letter, and is still read.
_FIRST = 1
_NUMBERS = (
    "epoch",
    "train_loss",
    "train_accuracy",
    "validation_loss",
    "validation_accuracy",
    "seconds",
    "samples_per_second",
    "learning_rate",
    "validation_rmse",
)


# What reading numbers and words from a file that was changed can end in.
_DAMAGED = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


class Checkpoint:
    """Writes a run to a file, whole or not at all, again and again.

    Parameters
    ----------
    path : str or Path
        The file, an .npz.
    trainer : Trainer
        The run.
    every : float
        Seconds between two writes within an epoch.
    """

    def __init__(self, path: str | Path, trainer: Trainer, every: float) -> None:
        self._path = path
        self._trainer = trainer
        self._every = every
        self._identity = identity(trainer)
        self._written = perf_counter()
        self._took = 0.0

    def follow(self, record: Progress | EpochMetrics) -> None:
        """Write the file if it is time to, at the end of an epoch or between two batches.

        Where epochs are so short that writing after each would take most of the run's time, some
        are left out: writing takes a tenth of the time at most. The last one never is.
        """
        since = perf_counter() - self._written
        if isinstance(record, Progress):
            due = since >= self._every
        else:
            due = since >= 10 * self._took or self._trainer.course.is_over
        if due:
            self.write()

    def write(self) -> None:
        """Write the file.

        Raises
        ------
        ScenarioError
            It cannot be written; what stood there before is untouched.
        """
        began = perf_counter()
        arrays = _arrays(self._trainer, self._identity)
        replace_file(self._path, lambda file: np.savez(file, allow_pickle=False, **arrays))
        self._written = perf_counter()
        self._took = self._written - began


def identity(trainer: Trainer) -> str:
    """Return a digest of everything a run's numbers follow from: scenario, plan and rows."""
    plan, data = trainer.plan, trainer.data
    digest = hashlib.sha256(dump_scenario(without_notation(plan.scenario)).encode())
    digest.update(f"{np.dtype(plan.dtype)} {data.scale} {data.shift}".encode())
    arrays: list[NDArray[Any]] = [data.rows.x, data.rows.y_true, data.train, data.held_out]
    if data.test is not None:
        arrays += [data.test.x, data.test.y_true]
    for array in arrays:
        digest.update(f"{array.shape} {array.dtype}".encode())
        digest.update(zlib.crc32(np.ascontiguousarray(array).data).to_bytes(4, "big"))
    return digest.hexdigest()


def resume(path: str | Path, trainer: Trainer) -> None:
    """Put a run that has not begun where a checkpoint's run was.

    Raises
    ------
    ScenarioError
        The file cannot be read, is no checkpoint, or is one of another run.
    """
    path = Path(path)
    no_such_file = "not a checkpoint; expected an .npz file that --checkpoint wrote"
    # Values, moments and the best values, and what is known of each row; history and settings,
    # which are text, are within what a file may have beyond that.
    numbers = 4 * len(trainer.parameters.flat) + 4 * len(trainer.data.rows)
    arrays = read_arrays(path, read_npz, numbers * 8, no_such_file)
    try:
        version = int(arrays["format"])
        if version not in {_FIRST, FORMAT}:
            problem = f"a checkpoint of format {version}; expected format {_FIRST} or {FORMAT}"
            raise ScenarioError(path.name, "", f"{problem}, which this version of Chainrule reads")
        found = str(arrays["identity"])
        described = _described(arrays["told"], version)
        settings = described.get("settings")
        if found == identity(trainer):
            _restore(trainer, arrays, described)
    except _DAMAGED:
        raise ScenarioError(path.name, "", no_such_file) from None
    if found != identity(trainer):
        raise ScenarioError(path.name, "", _of_another(trainer.plan, settings))


def _of_another(plan: TrainingPlan, there: object) -> str:
    """Say what differs between a checkpoint's run and the one asked for."""
    here = settings_of(plan)
    # The first checkpoints did not have their settings.
    differs = f": {difference_text(there, here)}" if isinstance(there, dict) else ""
    problem = (
        f"the checkpoint of another run{differs}; expected one of {plan.scenario.id} with the "
        "same settings, seed and data"
    )
    if isinstance(there, dict) and there.get("training.epochs") != here["training.epochs"]:
        problem += " (the number of epochs too: the learning rate may follow from it)"
    return problem


def _arrays(trainer: Trainer, digest: str) -> dict[str, Any]:
    course, best = trainer.course, trainer.course.best
    described = {
        "settings": settings_of(trainer.plan),
        "epochs_done": course.epochs_done,
        "batch": course.batch,
        "shuffler": course.shuffler.bit_generator.state,
        "draws": course.draws.bit_generator.state,
        "seconds": trainer.seconds,
        "trained_seconds": course.trained_seconds,
        "began": course.began,
        "history": [_numbers(metrics) for metrics in course.history],
        "best": None if best is None else [best.epoch, best.metric],
    }
    arrays: dict[str, NDArray[Any]] = {
        "format": np.array(FORMAT),
        "identity": np.array(digest),
        "told": np.frombuffer(json.dumps(described).encode(), dtype=np.uint8),
        "values": trainer.parameters.flat,
        "order": course.order,
        "losses": course.tally.losses,
        "right": course.tally.right,
    }
    for name, moment in trainer.learner.moments.items():
        arrays[f"moment.{name}"] = moment
    if best is not None:
        arrays["best"] = best.values
    return arrays


def _described(array: NDArray[Any], version: int) -> dict[str, Any]:
    """Return what a file holds as JSON, in the form of the present format."""
    if version != _FIRST and array.dtype != np.uint8:
        raise ValueError("no bytes")
    described: dict[str, Any] = json.loads(str(array) if version == _FIRST else array.tobytes())
    if version == _FIRST and "history" in described:
        described["history"] = [
            [epoch[name] for name in _NUMBERS] for epoch in described["history"]
        ]
    return described


def _numbers(metrics: EpochMetrics) -> list[float | int | None]:
    return [getattr(metrics, name) for name in _NUMBERS]


def _restore(trainer: Trainer, arrays: dict[str, NDArray[Any]], described: dict[str, Any]) -> None:
    course, learner = trainer.course, trainer.learner
    _put(arrays["values"], trainer.parameters.flat)
    if not np.array_equal(np.sort(arrays["order"]), trainer.data.train):
        raise ValueError("other rows")
    _put(arrays["order"], course.order)
    _put(arrays["losses"], course.tally.losses)
    _put(arrays["right"], course.tally.right)
    for name, moment in learner.moments.items():
        _put(arrays[f"moment.{name}"], moment)
    if described["best"] is not None:
        epoch, metric = described["best"]
        values = trainer.parameters.flat.copy()
        _put(arrays["best"], values)
        course.best = Best(int(epoch), float(metric), values)
    course.shuffler.bit_generator.state = described["shuffler"]
    course.draws.bit_generator.state = described["draws"]
    course.epochs_done, course.batch = int(described["epochs_done"]), int(described["batch"])
    if not 0 <= course.batch <= course.batches or course.epochs_done < 0:
        raise ValueError("a place outside the run")
    course.trained_seconds = float(described["trained_seconds"])
    course.began = float(described["began"])
    course.history[:] = [
        EpochMetrics(**dict(zip(_NUMBERS, numbers, strict=True)))
        for numbers in described["history"]
    ]
    trainer.count_seconds(float(described["seconds"]))


def _put(found: NDArray[Any], into: NDArray[Any]) -> None:
    if found.shape != into.shape or found.dtype != into.dtype:
        raise ValueError("an array of another shape")
    into[...] = found
