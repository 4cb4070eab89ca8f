"""The tokens of a typed function, and what is said of characters that make none."""

import re
import unicodedata
from typing import Final, NamedTuple, NoReturn

from engine.errors import FormulaError
from engine.expressions.tree import CONSTANTS, FUNCTIONS
from engine.text import listed, printable

MAX_CHARACTERS: Final = 200
MAX_DIGITS: Final = 20
MAX_NAME: Final = 6
LEAST, GREATEST = 1e-300, 1e300

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z]+)"
    r"|(?P<sign>\*\*|<=|>=|[-+*/^(),<>²³])"
)
_SPELLINGS = {
    "−": "-",  # a minus sign
    "·": "*",
    "⋅": "*",
    "×": "*",
    "÷": "/",
    "≤": "<=",
    "≥": ">=",
    "**": "^",
    "π": "pi",
}
# Letters of other alphabets that look like those of the names here.
_ALIKE = dict(zip("аеорсхуіѕһԁԛԝјαεινοτυχγκρ", "aeopcxyishdqwjaeivotuxykp", strict=True))
_OTHER_NAMES = {
    "ln": "log(…)",
    "arctan": "atan(…)",
    "relu": "max(z, 0)",
    "abs": "abs(…)",
    "heaviside": "piecewise(0, z<0, 1)",
    "if": "piecewise(…)",
}


class Token(NamedTuple):
    """A piece of the text.

    Attributes
    ----------
    kind : str
        "number", "name", "sign" or, behind the last one, "end".
    text : str
        What stands there, signs in one spelling.
    place : int
        Its first character, from 1.
    touches : bool
        Whether it follows the token before without a blank.
    """

    kind: str
    text: str
    place: int
    touches: bool


def is_variable(name: str) -> bool:
    """Whether a variable can be called so: Latin letters, digits behind them, no function."""
    named = re.fullmatch(r"[A-Za-z]+[0-9]*", name) is not None and len(name) <= MAX_NAME
    return named and name not in (*CONSTANTS, *FUNCTIONS, "piecewise")


def fail(place: int, found: str, expected: str) -> NoReturn:
    """Raise the error of a place."""
    raise FormulaError(f"character {place}: {found}; expected {expected}")


def tokens_of(text: str, variables: tuple[str, ...] = ()) -> list[Token]:
    """Return the tokens of a text, and an end; variables may have digits, such as w1.

    Raises
    ------
    FormulaError
        The text is too long, or has a character or a number that a formula cannot have.
    """
    if len(text) > MAX_CHARACTERS:
        fail(
            MAX_CHARACTERS + 1,
            f"{len(text):,} characters",
            f"a formula of at most {MAX_CHARACTERS}",
        )
    tokens: list[Token] = []
    numbered = sorted((name for name in variables if not name.isalpha()), key=len, reverse=True)
    at, touches = 0, False
    while at < len(text):
        if text[at].isspace():
            at, touches = at + 1, False
            continue
        token, at = _token_at(text, at, touches, numbered)
        tokens.append(token)
        touches = True
    tokens.append(Token("end", "", len(text) + 1, False))
    return tokens


def _token_at(text: str, at: int, touches: bool, numbered: list[str]) -> tuple[Token, int]:
    if text[at] in _SPELLINGS:
        spelled = _SPELLINGS[text[at]]
        return Token("name" if spelled == "pi" else "sign", spelled, at + 1, touches), at + 1
    for name in numbered:
        end = at + len(name)
        if text.startswith(name, at) and not text[end : end + 1].isalnum():
            return Token("name", name, at + 1, touches), end
    match = _TOKEN.match(text, at)
    if match is None:
        _refuse(text, at)
    kind = str(match.lastgroup)
    if kind == "number":
        _check_number(match[0], at + 1)
    return Token(kind, _SPELLINGS.get(match[0], match[0]), at + 1, touches), match.end()


def _check_number(written: str, place: int) -> None:
    mantissa = re.split("[eE]", written)[0]
    digits = sum(letter != "." for letter in mantissa)
    if digits > MAX_DIGITS:
        fail(place, f"a number of {digits} digits", f"at most {MAX_DIGITS} digits")
    value = float(written)
    if value > GREATEST or (value < LEAST and mantissa.strip("0.")):
        fail(place, f"the number {written}", "numbers between 1e-300 and 1e300 in size")


def _refuse(text: str, at: int) -> NoReturn:
    """Say which character cannot stand in a formula; one that looks like another is named."""
    letter = text[at]
    if letter.lower() in _ALIKE:
        alike, name = _ALIKE[letter.lower()], unicodedata.name(letter).capitalize()
        fail(at + 1, f"“{letter}” is not the letter {alike} but {name}", f"a Latin {alike}")
    plain = unicodedata.normalize("NFKC", letter)
    if plain != letter and plain.isascii() and plain.isalnum():
        name = unicodedata.name(letter).capitalize()
        fail(at + 1, f"“{letter}” is not {plain} but {name}", f"a plain {plain}")
    if letter == "=":
        fail(at + 1, "found “=”", "what comes after it alone, or a comparison with <, <=, > or >=")
    name = unicodedata.name(letter, "").capitalize()
    named = "" if letter.isascii() or not name else f" ({name})"
    fail(at + 1, f"found “{printable(letter)}”{named}", "numbers, names, + - * / ^ and parentheses")


def unknown(token: Token, variables: tuple[str, ...]) -> NoReturn:
    """Say that a name is not known, and which are."""
    of_formulas = (*CONSTANTS, *FUNCTIONS, "piecewise")
    known = ", ".join([listed(variables), *of_formulas] if variables else of_formulas)
    found = f"“{token.text[:20]}” is not known"
    lower = token.text.lower()
    if lower in _OTHER_NAMES:
        fail(token.place, found, _OTHER_NAMES[lower])
    if lower != token.text and lower in (*variables, *CONSTANTS, *FUNCTIONS, "piecewise"):
        fail(token.place, found, f"{lower} in small letters")
    parts = _factors(token.text, variables)
    if parts:
        fail(token.place, found, f"signs or blanks between factors, as in {' '.join(parts)}")
    fail(token.place, found, f"one of {known}")


def _factors(text: str, variables: tuple[str, ...]) -> list[str]:
    """Return the known names that a token is made of without a rest, longest first, or nothing."""
    names = sorted((*variables, *CONSTANTS, *FUNCTIONS, "piecewise"), key=len, reverse=True)
    parts: list[str] = []
    while text:
        part = next((name for name in names if text.startswith(name)), None)
        if part is None:
            return []
        parts.append(part)
        text = text.removeprefix(part)
    return parts
