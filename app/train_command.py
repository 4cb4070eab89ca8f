"""``chainrule train``: its arguments, and what they ask for."""

from __future__ import annotations

import argparse

from app.arguments import count_from, seconds

EVERY = 5.0


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Take the arguments of ``train``."""
    add = command.add_argument
    add("scenario", metavar="S", help="a scenario's id or a file")
    add("--epochs", type=count_from(1), metavar="N", help="passes over the rows")
    add("--batch-size", type=count_from(1), metavar="B", help="rows an update")
    add("--seed", type=int, metavar="K", help="seeds weights and row order")
    add("--folds", type=count_from(2), metavar="K", help="cross-validate in K parts")
    add("--data", metavar="DIR", help="your own copy of the data set's files")
    add("--start", metavar="F", help="start from saved parameters")
    add("--save", metavar="F", help="write the trained parameters (.npz or .safetensors)")
    add("--checkpoint", metavar="F", help="keep the state of the run in a file (.npz)")
    add(
        "--every",
        type=seconds,
        default=EVERY,
        metavar="SECONDS",
        help=f"between two writes of it within an epoch ({EVERY:g})",
    )
    add("--resume", metavar="F", help="go on from such a file, and keep it up to date")
    add("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Train, or cross-validate where folds are asked for."""
    from app.reports.train import cross_validate, train
    from engine.scenario import ScenarioError, find_scenario
    from engine.scenario.training_options import FULL_BATCH

    scenario = find_scenario(options.scenario, options.data)
    if options.data is not None and scenario.dataset is None:
        problem = f"--data {options.data}, but the rows are written into the scenario itself"
        raise ScenarioError(scenario.called, "data", f"{problem}; expected it with a data set")
    if options.batch_size is not None and scenario.training.optimiser in FULL_BATCH:
        problem = f"--batch-size {options.batch_size}, but {scenario.training.optimiser} takes all"
        place = "training.batch_size"
        raise ScenarioError(scenario.called, place, f"{problem} rows at once; expected none")
    choices = {
        "epochs": options.epochs,
        "batch_size": options.batch_size,
        "seed": options.seed,
        "directory": options.data,
    }
    folds = scenario.training.folds if options.folds is None else options.folds
    if folds:
        files = (options.start, options.save, options.checkpoint, options.resume)
        return cross_validate(scenario, folds, files=files, as_json=options.json, **choices)
    return train(
        scenario,
        start=options.start,
        save=options.save,
        checkpoint=options.checkpoint,
        every=options.every,
        resumed=options.resume,
        as_json=options.json,
        **choices,
    )
