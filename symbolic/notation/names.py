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
_INDEXED_NAME = re.compile(r"([^\W\d_])\^(\d+|\[\d+\]|\(\d+\))(?:_([\dk]+(?:,[\dk]+)?))?")

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
        "η": r"\eta",
        "λ": r"\lambda",
        "ŷ": r"\hat{y}",
        "z̃": r"\tilde{z}",
        "ℒ": r"\mathcal{L}",
    }.items()
}


def letter_formula(letter: str) -> Formula:
    """Return a letter of the formulas, such as δ or a, or a word such as net."""
    if letter.isalpha() and letter.isascii() and len(letter) > 1:
        return Words(letter)
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
def _parts(name: str) -> tuple[Formula, Formula | None, Formula | None]:
    """Return the letter of a name, what stands below it, and what above it."""
    indexed = _INDEXED_NAME.fullmatch(name)
    if indexed:
        letter, above, below = indexed.groups()
        return letter_formula(letter), Letters(below) if below else None, Letters(above)
    placed = _PLACED_NAME.fullmatch(name)
    if placed:
        return _placed(placed[1], placed[2], placed[3], placed[4]), None, None
    counted = _COUNTED_NAME.fullmatch(name)
    if counted:
        return Letters(counted[1]), Letters(counted[2]), None
    subscripted = _SUBSCRIPTED_NAME.fullmatch(name)
    if subscripted:
        return letter_formula(subscripted[1]), index_formula(subscripted[2]), None
    if len(name) == 1 and name.isalpha():
        return Letters(name), None, None
    return Words(name), None, None


def weight_formula(name: str, ends: tuple[str | None, str | None], letter: Formula) -> Symbol:
    """Return any weight of a sum as its names are written: w3[k,11] for w3[7,11], else w_{k,h1}.

    Parameters
    ----------
    name : str
        The name of one of them.
    ends : (str or None, str or None)
        The names of the units that they lead to and come from, None for what the sum is over.
    letter : Formula
        That of weights.
    """
    placed = _PLACED_NAME.fullmatch(name)
    if placed:
        unit, source = (
            (end and own) or "k" for end, own in zip(ends, placed.groups()[2:], strict=True)
        )
        whole = _placed(placed[1], placed[2], unit, source)
        return Symbol(whole.in_text, whole)
    names = [end or "k" for end in ends]
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
