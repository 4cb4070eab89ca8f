"""Rows of inputs and targets as text: typed or pasted from a spreadsheet, with what is wrong."""

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from msgspec.structs import replace

from engine.arrays import read_only
from engine.catalogue.losses import LOSSES
from engine.design.changes import with_names
from engine.errors import UserError
from engine.network.scenario import Scenario
from engine.scenario.checking import check_scenario
from engine.scenario.editing import LARGEST
from engine.text import as_written
from engine.typed_numbers import parse_number

MOST_CELLS = 200_000
SEPARATORS = ("\t", ";", ",")

Cells: TypeAlias = tuple[tuple[str, ...], ...]

_GROUPED = (
    (re.compile(r"[+\-−]?\d{1,3}(\.\d{3})+,\d+"), "."),
    (re.compile(r"[+\-−]?\d{1,3}(,\d{3})+\.\d+"), ","),
)
"""Thousands apart and decimals, with what stands between thousands."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a text from a spreadsheet says.

    Attributes
    ----------
    cells : tuple of tuple of str
        Its rows, all of one length.
    header : tuple of str
        Names of the columns; empty where there are none.
    """

    cells: Cells
    header: tuple[str, ...] = ()


def split_cells(text: str, width: int) -> Pasted:
    """Return the cells of a text with tabs, semicolons or commas between its columns.

    Parameters
    ----------
    text : str
        What was copied.
    width : int
        Columns that are wanted: of a single one a comma is a decimal sign.

    Raises
    ------
    UserError
        There is nothing, or too much.
    """
    separator = next((each for each in SEPARATORS if each in text), "\t")
    if separator == "," and width == 1:
        separator = "\t"
    try:
        read = [
            tuple(map(str.strip, row)) for row in csv.reader(io.StringIO(text), delimiter=separator)
        ]
    except csv.Error as error:
        raise UserError(f"What was copied is no table: {error}.") from None
    rows = [row for row in read if any(row)]
    most = max((len(row) for row in rows), default=0)
    if not rows:
        raise UserError("There is nothing to paste; copy the rows in the spreadsheet first.")
    if most * len(rows) > MOST_CELLS:
        raise UserError(f"{most * len(rows):,} cells are too many here; expected {MOST_CELLS:,}.")
    cells = tuple((*row, *[""] * (most - len(row))) for row in rows)
    if len(cells) > 1 and not any(map(_is_number, cells[0])):
        return Pasted(cells[1:], cells[0])
    return Pasted(cells)


def _is_number(text: str) -> bool:
    try:
        parse_number(text)
    except UserError:
        # "1,234" is a number, if an unclear one.
        return bool(re.fullmatch(r"[+\-−]?[\d.,]+%?", text))
    return True


def cells_of(scenario: Scenario) -> Cells:
    """Return a scenario's rows as text, inputs before targets; none of a data set."""
    if scenario.x is None or scenario.y is None:
        return ()
    return tuple(tuple(map(as_written, row)) for row in np.hstack([scenario.x, scenario.y]))


def with_cells(scenario: Scenario, cells: Cells) -> Scenario:
    """Return the scenario with these rows, none of which has a problem."""
    numbers = _numbers(cells)
    rows = np.array([[numbers[text] for text in row] for row in cells], dtype=np.float64)
    n_in = len(scenario.inputs)
    x, y = read_only(rows[:, :n_in].copy()), read_only(rows[:, n_in:].copy())
    held_out = min(scenario.training.validation, len(x) - 1)
    folds = scenario.training.folds if scenario.training.folds <= len(x) else 0
    training = replace(scenario.training, validation=held_out, folds=folds)
    return check_scenario(replace(scenario, x=x, y=y, training=training))


def with_header(scenario: Scenario, header: Sequence[str]) -> Scenario:
    """Return the scenario with inputs and outputs called as columns are."""
    n_in = len(scenario.inputs)
    named = with_names(scenario, 0, header[:n_in])
    return with_names(named, named.depth, header[n_in:])


def problems_of(scenario: Scenario, cells: Cells) -> dict[tuple[int, int], str]:
    """Return what is wrong with cells, by row and column."""
    numbers = _numbers(cells)
    n_in, needs = len(scenario.inputs), LOSSES[scenario.loss]
    found: dict[tuple[int, int], str] = {}
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            number = numbers[text]
            if isinstance(number, str):
                found[row, column] = number
            elif column >= n_in and needs.output_activation and not 0 <= number <= 1:
                problem = f"Found {text}; expected a probability from 0 to 1 for {needs.name}."
                found[row, column] = problem
    return found


def _numbers(cells: Cells) -> dict[str, float | str]:
    """Return what each text says: a number, or why it is none.

    A comma before three digits may stand between thousands or before decimals: where other cells
    have decimal commas, and none a point, it is one, too.
    """
    texts = {text for row in cells for text in row}
    commas = any(_has_decimal_comma(text) for text in texts) and not any("." in t for t in texts)
    return {text: _number(text, commas) for text in texts}


def _has_decimal_comma(text: str) -> bool:
    return bool(re.fullmatch(r"[+\-−]?(\d*,\d{1,2}|0,\d+|\d*,\d{4,})", text.strip()))


def _number(text: str, commas: bool) -> float | str:
    plain = text.strip()
    if not plain:
        return "Empty; expected a number."
    for pattern, between in _GROUPED:
        if pattern.fullmatch(plain):
            plain = plain.replace(between, "")
    if commas and plain.count(",") == 1:
        plain = plain.replace(",", ".")
    try:
        number = parse_number(plain)
    except UserError as error:
        return str(error)
    if not abs(number) <= LARGEST or "_" in plain:
        expected = "a finite number" if not math.isfinite(number) else "a number up to 1e100"
        return f"Found {plain[:20]}; expected {expected}."
    return number
