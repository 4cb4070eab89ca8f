"""Read the file of a circuit, as strictly as scenarios are read."""

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import msgspec
import numpy as np

from engine.circuit.gates import circuit_of
from engine.circuit.passes import CircuitTrace, not_finite, trace_circuit
from engine.errors import FormulaError, PlacedError
from engine.expressions.tokens import MAX_NAME, is_variable
from engine.scenario.decoding import decode, read_text
from engine.scenario.library import list_scenarios

MAX_BYTES = 64 * 1024
LARGEST = 1e100
MAX_TITLE = 80


class CircuitTable(msgspec.Struct, forbid_unknown_fields=True):
    """``circuit``."""

    expression: str
    values: dict[str, float]
    title: str = ""


class CircuitFileTable(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file."""

    circuit: CircuitTable
    format: int = 1


@dataclass(frozen=True, slots=True)
class CircuitFile:
    """A circuit that was read.

    Attributes
    ----------
    name : str
        Of the file.
    title : str
        What it is called; the expression where the file does not say.
    trace : CircuitTrace
        Its numbers.
    """

    name: str
    title: str
    trace: CircuitTrace


def find_circuit(word: str) -> CircuitFile | None:
    """Return the circuit of a file, None where that is of something else or cannot be read.

    Raises
    ------
    PlacedError
        It is a circuit's, and a bad one: the message names the file, the key's path and what was
        expected.
    """
    path = Path(word)
    try:
        if word in list_scenarios() or path.stat().st_size > MAX_BYTES:
            return None
        text = read_text(path, "circuit", MAX_BYTES, _Failing(word))
        is_circuit = "circuit" in decode(text, dict, "circuit", _Failing(word))
    except (OSError, ValueError, PlacedError):
        return None
    return parse_circuit(text, path.name) if is_circuit else None


def parse_circuit(text: str, name: str) -> CircuitFile:
    """Check a circuit that is given as TOML text.

    Raises
    ------
    PlacedError
        As for `find_circuit`.
    """
    fail = _Failing(name)
    table = decode(text, CircuitFileTable, "circuit", fail)
    if table.format != 1:
        fail("format", f"found {table.format}; expected 1")
    found = table.circuit
    title = found.title.strip() or found.expression.strip()
    if len(found.title) > MAX_TITLE or not title.isprintable():
        fail("circuit.title", f"expected a line of at most {MAX_TITLE} characters")
    for variable, value in found.values.items():
        _check_variable(variable, value, fail)
    try:
        circuit = circuit_of(found.expression, tuple(found.values))
    except FormulaError as error:
        fail("circuit.expression", str(error))
    trace = trace_circuit(circuit, tuple(found.values.values()))
    _check_numbers(trace, fail)
    return CircuitFile(name, title, trace)


def _check_variable(name: str, value: float, fail: "_Failing") -> None:
    place = f"circuit.values.{name[:40]}"
    if not is_variable(name):
        expected = f"letters and digits behind them, at most {MAX_NAME}, and no function's name"
        fail(place, f"no name of a variable; expected {expected}")
    if not np.isfinite(value) or abs(value) > LARGEST:
        fail(place, f"found {value:g}; expected a number from -1e100 to 1e100")


def _check_numbers(trace: CircuitTrace, fail: "_Failing") -> None:
    for number, what in not_finite(trace):
        gate = trace.circuit.gate(number)
        name = trace.circuit.name(number)
        named = name if gate is None else f"{name}, a gate {gate.definition},"
        fail("circuit.values", f"{named} has no finite {what}; expected values where all have one")


class _Failing:
    """Raises the errors of one file."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, place: str, problem: str) -> NoReturn:
        raise PlacedError(self._name, place, problem)
