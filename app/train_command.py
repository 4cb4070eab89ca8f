"""``chainrule train``: its arguments, and what they ask for."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from app.arguments import count_from, file_name, parts, seconds, whole_number

if TYPE_CHECKING:
    from engine.network.scenario import Scenario

EVERY = 5.0

_OFF: dict[str, dict[str, Any]] = {
    "schedule": {"schedule": None},
    "early-stopping": {"early_stopping": None},
    "augmentation": {"augmentation": None},
}
"""What ``--without`` can leave out of a scenario's ``[training]``."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Take the arguments of ``train``."""
    add = command.add_argument
    add("scenario", metavar="S", help="a scenario's id or a file")
    add("--epochs", type=count_from(1), metavar="N", help="passes over the rows")
    add("--batch-size", type=count_from(1), metavar="B", help="rows an update")
    add("--seed", type=whole_number, metavar="K", help="seeds weights and row order")
    add(
        "--folds",
        type=parts,
        metavar="K",
        help="cross-validate in K parts; 0 trains once though the scenario says otherwise",
    )
    add(
        "--without",
        action="append",
        choices=tuple(_OFF),
        default=[],
        metavar="OPTION",
        help=f"leave out what the scenario says of {_listed(tuple(_OFF))}; may be repeated",
    )
    add("--data", type=file_name, metavar="DIR", help="your own copy of the data set's files")
    add("--start", type=file_name, metavar="F", help="start from saved parameters")
    add(
        "--save",
        type=file_name,
        metavar="F",
        help="write the trained parameters (.npz or .safetensors)",
    )
    add(
        "--checkpoint",
        type=file_name,
        metavar="F",
        help="keep the state of the run in a file (.npz)",
    )
    add(
        "--every",
        type=seconds,
        metavar="SECONDS",
        help=f"between two writes of it within an epoch ({EVERY:g})",
    )
    add(
        "--resume",
        type=file_name,
        metavar="F",
        help="go on from such a file, and keep it up to date",
    )
    add("--json", action="store_true", help="print JSON")
    command.set_defaults(refused=refused)


def refused(options: argparse.Namespace) -> str:
    """Say what is wrong with options that do not go together; empty where they do."""
    if options.every is not None and options.checkpoint is None and options.resume is None:
        return f"--every {options.every:g}: expected it beside --checkpoint F or --resume F"
    return ""


def run(options: argparse.Namespace) -> int:
    """Train, or cross-validate where folds are asked for."""
    from app.reports.bar import work_shown
    from app.reports.train import cross_validate, train

    with work_shown():
        scenario = _scenario(options)
    choices = {
        "epochs": options.epochs,
        "batch_size": options.batch_size,
        "seed": options.seed,
        "directory": options.data,
    }
    if scenario.training.folds:
        files = (options.start, options.save, options.checkpoint, options.resume)
        return cross_validate(scenario, files=files, as_json=options.json, **choices)
    return train(
        scenario,
        start=options.start,
        save=options.save,
        checkpoint=options.checkpoint,
        every=EVERY if options.every is None else options.every,
        resumed=options.resume,
        as_json=options.json,
        **choices,
    )


def _scenario(options: argparse.Namespace) -> Scenario:
    """Return the scenario as the options change it, by the rules its file would be checked by."""
    from engine.catalogue.optimisers import OPTIMISERS
    from engine.errors import ScenarioError
    from engine.network.scenario import Schedule
    from engine.scenario import find_scenario
    from engine.scenario.checking import check_scenario

    scenario = find_scenario(options.scenario, options.data)
    if options.data is not None and scenario.dataset is None:
        problem = f"--data {options.data}, but the rows are written into the scenario itself"
        raise ScenarioError(scenario.called, "data", f"{problem}; expected it with a data set")
    if options.batch_size is not None and OPTIMISERS[scenario.training.optimiser].full_batch:
        problem = f"--batch-size {options.batch_size}, but {scenario.training.optimiser} takes all"
        place = "training.batch_size"
        raise ScenarioError(scenario.called, place, f"{problem} rows at once; expected none")
    changed: dict[str, Any] = {}
    for name in options.without:
        changed |= _OFF[name]
    if "schedule" in changed:
        changed["schedule"] = Schedule()
    if options.folds is not None:
        changed["folds"] = options.folds
    if not changed:
        return scenario
    return check_scenario(replace(scenario, training=replace(scenario.training, **changed)))


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
