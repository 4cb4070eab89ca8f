"""The forward definitions in SymPy, and the derivatives that SymPy finds for them.

Only the definitions are written here. Every derivative comes from ``sympy.diff``, once for each
activation and each loss, on real symbols. ReLU and |x| are ``Piecewise``, whose rows are shown as
rows.
"""

from dataclasses import dataclass
from functools import cache

import sympy

from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.losses import LOSSES
from symbolic.rules.typed_worker import typed_rule

Z, A, T = sympy.symbols("z a t", real=True)
"""A pre-activation, its activation, and the target for it."""

T_LESS_A = sympy.Symbol("d_t_a", real=True)
"""t − a, for notations that write −(t − a), not a − t."""

Z_OTHER, A_OTHER = sympy.symbols("z_k a_k", real=True)
"""Another unit of the same softmax layer."""

OUTPUTS = sympy.Symbol("N", integer=True, positive=True)
"""The number of outputs, over which the mean losses average."""

POWER = sympy.Symbol("E", positive=True)
"""A power of e, while an equation is solved for it."""

REST = sympy.Symbol("R", positive=True)
"""What the units of a softmax layer other than the two in question add to Σ e^z."""

TOTAL = sympy.Symbol("S", positive=True)
"""Σ e^z over a softmax layer."""

WEIGHT, BIAS = sympy.symbols("w b", real=True)
"""A weight and a bias in z = Σ w a + b."""

LEAK = sympy.Symbol("e", nonnegative=True)
"""The slope ε of leaky ReLU for z < 0."""

MASK = sympy.Symbol("r", nonnegative=True)
"""A unit's dropout mask, 0 or 1/(1 − p)."""

LAMBDA_1, LAMBDA_2 = sympy.symbols("lambda_1 lambda_2", nonnegative=True)
"""The strengths of the penalties L1 and L2."""

T_OTHER = sympy.Symbol("t_k", real=True)
"""The target of another unit of the same softmax layer."""

TARGETS = sympy.Symbol("S_t", real=True)
"""Σ t over a softmax layer, 1 where the targets are shares."""

PHI: dict[str, sympy.Expr] = {
    "linear": Z,
    "sigmoid": 1 / (1 + sympy.exp(-Z)),
    "tanh": sympy.tanh(Z),
    "step": sympy.Piecewise((1, Z >= 0), (0, True)),
    "relu": sympy.Piecewise((Z, Z > 0), (0, True)),
    "leaky-relu": sympy.Piecewise((Z, Z > 0), (LEAK * Z, True)),
    "softplus": sympy.log(1 + sympy.exp(Z)),
}
"""φ(z) of the activations that act on one unit alone."""

SOFTMAX = sympy.exp(Z) / TOTAL
"""φ(z) of a softmax unit, the layer's sum abbreviated."""

PASSED_ON = A * MASK
"""What dropout leaves of an activation."""

PENALTY_TERM = LAMBDA_1 * sympy.Abs(WEIGHT) + LAMBDA_2 * WEIGHT**2 / 2
"""What one weight adds to the loss."""

LOSS_TERMS: dict[str, sympy.Expr] = {
    "half-squared-error": sympy.Rational(1, 2) * (T - A) ** 2,
    "mean-squared-error": (T - A) ** 2 / OUTPUTS,
    # The row in the middle makes 0 of the derivative where there is none.
    "mean-absolute-error": sympy.Piecewise((T - A, A < T), (0, sympy.Eq(A, T)), (A - T, A > T))
    / OUTPUTS,
    "binary-cross-entropy": -(T * sympy.log(A) + (1 - T) * sympy.log(1 - A)),
    "categorical-cross-entropy": -T * sympy.log(A),
}
"""One output's term of the loss of one sample."""


@dataclass(frozen=True, slots=True)
class Softmax:
    """The two kinds of entry in a softmax layer's Jacobian.

    Attributes
    ----------
    own : Expr
        ∂a/∂z of a unit, in A.
    other : Expr
        ∂a/∂z_k for another unit k, in A and A_OTHER.
    """

    own: sympy.Expr
    other: sympy.Expr


def activation_value(name: str) -> sympy.Expr:
    """Return φ(z) of an activation that acts on one unit alone, also of one that was typed.

    Raises
    ------
    NoRuleError
        SymPy finds no derivative of what was typed, or not in time.
    """
    formula = ACTIVATIONS.formula_of(name)
    return PHI[name] if formula is None else typed_rule(formula, ("z",), "z").value


def activation_derivative(name: str) -> sympy.Expr:
    """Return φ′(z), in terms of the activation a where that is possible."""
    return activation_steps(name)[-1]


@cache
def activation_steps(name: str) -> tuple[sympy.Expr, ...]:
    """Return φ(z), and what SymPy makes of its derivative, one change after the other."""
    formula = ACTIVATIONS.formula_of(name)
    if formula is not None:
        rule = typed_rule(formula, ("z",), "z")
        return rule.value, rule.derivative
    return steps_in_value(PHI[name], Z, A)


def steps_in_value(
    value: sympy.Expr, by: sympy.Symbol, named: sympy.Symbol
) -> tuple[sympy.Expr, ...]:
    """Return a function, and what SymPy makes of its derivative, in its own value if possible.

    Parameters
    ----------
    value : Expr
        The function.
    by : Symbol
        What it is of.
    named : Symbol
        What its value is called.
    """
    derivative = sympy.diff(value, by)
    steps = [value, derivative]
    if value.is_Piecewise or not derivative.has(by):
        return tuple(steps)
    derivative = derivative.subs(value, named)
    steps.append(derivative)
    if derivative.has(by):
        # The variable remains in one power of e; solving value = named for that is rational.
        (power,) = value.atoms(sympy.exp)
        # sympy.solve would do too, but loads SymPy's physical units first, which takes 0.2 s.
        inside, outside = value, named
        if value.func is sympy.log:
            inside, outside = value.args[0], sympy.exp(named)
        equation = sympy.together(inside.subs(power, POWER) - outside)
        (inverse,) = sympy.roots(sympy.numer(equation), POWER)
        derivative = derivative.subs(power, inverse)
        steps.append(derivative)
        # Factors are short in the value, separate terms in its power of e.
        shorten = sympy.expand if derivative.has(sympy.exp) else sympy.factor
        derivative = shorten(derivative)
    return tuple(dict.fromkeys((*steps, _tidy(derivative))))


@cache
def softmax_derivative() -> Softmax:
    """Return the entries of the Jacobian, e^z replaced by a S."""
    total = sympy.exp(Z) + sympy.exp(Z_OTHER) + REST
    value = sympy.exp(Z) / total

    def in_activations(derivative: sympy.Expr) -> sympy.Expr:
        short = derivative.subs(total, TOTAL)
        short = short.subs({sympy.exp(Z): A * TOTAL, sympy.exp(Z_OTHER): A_OTHER * TOTAL})
        return sympy.factor(sympy.expand(short))

    return Softmax(
        own=_tidy(in_activations(sympy.diff(value, Z))),
        other=in_activations(sympy.diff(value, Z_OTHER)),
    )


@cache
def loss_term(name: str, outputs: int) -> sympy.Expr:
    """Return one output's term of a sample's loss, in A and T."""
    formula = LOSSES.formula_of(name)
    if formula is not None:
        return typed_rule(formula, ("a", "t"), "a").value
    term = LOSS_TERMS[name]
    return term.subs(OUTPUTS, 1) if outputs == 1 else term


@cache
def loss_derivative(name: str, outputs: int) -> sympy.Expr:
    """Return the derivative of that term with respect to a."""
    formula = LOSSES.formula_of(name)
    if formula is not None:
        return typed_rule(formula, ("a", "t"), "a").derivative
    derivative = sympy.diff(LOSS_TERMS[name], A)
    return derivative.subs(OUTPUTS, 1) if outputs == 1 else derivative


@cache
def cancelled_delta(loss: str, activation: str) -> sympy.Expr | None:
    """Return ∂L/∂a · ∂a/∂z multiplied out, for the cross-entropies; None for other losses.

    For softmax the sum over the outputs is taken, with targets that add up to 1.
    """
    slope = loss_derivative(loss, 2)
    if loss == "binary-cross-entropy" and activation == "sigmoid":
        return sympy.cancel(slope * activation_derivative(activation))
    if loss == "categorical-cross-entropy" and activation == "softmax":
        entries = softmax_derivative()
        own = sympy.cancel(slope * entries.own)
        # Of another output: its ∂L/∂a by this unit's z. It is proportional to its target.
        other = sympy.cancel(slope.subs(A, A_OTHER) * entries.other)
        return sympy.expand(own + other.subs(T, 1 - T))
    return None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A part of ∂L/∂a · ∂a/∂z in which the denominator cancels.

    Attributes
    ----------
    label : str
        Where it comes from.
    slope, along : Expr
        The factors as the chain rule has them.
    short : Expr
        What is left of their product.
    """

    label: str
    slope: sympy.Expr
    along: sympy.Expr
    short: sympy.Expr


@cache
def fused_parts(loss: str) -> tuple[Cancelled, ...]:
    """Return the parts of a cross-entropy's delta; together they are ``fused_delta``.

    For the categorical one the second part is that of all other outputs together: each gives
    −t_k/a_k · (−a a_k), in which a_k cancels, and the t_k are Σ t − t.
    """
    if loss == "binary-cross-entropy":
        along = activation_derivative("sigmoid")
        logarithms = {
            "from −{target} log {activation}": -T * sympy.log(A),
            "from −(1 − {target}) log(1 − {activation})": -(1 - T) * sympy.log(1 - A),
        }
        slopes = [(label, _tidy(sympy.diff(term, A))) for label, term in logarithms.items()]
        return tuple(
            Cancelled(label, slope, along, _left(slope * along)) for label, slope in slopes
        )
    slope, entries = loss_derivative(loss, 2), softmax_derivative()
    others = slope.subs({A: A_OTHER, T: T_OTHER})
    together = _left(others * entries.other).subs(T_OTHER, TARGETS - T)
    return (
        Cancelled("from its own output", slope, entries.own, _left(slope * entries.own)),
        Cancelled("from the other outputs", others, entries.other, together),
    )


def _left(product: sympy.Expr) -> sympy.Expr:
    """Cancel; a − 1, which is negative, is written as −(1 − a)."""
    short = _tidy(sympy.factor(sympy.cancel(product)))
    if A - 1 not in short.args:
        return short
    return sympy.Mul(-1, *(1 - A if part == A - 1 else part for part in short.args))


@cache
def fused_delta(loss: str, shares: bool) -> sympy.Expr:
    """Return a cross-entropy's delta by its output's z, in A and T.

    Parameters
    ----------
    loss : str
        One of the two cross-entropies.
    shares : bool
        Whether the targets of a sample add up to 1, as those of classes do; else TARGETS remains.
    """
    total = sympy.expand(sum(part.short for part in fused_parts(loss)))
    return total.subs(TARGETS, 1) if shares else total


@cache
def sum_derivative(by: str) -> sympy.Expr:
    """Return the derivative of one summand of z = Σ w a + b by "weight", "activation" or "bias"."""
    variables = {"weight": WEIGHT, "activation": A, "bias": BIAS}
    return sympy.diff(WEIGHT * A + BIAS, variables[by])


@cache
def penalty_derivatives() -> tuple[sympy.Expr, sympy.Expr]:
    """Return what L1 and what L2 add to ∂L/∂w, in WEIGHT; sign 0 is 0."""
    slope = sympy.diff(PENALTY_TERM, WEIGHT)
    return slope.subs(LAMBDA_2, 0), slope.subs(LAMBDA_1, 0)


@cache
def rows(expression: sympy.Expr) -> tuple[tuple[sympy.Expr, sympy.Rel], ...]:
    """Return (expression, condition) for each row of a piecewise expression, else nothing.

    Cases inside each other, and conditions of several parts, have no rows of their own.
    """
    if len(expression.atoms(sympy.Piecewise)) != 1:
        return ()
    result: list[tuple[sympy.Expr, sympy.Rel]] = []
    folded = sympy.piecewise_fold(expression).args
    for value, condition in folded:
        # SymPy writes "otherwise" as true; of two rows that is the opposite of the first.
        last = condition == True  # noqa: E712 - SymPy's own true
        opposite = last and len(folded) == 2
        result.append((value, sympy.Not(result[0][1]) if opposite else condition))
    simple = all(condition.is_Relational or condition == True for _, condition in result)  # noqa: E712
    return tuple(result) if simple else ()


def warm_up() -> None:
    """Derive everything there is to derive once; later uses find it kept."""
    for name, value in PHI.items():
        rows(value)
        rows(activation_derivative(name))
    softmax_derivative()
    penalty_derivatives()
    for name in LOSS_TERMS:
        for outputs in (1, 2):
            rows(loss_term(name, outputs))
            rows(loss_derivative(name, outputs))
    for loss in LOSSES.values():
        if loss.fused is not None and loss.output_activation is not None:
            cancelled_delta(loss.id, loss.output_activation)
            fused_delta(loss.id, True)


def _tidy(expression: sympy.Expr) -> sympy.Expr:
    """Write −a (a − 1) as a (1 − a): the sign goes into the factor that has one."""
    if not expression.is_Mul:
        return expression
    coefficient, factors = expression.as_coeff_mul()
    if coefficient >= 0:
        return expression
    turned = list(factors)
    for index, factor in enumerate(turned):
        if factor.is_Add:
            turned[index] = sympy.Add(*(-term for term in factor.args))
            return sympy.Mul(-coefficient, *turned)
    return expression
