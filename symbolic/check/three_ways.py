"""Three computations of every gradient side by side: SymPy, backpropagation, finite differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from engine.iteration.gradient_check import (
    SHAKEN,
    TOLERANCE,
    Difference,
    FiniteDifferences,
    blurred,
    close_enough,
    difference,
    shaken,
)
from engine.iteration.trace import Trace
from engine.network.layout import ParameterLayout
from engine.network.quantities import Ref
from engine.progress import report
from engine.random_streams import checked_parameters
from symbolic.check.gradients import SymbolicGradient
from symbolic.rules.typed import NoRuleError

SYMBOLIC_TOLERANCE = 1e-12
"""How far SymPy's number may be from backpropagation's."""

FINITE_TOLERANCE = TOLERANCE
"""How far a finite difference may be from backpropagation's number."""

MOST_CHECKED = 500
"""Of networks with more parameters a sample is checked."""


@dataclass(frozen=True, slots=True)
class ThreeWays:
    """One gradient, computed three ways.

    Attributes
    ----------
    ref : Ref
        The parameter; None for a variable of a circuit.
    name : str
        What it is called.
    symbolic : float or None
        SymPy's number; None where SymPy finds no derivative of what was typed.
    backprop, finite_difference : float
        The two other numbers.
    symbolic_difference, finite_apart : float
        How far SymPy's number and the finite difference are from backpropagation's, each as
        |a − b| / max(1, |a|, |b|); 0 where there is no number of SymPy's.
    kink : bool
        Whether a finite difference says nothing here, since a point without a derivative lies
        between its sides.
    resolution : float
        What rounding may have added to the finite difference.
    blurred : bool
        Whether a finite difference says nothing, since the numbers are too large.
    without_symbolic : str
        Why there is no number of SymPy's; empty where there is one.
    rounding : float
        What rounding may have added to ``symbolic_difference``, where that is above its tolerance.
    """

    ref: Ref | None
    name: str
    symbolic: float | None
    backprop: float
    finite_difference: float
    symbolic_difference: float
    finite_apart: float
    kink: bool
    resolution: float
    blurred: bool
    without_symbolic: str = ""
    rounding: float = 0.0

    @property
    def agree(self) -> bool:
        """Whether all agree that say something: at a kink and where it blurs, the first two."""
        near = close_enough(self.backprop, self.finite_difference, self.resolution)
        unseen = self.kink or self.blurred
        tolerance = max(SYMBOLIC_TOLERANCE, min(self.rounding, FINITE_TOLERANCE))
        return (unseen or near) and self.symbolic_difference <= tolerance


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The check of many parameters.

    Attributes
    ----------
    parameters : int
        How many were checked.
    total : int
        How many there are.
    max_symbolic_difference : float or None
        The largest difference of SymPy's numbers from backpropagation's; None without any.
    max_finite_difference : float
        The same of finite differences, where they say something.
    agree : bool
        Whether every parameter agrees, and not all finite differences are blurred.
    kinks, blurred : int
        At how many a finite difference says nothing, for want of a derivative or because the
        numbers are too large.
    rows : tuple of ThreeWays
        One for each parameter that was checked.
    """

    parameters: int
    total: int
    max_symbolic_difference: float | None
    max_finite_difference: float
    agree: bool
    kinks: int
    blurred: int
    rows: tuple[ThreeWays, ...]

    @property
    def without_symbolic(self) -> str:
        """Why there are no numbers of SymPy's; empty where there are."""
        return self.rows[0].without_symbolic if self.rows else ""

    def worst(self, count: int = 5) -> list[ThreeWays]:
        """Return the rows that disagree most, the largest share of its tolerance first."""

        def size(row: ThreeWays) -> float:
            unseen = row.kink or row.blurred
            finite = 0.0 if unseen else row.finite_apart / FINITE_TOLERANCE
            return max(finite, row.symbolic_difference / SYMBOLIC_TOLERANCE)

        return sorted(self.rows, key=size, reverse=True)[:count]


def compared(
    name: str,
    symbolic: float | None,
    backprop: float,
    quotient: Difference,
    *,
    ref: Ref | None = None,
    without_symbolic: str = "",
    rounding: float = 0.0,
) -> ThreeWays:
    """Return three numbers of a gradient side by side."""
    return ThreeWays(
        ref=ref,
        name=name,
        symbolic=symbolic,
        backprop=backprop,
        finite_difference=quotient.value,
        symbolic_difference=0.0 if symbolic is None else difference(symbolic, backprop),
        finite_apart=difference(quotient.value, backprop),
        kink=quotient.kink,
        resolution=quotient.resolution,
        blurred=blurred(backprop, quotient),
        without_symbolic=without_symbolic,
        rounding=rounding,
    )


class _Prepared:
    """What the check of one iteration needs, prepared once."""

    def __init__(self, trace: Trace) -> None:
        rows = trace.a[0], trace.y_true, trace.forward_pass.masks
        self.symbolic: SymbolicGradient | None = None
        self.without_symbolic = ""
        try:
            self.symbolic = SymbolicGradient(trace.scenario, trace.before, *rows)
        except NoRuleError as error:
            self.without_symbolic = str(error)
        self.finite = FiniteDifferences(trace.before, *rows)
        self._shaken: list[SymbolicGradient] = []

    def compare(self, trace: Trace, ref: Ref) -> ThreeWays:
        symbolic = None if self.symbolic is None else self.symbolic.gradient(ref)
        backprop = trace.gradient.value(ref)
        quotient = self.finite.beside(ref, backprop)
        name, why, rounding = trace.layout.name(ref), self.without_symbolic, 0.0
        if symbolic is not None and difference(symbolic, backprop) > SYMBOLIC_TOLERANCE:
            rounding = self._rounding(trace, ref, symbolic)
        return compared(
            name,
            symbolic,
            backprop,
            quotient,
            ref=ref,
            without_symbolic=why,
            rounding=rounding,
        )

    def _rounding(self, trace: Trace, ref: Ref, symbolic: float) -> float:
        """Return how far rounding may move a gradient, by SymPy's formulas alone.

        Where large numbers nearly cancel on the way, as they do under a batch normalisation of rows
        that are all but equal, fewer decimals are known than a gradient's own size says.
        """
        if not self._shaken:
            rows = trace.a[0], trace.y_true, trace.forward_pass.masks
            moved = shaken(trace.before)
            self._shaken = [SymbolicGradient(trace.scenario, each, *rows) for each in moved]
        return SHAKEN * max(difference(each.gradient(ref), symbolic) for each in self._shaken)


_prepared: WeakKeyDictionary[Trace, _Prepared] = WeakKeyDictionary()


def three_ways(trace: Trace, ref: Ref) -> ThreeWays:
    """Compute one gradient three ways.

    Parameters
    ----------
    trace : Trace
        The recorded iteration.
    ref : Ref
        A parameter, its gradient or its new value; a frozen bias too.
    """
    parameter = ref.parameter
    if parameter is None:
        raise ValueError(f"{ref} is no parameter")
    return _prepare(trace).compare(trace, parameter)


def _prepare(trace: Trace) -> _Prepared:
    found = _prepared.get(trace)
    if found is None:
        found = _prepared[trace] = _Prepared(trace)
    return found


def check(trace: Trace, most: int = MOST_CHECKED, seed: int = 0) -> CheckResult:
    """Compare the three ways for every parameter, or for a sample where there are many.

    Parameters
    ----------
    trace : Trace
        The recorded iteration.
    most : int
        Up to so many parameters are all checked; of more, so many.
    seed : int
        Seeds the choice.
    """
    report("Checking", 0.0)
    prepared = _prepare(trace)
    refs = choose(trace.layout, most, seed)
    rows = []
    for ref in refs:
        rows.append(prepared.compare(trace, ref))
        report("Checking", len(rows) / len(refs))
    return result_of(rows, trace.layout.count)


def result_of(rows: Sequence[ThreeWays], total: int) -> CheckResult:
    """Return the check of rows, of as many as there are in all."""
    unclear = sum(row.blurred for row in rows)
    seen = [row.finite_apart for row in rows if not (row.kink or row.blurred)]
    with_symbolic = not (rows and rows[0].without_symbolic)
    return CheckResult(
        parameters=len(rows),
        total=total,
        max_symbolic_difference=max((row.symbolic_difference for row in rows), default=0.0)
        if with_symbolic
        else None,
        max_finite_difference=max(seen, default=0.0),
        # Of a network without parameters there is nothing to disagree about.
        agree=all(row.agree for row in rows) and (unclear < len(rows) or not rows),
        kinks=sum(row.kink for row in rows),
        blurred=unclear,
        rows=tuple(rows),
    )


def choose(layout: ParameterLayout, most: int, seed: int) -> list[Ref]:
    """Return all parameters, or a seeded sample in which every layer has its share.

    Parameters
    ----------
    layout : ParameterLayout
        The network's parameters.
    most : int
        How many at most; from a layer that is small all, from large ones equally many.
    seed : int
        Seeds the choice.
    """
    if layout.count <= most:
        return list(layout.refs())
    generator = checked_parameters(seed)
    groups = [np.r_[slot.weights, slot.biases, slot.scales, slot.shifts] for slot in layout.slots]
    groups = [group[~np.isin(group, layout.absent)] for group in groups]
    chosen: list[int] = []
    # The smallest layer first: what it leaves of its share goes to the larger ones.
    for left, group in zip(range(len(groups), 0, -1), sorted(groups, key=len), strict=True):
        share = min(len(group), (most - len(chosen)) // left)
        chosen += [int(index) for index in generator.choice(group, share, replace=False)]
    return [layout.ref(index) for index in sorted(chosen)]
