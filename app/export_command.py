"""``chainrule export``: its arguments, and what they ask for."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.arguments import add_notation, add_numbers, count_from, file_name, scale, size

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from app.exports.formats import Format
    from app.exports.worked import Worked
    from app.window.main_window import MainWindow


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Take the arguments of ``export``."""
    add = command.add_argument
    add("scenario", metavar="S", help="a scenario's id or a file")
    add(
        "output",
        type=file_name,
        metavar="OUT",
        help="the file to write: its ending (.png .svg .pdf .tex .md .ipynb .onnx) says what",
    )
    add("--step", type=count_from(0), default=None, metavar="N", help="this step")
    add("--parameter", default="", metavar="NAME", help="the steps about it")
    add("--iteration", type=count_from(1), default=1, metavar="K", help="the Kth iteration")
    add("--sample", type=count_from(0), default=0, metavar="K", help="the row shown, from 0")
    add_notation(command)
    add_numbers(command)
    add("--part", choices=("window", "graph", "derivation"), default="window", help="of a picture")
    add("--paper", choices=("wide", "a4"), default="wide", help="of a .pdf")
    add("--size", type=size, default=(1600, 900), metavar="WxH", help="of a picture")
    add("--theme", choices=("light", "dark"), default="light")
    add("--text-scale", type=scale, default=1.0, metavar="P", help="100 to 200")


def run(options: argparse.Namespace) -> None:
    """Write what the options ask for.

    Raises
    ------
    UserError
        The scenario is bad, it has no such step, row or parameter, or the file cannot be written.
    """
    from app.exports.formats import format_of
    from engine.files.replacing import check_writable, replace_file

    suffix, made = format_of(options.output)
    path = Path(options.output)
    check_writable(path)
    if made.is_drawn and sys.platform.startswith("linux"):
        # No screen is needed, and what is drawn is the same on every desktop.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if suffix in (".png", ".svg") and options.part == "window":
        contents = _window_picture(options, suffix)
    else:
        contents = _contents(options, made)
    replace_file(path, lambda file: file.write(contents))


def _window_picture(options: argparse.Namespace, suffix: str) -> bytes:
    """Return a picture of the window at a step."""
    from PySide6.QtCore import QPoint

    from app.application import hidden_window
    from app.exports import pictures

    window: MainWindow = hidden_window(
        options.scenario,
        step=options.step or 0,
        size=options.size,
        theme=options.theme,
        notation=(options.notation, options.difference),
        text_scale=options.text_scale,
    )
    width, height = options.size

    def render(painter: QPainter) -> None:
        window.render(painter, QPoint())

    if suffix == ".png":
        contents = pictures.png(render, width, height)
    else:
        contents = pictures.svg(render, width, height, window.windowTitle())
    window.close()
    return contents


def _contents(options: argparse.Namespace, made: Format) -> bytes:
    """Return a document, a picture of a part, or a file for another program."""
    worked = _worked(options, made)
    if not made.is_drawn:
        return made.write(worked, None)
    from app.application import plain_application
    from app.exports.choice import Drawn
    from app.theme import Appearance
    from app.window.preload import load

    application = plain_application()
    appearance = Appearance(options.theme, options.text_scale)
    appearance.apply_to(application)
    load()
    return made.write(worked, Drawn(appearance, options.paper, options.part, options.size))


def _worked(options: argparse.Namespace, made: Format) -> Worked:
    from app.exports.choice import Extent
    from app.exports.worked import work_out
    from app.reports.trace import trace_of
    from engine.data.selection import select_rows
    from engine.errors import ScenarioError
    from engine.scenario import find_scenario

    scenario = find_scenario(options.scenario).shown_in(options.notation, options.difference)
    trace, _ = trace_of(scenario, options.iteration, None)
    rows = select_rows(scenario, None).batch(options.iteration - 1)
    if options.sample >= trace.samples:
        expected = f"expected 0 to {trace.samples - 1:,}"
        raise ScenarioError(scenario.called, "", f"row {options.sample:,}; {expected}")
    step = options.step if made.takes_many else options.step or 0
    extent = Extent(step, options.parameter)
    return work_out(trace, rows, extent, options.sample)
