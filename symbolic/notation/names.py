"""Names of units, inputs and parameters, which scenarios and files give, as formulas."""

import re
from functools import lru_cache

from engine.network.quantities import Ref
from symbolic.formula.letters import letters_latex
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Formula, Indices, Letters, Sign, Symbol, Words

_COUNTED_NAME = re.compile(r"([^\W\d_])(\d+)")
_PLACED_NAME = re.compile(r"([^\W\d_]+)(\d+)\[(\d+),(\d+)\]")
_SUBSCRIPTED_NAME = re.compile(r"([^\W\d_])_(.+)")
_LAYERED_NAME = re.compile(r"([A-Za-z]\d+)_(\d+)")
_SIMPLE_NAME = re.compile(r"[^\W_]+")

# Letters of the formulas that are commands of their own.
_SIGNS = {
    text: Sign(latex, text)
    for text, latex in {
        "δ": r"\delta",
        "μ": r"\mu",
        "σ": r"\sigma",
        "ẑ": r"\hat{z}",
        "ã": r"\tilde{a}",
        "m̂": r"\hat{m}",
        "v̂": r"\hat{v}",
        "γ": r"\gamma",
        "β": r"\beta",
    }.items()
}


def letter_formula(letter: str) -> Formula:
    """Return a letter of the formulas, such as δ or a."""
    return _SIGNS.get(letter) or Letters(letter)


def name_formula(name: str, ref: Ref | None = None) -> Symbol:
    r"""Return the name of a parameter or an input as a formula.

    "w5" becomes ``w_{5}``, "b_h1" ``b_{h1}``, "w2[5,17]" ``w2[5,17]``, and anything else
    upright text such as ``\mathrm{hours\ slept}``, or ``\text{年齢}`` in scripts that
    mathematical fonts lack.

    Parameters
    ----------
    name : str
        As the scenario has it.
    ref : Ref, optional
        Which number it is.
    """
    return Symbol(name, *_parts(name), ref=ref)


@lru_cache(maxsize=16384)
def _parts(name: str) -> tuple[Formula, Formula | None]:
    """Return the letter of a name, and what stands below it."""
    placed = _PLACED_NAME.fullmatch(name)
    if placed:
        return _placed(placed[1], placed[2], placed[3], placed[4]), None
    counted = _COUNTED_NAME.fullmatch(name)
    if counted:
        return Letters(counted[1]), Letters(counted[2])
    subscripted = _SUBSCRIPTED_NAME.fullmatch(name)
    if subscripted:
        return letter_formula(subscripted[1]), index_formula(subscripted[2])
    if len(name) == 1 and name.isalpha():
        return Letters(name), None
    return Words(name), None


def any_weight(name: str, fixed: str, letter: Formula, *, over_units: bool) -> Symbol:
    """Return any weight of a sum as its names are written: w3[k,11] for w3[7,11], else w_{k,h1}.

    Parameters
    ----------
    name : str
        The name of one of them.
    fixed : str
        The name of the unit that all of them lead to or come from.
    letter : Formula
        That of weights.
    over_units : bool
        Whether the sum runs over the units they lead to, not over those they come from.
    """
    placed = _PLACED_NAME.fullmatch(name)
    if placed:
        unit, source = ("k", placed[4]) if over_units else (placed[3], "k")
        whole = _placed(placed[1], placed[2], unit, source)
        return Symbol(whole.in_text, whole)
    names = ("k", fixed) if over_units else (fixed, "k")
    below = Indices(tuple(map(index_formula, names)))
    return Symbol(f"{to_text(letter)}_{','.join(names)}", letter, below)


def _placed(letters: str, layer: str, unit: str, source: str) -> Sign:
    place = f"{layer}[{unit},{source}]"
    return Sign(f"{letters_latex(letters)}{place}", f"{letters}{place}")


@lru_cache(maxsize=16384)
def index_formula(name: str) -> Formula:
    """Return a unit's name as it stands below z, a or δ: h1, or upright words."""
    if _COUNTED_NAME.fullmatch(name) or (len(name) == 1 and name.isalpha()):
        return Letters(name)
    layered = _LAYERED_NAME.fullmatch(name)
    if layered:
        return Indices((Letters(layered[1]), Letters(layered[2])))
    return Words(name)


def in_text(name: str) -> str:
    """Return a unit's name as plain text has it below a letter."""
    tidy = _SIMPLE_NAME.fullmatch(name) or _LAYERED_NAME.fullmatch(name)
    return name if tidy else f"({name})"
