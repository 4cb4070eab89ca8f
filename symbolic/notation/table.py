"""A notation: which letter and which indices every quantity has."""

import re
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from engine.catalogue.records import Key
from engine.network.quantities import Quantity, Ref
from engine.network.scenario import Scenario
from symbolic.formula.latex import to_latex
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Derivative, Formula, Letters, Sign, Symbol, Words
from symbolic.notation.names import in_text, index_formula, letter_formula, name_formula


def _constant(text: str, latex: str, below: str = "") -> Symbol:
    """Return a name such as λ1, whose index plain text has beside the letter."""
    return Symbol(f"{text}{below}", Sign(latex, text), Letters(below) if below else None)


class Notation(Struct, frozen=True, eq=False):
    """What the numbers of an iteration are called, and the constants of its rules.

    `engine.network.notations` says what units and parameters are called.

    Attributes
    ----------
    whole : mapping of Quantity to Symbol
        What an iteration has one of: L, R, α.
    letters : mapping of Quantity to str
        What a unit has one of, and its name stands below.
    squares : frozenset of Quantity
        Which of them are squares: σ².
    moments : mapping of Quantity to str
        What an optimiser has one of for each parameter, whose name stands below.
    corrected : mapping of Quantity to str
        Moments whose start at 0 is taken out.
    derivatives : mapping of Quantity to Quantity
        What is written ∂L/∂(another number).
    any_weight : Symbol
        One of all weights, w_k.
    constants : mapping of str to Symbol
        Numbers that no step computes, such as ε and λ, by what they are.
    any_input : str
        The letter of one of many inputs.
    sample_loss : Symbol or None
        The loss of one sample, where it has a letter of its own.
    prefix : str
        What stands before a number for the derivative of the loss by it; empty for a fraction.
    """

    whole: Mapping[Quantity, Symbol]
    letters: Mapping[Quantity, str]
    squares: frozenset[Quantity]
    moments: Mapping[Quantity, str]
    corrected: Mapping[Quantity, str]
    derivatives: Mapping[Quantity, Quantity]
    any_weight: Symbol
    constants: Mapping[str, Symbol] = {}
    any_input: str = "i"
    sample_loss: Symbol | None = None
    prefix: str = ""

    @property
    def loss(self) -> Symbol:
        """The loss, as what is differentiated."""
        return self.whole[Quantity.LOSS]

    @property
    def unit_loss(self) -> Symbol:
        """The loss that what flows back to units is the derivative of."""
        return self.sample_loss or self.loss

    def derivative(self, by: Formula, ref: Ref | None = None) -> Formula:
        """Return the derivative of the loss by a number: ∂L/∂w_5, or dW."""
        if not (self.prefix and isinstance(by, Symbol)):
            return Derivative(self.loss, by, ref)
        letter = Sign(self.prefix + to_latex(by.letter), self.prefix + to_text(by.letter))
        return by.altered(text=self.prefix + by.text, letter=letter, ref=ref)

    def letter(self, quantity: Quantity) -> str:
        """Return the letter alone, for a sentence or a label: a, σ², ∂L/∂a."""
        if quantity in self.whole:
            return self.whole[quantity].text
        if quantity in self.derivatives:
            return self.loss_by(self.letter(self.derivatives[quantity]))
        if quantity in self.moments:
            return self.moments[quantity]
        return self.letters[quantity] + ("²" if quantity in self.squares else "")

    def loss_by(self, name: str) -> str:
        """Return the derivative of the loss by what has this name, for a sentence or a label."""
        return f"{self.prefix}{name}" if self.prefix else f"∂{self.loss.text}/∂{name}"

    def slope(self, of: Quantity, by: Quantity) -> str:
        """Return a derivative in letters alone: ∂a/∂z."""
        return f"∂{self.letter(of)}/∂{self.letter(by)}"

    def write(self, template: str, **others: object) -> str:
        """Return a sentence with letters in place of what they are of, such as {target}."""
        slopes = (slope for slope, by in self.derivatives.items() if by in self.letters)
        known = (*self.whole, *self.letters, *self.moments, *slopes)
        names = {quantity.value: self.letter(quantity) for quantity in known}
        names |= {name: constant.text for name, constant in self.constants.items()}
        return template.format(**names | {"w": to_text(self.any_weight.letter)} | others)

    def key(self, key: Key) -> Symbol:
        """Return what a number of an activation, an optimiser or a schedule is called."""
        letter = key.letter or key.name
        return self.constants.get(key.name) or Symbol(letter, letter_formula(letter))

    def of_unit(self, quantity: Quantity, name: str, ref: Ref | None = None) -> Symbol:
        """Return a letter with a unit's name below it, such as a_{h1} and "a_h1"."""
        return _of_unit(self.letters[quantity], quantity in self.squares, name, ref)

    def of_parameter(self, moment: Quantity, parameter: str, ref: Ref | None = None) -> Symbol:
        """Return a moment of a parameter, such as v_{w_{5}} and "v_w5"."""
        if ref is not None and ref.before:
            letter = self.moments[moment]
            return Symbol(f"{letter}_before", letter_formula(letter), Words("before"), ref=ref)
        return _under(self.moments[moment], parameter, ref)

    def corrected_moment(self, moment: Quantity, parameter: str) -> Symbol:
        """Return a moment of a parameter without its start at 0, such as m̂_{w_{5}}."""
        return _under(self.corrected[moment], parameter, None)


@lru_cache(maxsize=16384)
def _of_unit(letter: str, squared: bool, name: str, ref: Ref | None) -> Symbol:
    text = f"{letter}²" if squared else letter
    text = f"{text}_{in_text(name)}"
    above: Formula | None = Letters("2") if squared else None
    return Symbol(text, letter_formula(letter), index_formula(name), above, ref)


def _under(letter: str, parameter: str, ref: Ref | None) -> Symbol:
    below = parameter if parameter.isalnum() else f"({parameter})"
    return Symbol(f"{letter}_{below}", letter_formula(letter), name_formula(parameter), ref=ref)


Q = Quantity

CHAINRULE = Notation(
    whole={
        Q.LOSS: Symbol("L", Letters("L"), ref=Ref(Q.LOSS)),
        Q.PENALTY: Symbol("R", Letters("R"), ref=Ref(Q.PENALTY)),
        Q.LEARNING_RATE: Symbol("α", Sign(r"\alpha", "α"), ref=Ref(Q.LEARNING_RATE)),
    },
    letters={
        Q.PRE_ACTIVATION: "z",
        Q.BATCH_MEAN: "μ",
        Q.BATCH_VARIANCE: "σ",
        Q.NORMALISED: "ẑ",
        Q.SCALED: "y",
        Q.ACTIVATION: "a",
        Q.DROPOUT_MASK: "r",
        Q.PASSED_ON: "ã",
        Q.TARGET: "t",
        Q.OUTPUT_LOSS: "L",
        Q.DELTA: "δ",
    },
    squares=frozenset([Q.BATCH_VARIANCE]),
    moments={
        Q.VELOCITY: "v",
        Q.MEAN_SQUARE: "s",
        Q.FIRST_MOMENT: "m",
        Q.SECOND_MOMENT: "v",
        Q.NEWTON_STEP: "d",
    },
    corrected={Q.FIRST_MOMENT: "m̂", Q.SECOND_MOMENT: "v̂"},
    derivatives={
        Q.LOSS_BY_PASSED_ON: Q.PASSED_ON,
        Q.LOSS_BY_ACTIVATION: Q.ACTIVATION,
        Q.LOSS_BY_SCALED: Q.SCALED,
        Q.WEIGHT_GRADIENT: Q.WEIGHT,
        Q.BIAS_GRADIENT: Q.BIAS,
        Q.SCALE_GRADIENT: Q.SCALE,
        Q.SHIFT_GRADIENT: Q.SHIFT,
    },
    any_weight=Symbol("w_k", Letters("w"), Letters("k")),
    constants={
        "leak": _constant("ε", r"\varepsilon"),
        "l1": _constant("λ", r"\lambda", "1"),
        "l2": _constant("λ", r"\lambda", "2"),
        "targets": _constant("Σt", r"\sum t"),
        "variance_epsilon": _constant("ε", r"\varepsilon"),
        "mean_gradient": _constant("ḡ", r"\bar{g}"),
        "mean_product": _constant("ḡẑ", r"\overline{g \hat{z}}"),
        "momentum": _constant("μ", r"\mu"),
        "decay": _constant("ρ", r"\rho"),
        "beta1": _constant("β", r"\beta", "1"),
        "beta2": _constant("β", r"\beta", "2"),
        "epsilon": _constant("ε", r"\varepsilon"),
        "weight_decay": _constant("λ", r"\lambda"),
        "iteration": _constant("t", "t"),
        "base_rate": _constant("α", r"\alpha", "0"),
        "factor": _constant("f", "f"),
        "every": _constant("n", "n"),
        "epoch": _constant("e", "e"),
        "update": _constant("t", "t"),
        "updates": _constant("T", "T"),
        "top": _constant("t", "t", "1"),
        "start_factor": _constant("f", "f", "0"),
        "final_factor": _constant("f", "f", "1"),
        "share": _constant("u", "u"),
        "cosine": _constant("c", "c"),
    },
)


def _whole(loss: Symbol, rate: str, rate_latex: str) -> dict[Quantity, Symbol]:
    """Return what an iteration has one of, with another loss and learning rate."""
    return {
        **CHAINRULE.whole,
        Q.LOSS: loss.altered(ref=Ref(Q.LOSS)),
        Q.LEARNING_RATE: Symbol(rate, Sign(rate_latex, rate), ref=Ref(Q.LEARNING_RATE)),
    }


def _named_sums(before: str, after: str, loss: str) -> dict[Quantity, str]:
    """Return the letters of a notation that has words for z and a."""
    return {
        **CHAINRULE.letters,
        Q.PRE_ACTIVATION: before,
        Q.NORMALISED: "n",
        Q.ACTIVATION: after,
        Q.PASSED_ON: "drop",
        Q.TARGET: "target",
        Q.OUTPUT_LOSS: loss,
    }


_NAMED_CONSTANTS = {
    **CHAINRULE.constants,
    "targets": _constant("Σtarget", r"\sum \mathrm{target}"),
    "mean_product": _constant("ḡn", r"\overline{g n}"),
}
_INDEXED_LETTERS = {**CHAINRULE.letters, Q.TARGET: "y", Q.SCALED: "z̃"}
_INDEXED_CONSTANTS = {**CHAINRULE.constants, "targets": _constant("Σy", r"\sum y")}
_W = Symbol("W_k", Letters("W"), Letters("k"))

MAZUR = replace(
    CHAINRULE,
    whole=_whole(Symbol("E_total", Letters("E"), Words("total")), "η", r"\eta"),
    letters=_named_sums("net", "out", "E"),
    constants={**_NAMED_CONSTANTS, "base_rate": _constant("η", r"\eta", "0")},
)
LECTURE = replace(
    CHAINRULE,
    whole=_whole(Symbol("L_total", Letters("L"), Words("total")), "λ", r"\lambda"),
    letters=_named_sums("in", "out", "L"),
    constants={
        **_NAMED_CONSTANTS,
        "base_rate": _constant("λ", r"\lambda", "0"),
        # The rate has the letter that weight decay has elsewhere.
        "weight_decay": _constant("κ", r"\kappa"),
    },
)
NIELSEN = replace(
    CHAINRULE,
    whole=_whole(Symbol("C", Letters("C")), "η", r"\eta"),
    letters={**_INDEXED_LETTERS, Q.OUTPUT_LOSS: "C"},
    constants={**_INDEXED_CONSTANTS, "base_rate": _constant("η", r"\eta", "0")},
    any_input="x",
)
_J = Symbol("J", Letters("J"))
NG = replace(
    CHAINRULE,
    whole=_whole(_J, "α", r"\alpha"),
    letters={**_INDEXED_LETTERS, Q.OUTPUT_LOSS: "ℒ"},
    derivatives={**CHAINRULE.derivatives, Q.DELTA: Q.PRE_ACTIVATION},
    constants=_INDEXED_CONSTANTS,
    any_weight=_W,
    any_input="x",
    sample_loss=Symbol("ℒ", Sign(r"\mathcal{L}", "ℒ")),
    prefix="d",
)
WELCH = replace(
    CHAINRULE,
    whole=_whole(_J, "α", r"\alpha"),
    letters={**_INDEXED_LETTERS, Q.OUTPUT_LOSS: "J"},
    constants=_INDEXED_CONSTANTS,
    any_weight=_W,
    any_input="x",
)

NOTATIONS: Mapping[str, Notation] = {
    "chainrule": CHAINRULE,
    "mazur": MAZUR,
    "lecture": LECTURE,
    "nielsen": NIELSEN,
    "ng": NG,
    "welch": WELCH,
}
"""The notations by their ids, as `NAMINGS` of `engine.network.notations` has them."""


_WORDS = sorted(
    {
        letter
        for notation in NOTATIONS.values()
        for letter in notation.letters.values()
        if letter.isascii() and len(letter) > 1
    }
)
_LETTER = rf"(?:{'|'.join(_WORDS)}|d?[^\W\d_][\u0302\u0303]?)²?"
NAME = re.compile(
    r"(?<![^\W_])(?:"
    rf"(?P<indexed>{_LETTER}\^(?:\d+|\[\d+\]|\(\d+\))(?:_\d+(?:,\d+)?)?)"
    rf"|(?P<letter>{_LETTER})_(?P<below>\([^()]*\)|[^\W_]+(?:_\d+)?)"
    r"|(?P<unit>[A-Za-z]\d+_\d+)(?!\w))"
)
"""A number's name in a sentence: "a_o1", "net_(hours slept)", "b_h1_2", "dW^[2]_11", "h1_2"."""


def notation_of(scenario: Scenario) -> Notation:
    """Return the notation in which the iterations of a scenario are shown."""
    return NOTATIONS[scenario.naming.id]
