"""Read the structure of a formula: its operators, fractions and parentheses.

Only as much LaTeX is read as is needed to compose a formula of parts; the parts themselves stay
LaTeX.
"""

import re
from dataclasses import dataclass

from app.formula.flow import PRODUCT, SUM

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|.", re.DOTALL)

RELATIONS = frozenset(
    ["=", "<", ">", r"\approx", r"\leftarrow", r"\to", r"\geq", r"\leq", r"\neq", r"\sim"]
)
_OPERATORS = {
    **dict.fromkeys(RELATIONS, SUM),
    **dict.fromkeys("+-", SUM),
    **dict.fromkeys([r"\cdot", r"\times"], PRODUCT),
}
_SPACES = {" ": 0.0, r"\,": 1 / 6, r"\:": 2 / 9, r"\;": 5 / 18, r"\quad": 1.0}
_FRACTIONS = frozenset([r"\dfrac", r"\frac"])
_SCRIPTS = frozenset("^_'")


@dataclass(frozen=True, slots=True)
class Text:
    """LaTeX that is laid out as it stands."""

    latex: str


@dataclass(frozen=True, slots=True)
class Space:
    """A space, in ems."""

    width: float


@dataclass(frozen=True, slots=True)
class Fraction:
    """A full-size fraction of two formulas."""

    above: str
    below: str


@dataclass(frozen=True, slots=True)
class Group:
    r"""A formula between ``\left(`` and ``\right)``, with what it is raised to, if anything."""

    inside: str
    power: str = ""


@dataclass(frozen=True, slots=True)
class Power:
    """What the text before it is raised to."""

    exponent: str


Item = Text | Space | Fraction | Group | Power


def split_at_operators(latex: str) -> list[tuple[str, int]]:
    r"""Take a formula apart at its outermost operators.

    Nothing inside braces, parentheses or ``\left`` … ``\right`` is touched. A sign with nothing
    before it belongs to what follows.

    Returns
    -------
    list of (str, int)
        The parts in order, and the strength of each that is an operator, else 0.
    """
    parts: list[tuple[str, int]] = []
    current = ""
    depth = 0
    delimiter = False
    for token in _TOKEN.findall(latex):
        binary = token in _OPERATORS and not (token in "+-" and not _operand(current))
        if delimiter:
            delimiter = False
        elif token in (r"\left", r"\right"):
            # The sign after it is its delimiter, and counts no second time.
            delimiter = True
            depth += 1 if token == r"\left" else -1
        elif token in "{([":
            depth += 1
        elif token in "})]":
            depth -= 1
        elif depth == 0 and binary:
            if _operand(current):
                parts.append((current.strip(), 0))
            parts.append((token, _OPERATORS[token]))
            current = ""
            continue
        current += token
    if _operand(current):
        parts.append((current.strip(), 0))
    return parts


def is_operator(latex: str) -> bool:
    """Tell whether a formula is a lone operator."""
    return latex.strip() in _OPERATORS


def split_operand(latex: str) -> list[Item] | None:
    """Take an operand apart into fractions, parentheses, powers, spaces and the text between.

    Returns
    -------
    list of Item or None
        None where the operand has to be laid out as a whole, because a script hangs on a
        fraction, an index on parentheses, or because it is not understood.
    """
    tokens = _TOKEN.findall(latex)
    items: list[Item] = []
    text = ""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token in _FRACTIONS or token == r"\left":
            taken = _fraction(tokens, at) if token in _FRACTIONS else _group(tokens, at)
            if taken is None or (taken[1] < len(tokens) and tokens[taken[1]] in _SCRIPTS):
                return None
            if _operand(text):
                items.append(Text(text.strip()))
            item, at = taken
            items.append(item)
            text = ""
        elif token in _SPACES and (not _operand(text) or _structure_follows(tokens, at)):
            if _operand(text):
                items.append(Text(text.strip()))
            if _SPACES[token]:
                items.append(Space(_SPACES[token]))
            text = ""
            at += 1
        elif (power := _power(tokens, at)) is not None:
            items += [Text(text.strip()), Power(power[0])]
            text, at = "", power[1]
        elif token == "{":
            end = _closing(tokens, at)
            if end is None:
                return None
            text += "".join(tokens[at : end + 1])
            at = end + 1
        else:
            text += token
            at += 1
    if _operand(text):
        items.append(Text(text.strip()))
    return items


def _structure_follows(tokens: list[str], at: int) -> bool:
    after = next((token for token in tokens[at:] if token not in _SPACES), "")
    return after in _FRACTIONS or after == r"\left"


def _power(tokens: list[str], at: int) -> tuple[str, int] | None:
    """Read the exponent of a plain symbol or number; None for any other script."""
    if tokens[at] != "^" or at == 0 or not tokens[at - 1].isalnum():
        return None
    exponent = _braced(tokens, at + 1)
    if exponent is None or tokens[exponent[1] : exponent[1] + 1] in (["_"], ["^"], ["'"]):
        return None
    return exponent


def _fraction(tokens: list[str], at: int) -> tuple[Item, int] | None:
    above = _braced(tokens, at + 1)
    below = _braced(tokens, above[1]) if above else None
    if above is None or below is None:
        return None
    return Fraction(above[0], below[0]), below[1]


def _group(tokens: list[str], at: int) -> tuple[Item, int] | None:
    depth = 0
    for end in range(at, len(tokens) - 1):
        depth += {r"\left": 1, r"\right": -1}.get(tokens[end], 0)
        if depth == 0:
            if tokens[at + 1] != "(" or tokens[end + 1] != ")":
                return None
            inside, after = "".join(tokens[at + 2 : end]), end + 2
            power = _braced(tokens, after + 1) if tokens[after : after + 1] == ["^"] else None
            return (Group(inside, power[0]), power[1]) if power else (Group(inside), after)
    return None


def _braced(tokens: list[str], at: int) -> tuple[str, int] | None:
    """Read a braced argument; give it without braces, and the index after it."""
    if at >= len(tokens) or tokens[at] != "{":
        return None
    end = _closing(tokens, at)
    return None if end is None else ("".join(tokens[at + 1 : end]), end + 1)


def _closing(tokens: list[str], at: int) -> int | None:
    depth = 0
    for end in range(at, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[end], 0)
        if depth == 0:
            return end
    return None


def _operand(latex: str) -> bool:
    return any(token not in _SPACES for token in _TOKEN.findall(latex))
