"""A small network that is drawn by its names alone, typed as what each unit computes."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn

from engine.errors import Fail
from engine.lessons.checking import shown
from engine.lessons.keys import Control

MOST_LAYERS, MOST_UNITS, MOST_CHARACTERS = 6, 8, 120

FUNCTIONS = ("σ", "tanh", "ReLU", "exp", "sin", "cos")
"""What can stand before the sum of a unit."""

_NAME = re.compile(r"[A-Za-zŷ][A-Za-z0-9]{0,5}")
_NUMBER = re.compile(r"[-−]?\d{1,4}(?:\.\d{1,4})?")
_UNIT = re.compile(rf"\s*(\S+?)\s*=\s*(?:({'|'.join(FUNCTIONS)})\s*\((.*)\)|(.*?))\s*")


@dataclass(frozen=True, slots=True)
class DrawnUnit:
    """A unit.

    Attributes
    ----------
    name : str
        What it is called.
    function : str
        What it makes of its sum, one of `FUNCTIONS`; empty for nothing, and for an input.
    weights : tuple of (int, str)
        The units of the layer before that it takes, each with its weight's name or number; empty
        for 1.
    bias : str
        The bias's name or number; empty for none.
    """

    name: str
    function: str = ""
    weights: tuple[tuple[int, str], ...] = ()
    bias: str = ""


@dataclass(frozen=True, slots=True)
class DrawnNetwork:
    """A network by its names: units layer by layer, inputs first."""

    layers: tuple[tuple[DrawnUnit, ...], ...]

    def sum_text(self, layer: int, unit: DrawnUnit) -> str:
        """Return what a unit computes as plain text, such as "tanh(w1·x1 + b1)"."""
        before = self.layers[layer - 1]
        parts = [f"{weight}·{before[at].name}".lstrip("·") for at, weight in unit.weights]
        text = " + ".join([*parts, *([unit.bias] if unit.bias else [])])
        text = text.replace("-", "−").replace("+ −", "− ")
        return f"{unit.function}({text})" if unit.function else text


@dataclass(frozen=True, slots=True)
class DrawnLayers:
    """The key of a drawn network: layers of inputs' names, then of what units compute."""

    name: str
    label: str
    default: DrawnNetwork | None = None
    control: ClassVar[Control] = ""

    def read(self, found: Any, place: str, fail: Fail) -> DrawnNetwork | None:
        """Return the network; an empty list is none."""
        if isinstance(found, DrawnNetwork):
            return found
        if not isinstance(found, list) or not all(isinstance(layer, list) for layer in found):
            fail(place, f"found {shown(found)}; expected lists of units, a list for each layer")
        return read_drawn(found, place, fail) if found else None


def read_drawn(found: list[list[Any]], place: str, fail: Fail) -> DrawnNetwork:
    """Return a network that is typed, such as [["x1", "x2"], ["y = σ(w1 x1 + w2 x2 + b)"]]."""
    if not 2 <= len(found) <= MOST_LAYERS:
        fail(place, f"found {len(found)} layers; expected 2 to {MOST_LAYERS}, inputs first")
    layers: list[tuple[DrawnUnit, ...]] = []
    names: set[str] = set()
    for number, texts in enumerate(found):
        if not 1 <= len(texts) <= MOST_UNITS:
            fail(f"{place}[{number}]", f"found {len(texts)} units; expected 1 to {MOST_UNITS}")
        units = []
        for at, text in enumerate(texts):
            where = f"{place}[{number}][{at}]"
            units.append(_unit(text, layers[-1] if layers else (), where, fail))
            if units[-1].name in names:
                fail(where, f"{units[-1].name} stands twice; expected each unit once")
            names.add(units[-1].name)
        layers.append(tuple(units))
    return DrawnNetwork(tuple(layers))


def _unit(text: Any, before: tuple[DrawnUnit, ...], place: str, fail: Fail) -> DrawnUnit:
    def refuse(of: str) -> NoReturn:
        how = "such as h1 = σ(w1 x1 + w2 x2 + b1)" if before else "a name, such as x1"
        fail(place, f"found {shown(of)}; expected {how}")

    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        refuse(text)
    if not before:
        return DrawnUnit(text) if _NAME.fullmatch(text) else refuse(text)
    match = _UNIT.fullmatch(text)
    if match is None or not _NAME.fullmatch(match[1]):
        refuse(text)
    places = {unit.name: at for at, unit in enumerate(before)}
    weights: dict[int, str] = {}
    bias = ""
    for term in (match[3] if match[2] else match[4]).split("+"):
        factors = re.split(r"\s*[·*]\s*|\s+", term.strip())
        weight = factors[0] if len(factors) == 2 else ""
        is_known = all(_NAME.fullmatch(part) or _NUMBER.fullmatch(part) for part in factors)
        at = places.get(factors[-1])
        if not is_known or len(factors) > 2 or (at is None and (weight or bias)):
            refuse(term.strip())
        if at is None:
            bias = factors[0]
        elif at in weights:
            fail(place, f"{factors[-1]} stands twice; expected each unit of the layer before once")
        else:
            weights[at] = weight
    return DrawnUnit(match[1], match[2] or "", tuple(sorted(weights.items())), bias)
