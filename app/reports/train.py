"""Train without a window: a bar on a terminal, lines for people or for scripts."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.interruption import Interruption
from app.output import Lines, complain, to_json
from app.reports.bar import Bar, work_shown
from app.reports.of_data import note_lines, with_advice
from app.reports.train_lines import fold_object_of, fold_sentence_of, object_of, sentence_of
from engine.compilation.store import code_store
from engine.errors import DivergenceError, ScenarioError
from engine.files.replacing import check_writable
from engine.network.scenario import Scenario
from engine.training import (
    Checkpoint,
    Diverged,
    EpochMetrics,
    Final,
    Preparing,
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
    DivergenceError
        The loss is no longer finite; the best epoch's parameters are saved where there is one.
    KeyboardInterrupt
        Somebody stopped the run; its state is kept where it was to be.
    """
    state = checkpoint or resumed
    _check_files(start, save, state, checkpoint)
    plan = TrainingPlan.of(scenario, **choices)
    values = None if start is None else load_parameters(start, scenario, plan.dtype)
    with work_shown():
        trainer = Trainer(plan, start=values)
    if resumed is not None:
        resume(resumed, trainer)
    keeper = None if state is None else Checkpoint(state, trainer, every)
    # What is written to a file is wanted though nobody reads how it goes.
    lines = Lines(needed=save is None and keeper is None)
    data = with_advice(trainer)
    if not as_json:
        lines.write(note_lines(data.notes))
    _say_where_code_is_not_stored()
    last = _follow(trainer, data, keeper, state, lines, as_json=as_json)
    if isinstance(last, Diverged):
        problem = f"{scenario.id}: {last.sentence}"
        if save is not None and last.best_epoch is None:
            problem += f" {Path(save).name} is not written."
        elif save is not None:
            save_parameters(save, trainer.parameters, scenario)
            problem += f" {Path(save).name} holds them."
        raise DivergenceError(problem)
    if save is not None:
        save_parameters(save, trainer.parameters, scenario)
    return 0


def _say_where_code_is_not_stored() -> None:
    """Say why every run will compile anew, where the folder for compiled code cannot be used."""
    if code_store().problem:
        complain(f"chainrule: {code_store().problem}")


def _follow(
    trainer: Trainer,
    data: TrainingData,
    keeper: Checkpoint | None,
    state: str | None,
    lines: Lines,
    *,
    as_json: bool,
) -> Record | None:
    """Print how a run goes to its end, and return its last record."""
    record: Record | None = None
    with Interruption() as interruption, Bar(trainer.plan.scenario.training.epochs) as bar:
        for record in trainer.run():
            # First on disk, then printed: what was printed is never lost.
            if keeper is not None and isinstance(record, Progress | EpochMetrics):
                keeper.follow(record)
            if isinstance(record, Progress | Preparing):
                bar.show(record)
            else:
                bar.clear()
            if isinstance(record, EpochMetrics | Final):
                line = to_json(object_of(record, data)) if as_json else sentence_of(record, data)
                lines.write([line])
            if interruption.asked and not isinstance(record, Final | Diverged):
                # Here the run rests, and its state is whole.
                if keeper is not None and not isinstance(record, Preparing):
                    keeper.write()
                raise KeyboardInterrupt(_stopped(trainer, state))
    return record


def _stopped(trainer: Trainer, state: str | None) -> str:
    scenario = trainer.plan.scenario
    epochs = scenario.training.epochs
    where = f"{scenario.id}: stopped in epoch {min(trainer.course.epoch, epochs):,}"
    rest = "nothing is kept of it" if state is None else f"--resume {state} goes on from there"
    return f"{where} of {epochs:,}; {rest}"


def _check_files(
    start: str | None, save: str | None, state: str | None, checkpoint: str | None
) -> None:
    """Refuse files that cannot be written, before any work is done."""
    _check_name(save, (".npz", ".safetensors"))
    _check_name(checkpoint, (".npz",))
    for path in (save, state):
        if path is not None:
            check_writable(path)
    if _are_same(save, state):
        problem = "named for the parameters and for the state of the run; expected two files"
        raise ScenarioError(Path(save or "").name, "", problem)
    if _are_same(start, state):
        problem = "named to start from and for the state of the run; expected two files"
        raise ScenarioError(Path(start or "").name, "", problem)


def _are_same(one: str | None, other: str | None) -> bool:
    return None not in (one, other) and os.path.realpath(one or "") == os.path.realpath(other or "")


def _check_name(path: str | None, endings: tuple[str, ...]) -> None:
    """Refuse a name that does not say what will be in the file."""
    if path is not None and Path(path).suffix.lower() not in endings:
        expected = " or ".join(endings)
        name = Path(path).name or f"{path!r}"
        raise ScenarioError(name, "", f"expected a name that ends in {expected}")


def cross_validate(
    scenario: Scenario, *, files: Sequence[str | None], as_json: bool, **choices: Any
) -> int:
    """Cross-validate a scenario and print what each part came to, and all of them.

    Parameters
    ----------
    scenario : Scenario
        What to train, in as many parts as it says.
    files : sequence of str or None
        Files that a single run would read or write: there is none here.
    as_json, **choices
        As in `train`.

    Raises
    ------
    ScenarioError
        A file is named, or there are too few rows.
    DivergenceError
        The loss is no longer finite.
    """
    named = [path for path in files if path is not None]
    if named:
        problem = "cross-validation trains several networks; expected no file for a single one"
        raise ScenarioError(named[0], "", f"{problem}, or --folds 0")
    plan = TrainingPlan.of(scenario, **choices)
    lines, seen = Lines(needed=True), list[TrainingData]()
    _say_where_code_is_not_stored()

    def watch(trainer: Trainer) -> None:
        if seen:
            return
        seen[:] = [with_advice(trainer)]
        if not as_json:
            lines.write(note_lines(seen[0].notes))

    with Bar(plan.scenario.training.epochs) as bar:
        for record in cross_validation(plan, watch):
            if isinstance(record, Progress | Preparing):
                bar.show(record)
            else:
                bar.clear()
            if isinstance(record, Diverged):
                raise DivergenceError(f"{scenario.id}: {record.sentence}")
            if isinstance(record, FoldDone | Summary):
                object_or_line = fold_object_of if as_json else fold_sentence_of
                line = object_or_line(record, seen[0])
                lines.write([line if isinstance(line, str) else to_json(line)])
    return 0
