r"""Letters, words and names in LaTeX.

Those in scripts that mathematical fonts lack stand as ``\text{…}`` inside a formula. Whatever draws
a formula sets such a name with the fonts of the system instead, whole, so that a name in Hebrew or
Arabic runs from right to left while the formula around it does not.
"""

_MATHEMATICAL = frozenset(
    chr(code)
    for first, last in (
        (0x20, 0x7E),  # ASCII
        (0xA1, 0xAC), (0xAE, 0x17F),  # Latin with accents
        (0x391, 0x3A1), (0x3A3, 0x3A9), (0x3B1, 0x3C9),  # Greek
        (0x410, 0x44F), (0x401, 0x401), (0x451, 0x451),  # Cyrillic
        (0x2013, 0x2014), (0x2018, 0x201D), (0x2026, 0x2026),  # punctuation
    )
    for code in range(first, last + 1)
) - frozenset("#&")  # fmt: skip
# # and & have to be \# and \& in LaTeX, which mathtext draws in no spelling.
ESCAPES = {
    **{letter: f"\\{letter}" for letter in "{}$%#_&"},
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
}
"""What stands in LaTeX for characters that mean something there, or look otherwise."""

# What mathtext does not read as an ordinary character, and what it draws in its place.
_SIGNS = {
    " ": r"\ ",
    "$": r"\$",
    "%": r"\%",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "\\": r"\backslash ",
    "^": "ˆ",
    "~": r"\sim ",
    '"': "”",
    "'": "’",
    "`": "‘",
    "-": "‐",
    # A name is no equation: the space that mathtext puts around these is taken back.
    "=": r"\!=\!",
    "<": r"\!<\!",
    ">": r"\!>\!",
    "+": r"\!+\!",
    ":": r"\!:\!",
    ",": r",\!",
    ";": r";\!",
    ".": r".\!",
}


def is_mathematical(text: str) -> bool:
    """Whether every character is among those that mathematical fonts have."""
    return _MATHEMATICAL.issuperset(text)


def text_latex(text: str) -> str:
    r"""Return a name as ``\text{…}``."""
    return rf"\text{{{''.join(ESCAPES.get(letter, letter) for letter in text)}}}"


def letters_latex(text: str) -> str:
    """Return letters and digits as variables are set, in a spelling that mathtext draws.

    What mathematical fonts lack is left to the fonts of the system.
    """
    if not is_mathematical(text):
        return text_latex(text)
    return "".join(_SIGNS.get(letter, letter) for letter in text)


def words_latex(text: str) -> str:
    r"""Return any printable text in upright letters, as ``\mathrm{…}`` or ``\text{…}``."""
    if not is_mathematical(text):
        return text_latex(text)
    return rf"\mathrm{{{''.join(_SIGNS.get(letter, letter) for letter in text)}}}"
