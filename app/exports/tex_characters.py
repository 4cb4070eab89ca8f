"""Characters beyond ASCII as commands that pdfTeX, LuaTeX and XeTeX all know."""

import unicodedata

_SMALL = (
    "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon varphi chi psi omega"
)
_LARGE = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
_MATHEMATICAL = {
    **dict(zip("αβγδεζηθικλμνξπρστυφχψω", _SMALL.split(), strict=True)),
    **dict(zip("ΓΔΘΛΞΠΣΥΦΨΩ", _LARGE.split(), strict=True)),
    "∂": "partial", "∞": "infty", "√": "surd", "≈": "approx", "≠": "neq", "≤": "leq", "≥": "geq",
    "→": "to", "←": "gets", "↔": "leftrightarrow", "·": "cdot", "×": "times", "÷": "div",
    "±": "pm", "⊙": "odot", "∈": "in", "ℓ": "ell", "∑": "textstyle\\sum", "∏": "textstyle\\prod",
    "∇": "nabla", "′": "prime", "⌊": "lfloor", "⌋": "rfloor", "…": "ldots", "•": "bullet",
    "½": "tfrac12", "¼": "tfrac14", "¾": "tfrac34", "⅓": "tfrac13", "∫": "int",
    "𝓛": "mathcal L", "ℒ": "mathcal L",
}  # fmt: skip
_AS_THEY_STAND = {
    "−": "-", "‐": "-", "‑": "-", "–": "--", "—": "---", "“": "``", "”": "''", "„": "``",
    "‘": "`", "’": "'", "ˆ": "\\^{}", "\u00a0": "~", "\u202f": "\\,", "\u2009": "\\,",
}  # fmt: skip
_LETTERS = frozenset("ßæøåœłÆØÅŒŁ")
# What pdfTeX's first fonts can put above or below a letter: grave to macron, breve to ring, double
# acute, caron, cedilla.
_ACCENTS = frozenset("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327")
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᵀᵏᵗ", "0123456789-+Tkt", strict=True))
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₋₊", "0123456789-+", strict=True))

DEFINITIONS = r"""\newcommand{\other}[2]{\ifPDFTeX\texttt{[U+#2]}\else#1\fi}"""
"""What a document defines first: pdfTeX has no fonts for most of the world's letters."""


def in_tex(text: str) -> str:
    """Return LaTeX, in which every character beyond ASCII is a command, in words as in formulas."""
    return "".join(letter if letter.isascii() else _command(letter) for letter in text)


def _command(letter: str) -> str:
    if letter in _MATHEMATICAL:
        return rf"\ensuremath{{\{_MATHEMATICAL[letter]}}}"
    if letter in _AS_THEY_STAND:
        plain = _AS_THEY_STAND[letter]
        return plain if plain == "-" else rf"\text{{{plain}}}"
    if letter in _SUPERSCRIPTS:
        return rf"\ensuremath{{{{}}^{{{_SUPERSCRIPTS[letter]}}}}}"
    if letter in _SUBSCRIPTS:
        return rf"\ensuremath{{{{}}_{{{_SUBSCRIPTS[letter]}}}}}"
    base, *accents = list(unicodedata.normalize("NFD", letter))
    if letter in _LETTERS or (base.isascii() and accents and _ACCENTS.issuperset(accents)):
        return rf"\text{{{letter}}}"
    # A mark that combines stands on a letter of its own.
    shown = f"\u25cc{letter}" if unicodedata.combining(letter) else letter
    return rf"\text{{\other{{{shown}}}{{{ord(letter):04X}}}}}"
