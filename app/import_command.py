"""``chainrule import``: from a table or images to a scenario, as the window proposes it."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.arguments import file_name
from app.output import write


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Take the arguments of ``import``."""
    add = command.add_argument
    add("data", type=file_name, metavar="DATA", help="a table, or an IDX file of images")
    add("output", type=file_name, metavar="OUT.toml", help="the scenario to write, a new file")
    add("--target", metavar="COLUMN", help="the column to predict, by its name or number")
    add("--task", choices=("classification", "regression"), help="a class or a number")
    add("--test", type=file_name, metavar="FILE", help="a table with the test rows")


def run(options: argparse.Namespace) -> int:
    """Write the scenario and say what was proposed."""
    from app.reports.bar import work_shown
    from app.reports.importing import import_lines

    with work_shown():
        lines = import_lines(
            Path(options.data),
            Path(options.output),
            options.target or "",
            options.task,
            Path(options.test) if options.test else None,
        )
    write(lines)
    return 0
