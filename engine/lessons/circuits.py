"""The file of a circuit as a lesson of one scene, which is stepped through."""

from pathlib import Path
from typing import NoReturn

from engine.circuit.reading import MAX_BYTES, parse_circuit
from engine.errors import LessonError
from engine.lessons.kinds import read_setting
from engine.lessons.lesson import Lesson, Scene
from engine.lessons.pictures.circuit import CIRCUIT
from engine.lessons.texts import TextReader
from engine.scenario.decoding import read_text

_TEXT = (
    "$[[gates]]$ gates: values go forward above the wires to $[[value]]$, gradients come back"
    " below. → goes on by a step. Other values can be typed, and another expression of the same"
    " variables."
)


def load_circuit(path: Path) -> Lesson:
    """Read the file of a circuit.

    Raises
    ------
    PlacedError
        It is a bad one: the message names the file, the key's path and what was expected.
    """

    def fail(place: str, problem: str) -> NoReturn:
        raise LessonError(path.name, place, problem)

    found = parse_circuit(read_text(path, "circuit", MAX_BYTES, fail), path.name)
    circuit = found.trace.circuit
    keys = {
        "f": circuit.expression,
        "values": dict(zip(circuit.variables, found.trace.values, strict=False)),
    }
    setting = read_setting(CIRCUIT, keys, "circuit", fail)
    text = TextReader(tuple(CIRCUIT.offers), fail).text(_TEXT, "", len(_TEXT))
    scene = Scene(text, setting, ("f", "values", "step"), ("step",))
    return Lesson("circuit", found.title, "Circuits", 1, "", (scene,), path, steps="step")
