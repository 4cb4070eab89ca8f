"""A notation: which letter and which indices every quantity has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from engine.catalogue.records import Key
from engine.network.quantities import Quantity, Ref
from symbolic.formula.tree import Formula, Letters, Sign, Symbol, Words
from symbolic.notation.names import in_text, index_formula, letter_formula, name_formula


def _constant(text: str, latex: str, below: str = "") -> Symbol:
    """Return a name such as λ1, whose index plain text has beside the letter."""
    return Symbol(f"{text}{below}", Sign(latex, text), Letters(below) if below else None)


@dataclass(frozen=True, eq=False)
class Notation:
    """What the numbers of an iteration are called, and the constants of its rules.

    Attributes
    ----------
    id : str
        The notation's name.
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
    any_input, any_weight : Symbol
        One of many inputs, i_k, and one of all weights, w_k.
    constants : mapping of str to Symbol
        Numbers that no step computes, such as ε and λ, by what they are.
    """

    id: str
    whole: Mapping[Quantity, Symbol]
    letters: Mapping[Quantity, str]
    squares: frozenset[Quantity]
    moments: Mapping[Quantity, str]
    corrected: Mapping[Quantity, str]
    derivatives: Mapping[Quantity, Quantity]
    any_input: Symbol
    any_weight: Symbol
    constants: Mapping[str, Symbol] = field(default_factory=dict)

    @property
    def loss(self) -> Symbol:
        """The loss, as what is differentiated."""
        return self.whole[Quantity.LOSS]

    def letter(self, quantity: Quantity) -> str:
        """Return the letter alone, for a sentence."""
        if quantity in self.whole:
            return self.whole[quantity].text
        return self.letters[quantity] + ("²" if quantity in self.squares else "")

    def key(self, key: Key) -> Symbol:
        """Return what a number of an activation, an optimiser or a schedule is called."""
        letter = key.letter or key.name
        return self.constants.get(key.name) or Symbol(letter, letter_formula(letter))

    def of_unit(self, quantity: Quantity, name: str, ref: Ref | None = None) -> Symbol:
        """Return a letter with a unit's name below it, such as a_{h1} and "a_h1"."""
        return _of_unit(self.letters[quantity], quantity in self.squares, name, ref)

    def of_any(self, quantity: Quantity, index: str = "k") -> Symbol:
        """Return the name of one of many units' numbers, such as a_k."""
        return _of_unit(self.letters[quantity], quantity in self.squares, index, None)

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
    id="chainrule",
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
    any_input=Symbol("i_k", Letters("i"), Letters("k")),
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
