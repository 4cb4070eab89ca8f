"""What a derivation is: one step's formula, its factors, the numbers put in, the result.

These records hold text and numbers only. ``symbolic.derive.steps`` makes them; the window, the
terminal and a screen reader show them.
"""

from dataclasses import dataclass

from engine.network.quantities import Ref
from symbolic.formula.tree import Case, Formula


@dataclass(frozen=True, slots=True)
class Term:
    """One summand of an opened sum: a path through the next layer, an input, or a sample.

    Attributes
    ----------
    label : str
        Where it comes from, such as "through o1" or "sample 2".
    formula : Formula
        The summand in symbols.
    substituted : Formula or None
        The same with numbers; None where that adds nothing.
    value : float
        Its number.
    references : tuple of Ref
        What it is made of, for highlights.
    """

    label: str
    formula: Formula
    substituted: Formula | None
    value: float
    references: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of the chain rule, derived.

    Attributes
    ----------
    symbol : Formula
        Such as ∂L/∂a_o1.
    expression : Formula
        What SymPy derived for it, such as a_o1 − t_o1.
    substituted : Formula or None
        The same with numbers; None where the expression is a single number already.
    exact : bool
        Whether ``substituted`` equals the value exactly (=) or was rounded (≈).
    value : float
        Its number.
    tint : str
        The phase whose colour it wears: "loss", "backward" or "forward".
    references : tuple of Ref
        What lights up in the graph; the first is what the factor is about.
    terms : tuple of Term
        The summands, where the factor is a sum over the paths through the next layer (or, for
        softmax, over the outputs).
    omitted : int
        How many weaker terms are left out of ``terms``.
    omitted_value : float
        What the left-out terms add up to.
    cases : tuple of Case
        The rows, where the expression is piecewise; ``expression`` is the row that applies.
    """

    symbol: Formula
    expression: Formula
    substituted: Formula | None
    exact: bool
    value: float
    tint: str
    references: tuple[Ref, ...]
    terms: tuple[Term, ...] = ()
    omitted: int = 0
    omitted_value: float = 0.0
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True)
class Derivation:
    """Everything there is to say about one step.

    A step is told in one of two ways. Gradients are a product of ``factors``, and ``product``
    shows their numbers multiplied. Everything else has one ``definition`` with ``substituted``
    numbers. Either may be a sum with ``terms``.

    Attributes
    ----------
    step : int
        Number of the step, from 1.
    question : str
        In plain language: "How much does w5 change the total loss?".
    target : Formula
        The left-hand side.
    target_ref : Ref
        What is computed.
    value : float
        The result for the shown sample (for the whole batch where the batch has one).
    factors : tuple of Factor
        The chain rule; empty for what is not a product of derivatives.
    over : Formula or None
        The sign of the sum over a batch that stands before the factors; None for one sample.
    added : Formula or None
        What stands behind the factors in the gradient of a weight: what penalties add.
    product : Formula or None
        The factors' numbers multiplied.
    product_value : float
        What the product gives: the value, or over a batch the shown sample's share of it.
    product_label : str
        Whose product it is where it is not the whole value, such as "sample 1"; else empty.
    definition : Formula or None
        The right-hand side in symbols.
    substituted : Formula or None
        The right-hand side with numbers.
    exact : bool
        Whether the line of numbers equals the value exactly (=) or was rounded (≈).
    cases : tuple of Case
        The rows, where the definition is piecewise; ``definition`` is the row that applies.
    terms_label : str
        What ``terms`` runs over: "paths", "inputs", "outputs", "units", "samples", "weights" of
        a penalty, "gradients" of Newton's step, "parts" of the data and of penalties, or what is
        left where denominators are "cancelled"; empty without terms. Where it is "row" (of a
        softmax unit's Jacobian), "corrected" (moments of Adam) or "shares" (of a schedule), they
        are no summands but numbers worked out on the way.
    terms : tuple of Term
        The summands of the value. For a gradient over a batch, one per sample: the factors above
        are then those of the shown sample. What a penalty adds comes after the samples.
    omitted : int
        How many weaker terms are left out.
    omitted_value : float
        What the left-out terms add up to.
    consequence : Formula or None
        What comes of it: for a gradient the update to come.
    assigns : bool
        Whether the target takes the value as its new one: ← stands between them, not =.
    lead : str
        A sentence to read before the formula; empty for none.
    notes : tuple of str
        Sentences worth saying, such as that ReLU has no derivative at 0.
    """

    step: int
    question: str
    target: Formula
    target_ref: Ref
    value: float
    factors: tuple[Factor, ...] = ()
    over: Formula | None = None
    added: Formula | None = None
    product: Formula | None = None
    product_value: float = 0.0
    product_label: str = ""
    definition: Formula | None = None
    substituted: Formula | None = None
    exact: bool = True
    cases: tuple[Case, ...] = ()
    terms_label: str = ""
    terms: tuple[Term, ...] = ()
    omitted: int = 0
    omitted_value: float = 0.0
    consequence: Formula | None = None
    assigns: bool = False
    lead: str = ""
    notes: tuple[str, ...] = ()
