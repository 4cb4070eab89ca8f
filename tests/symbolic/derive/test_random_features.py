"""Networks with everything a scenario may name: every step is derived, every gradient agrees."""

import cmath
import math
import re
from collections.abc import Iterator

import numpy as np
import pytest
from networks import random_scenario
from opened_sums import opened_sums

from engine.data.selection import select_rows
from engine.iteration.trace import Trace, trace_scenario
from engine.network.quantities import Quantity, Ref
from engine.scenario import parse_scenario
from symbolic.check.gradients import SymbolicGradient
from symbolic.check.three_ways import check
from symbolic.derive.closed_form import closed_form
from symbolic.derive.records import ChainRule, Derivation
from symbolic.derive.steps import derive
from symbolic.formula import Formula
from symbolic.formula.plain import to_text
from symbolic.formula.tree import ABOUT_ITSELF

MARKED = 1000
_DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def network(seed: int, most_rows: int = 6) -> Trace:
    """Return an iteration, also a later one, of a network drawn from a seed.

    From the seed MARKED on some of its parameters are frozen, and some absent.
    """
    generator, marked = np.random.default_rng(seed), seed >= MARKED
    scenario = random_scenario(generator, most_rows=most_rows, marked=marked)
    assert scenario.x is not None
    assert scenario.y is not None
    return trace_scenario(scenario, select_rows(scenario), 1 + seed % 3)


@pytest.mark.parametrize("seed", [*range(60), *range(MARKED, MARKED + 40)])
def test_three_ways_agree(seed: int) -> None:
    trace = network(seed)
    result = check(trace)
    assert result.parameters == result.total == len(list(trace.layout.refs()))
    assert result.max_symbolic_difference <= 1e-12
    assert result.max_finite_difference <= 1e-7 or result.agree
    assert result.agree
    symbolic = SymbolicGradient(
        trace.scenario, trace.before, trace.a[0], trace.y_true, trace.forward_pass.masks
    )
    assert symbolic.loss == pytest.approx(trace.loss, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("seed", [*range(40), *range(MARKED, MARKED + 30)])
def test_every_step_is_derived_and_adds_up(seed: int) -> None:
    trace = network(seed)
    sample = trace.samples - 1
    for step in trace.steps:
        found = derive(trace, step.number, sample)
        assert found.question.endswith("?")
        assert found.target_ref == step.target
        # Where numbers cancel, a line has a result of its own.
        own = found.sign is ABOUT_ITSELF
        assert own or found.value == trace.value(step.target, sample)
        assert found.definition is not None or isinstance(found, ChainRule)
        for total, terms, rest in opened_sums(found):
            least = 10.0**-found.decimals if own else 1e-11
            assert sum(terms) + rest == pytest.approx(total, rel=1e-7, abs=least)
        if isinstance(found, ChainRule):
            product = float(np.prod([factor.value for factor in found.factors]))
            assert found.product_value == pytest.approx(product, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("seed", [*range(40), *range(MARKED, MARKED + 30)])
def test_lines_of_numbers_come_to_the_value(seed: int) -> None:
    trace = network(seed)
    sample = trace.samples - 1
    read = 0
    for step in trace.steps:
        for numbers, value in _lines(derive(trace, step.number, sample)):
            read += 1
            _assert_comes_to(to_text(numbers), value)
    assert read > 10


def _lines(found: Derivation) -> Iterator[tuple[Formula, float]]:
    """Yield every line of numbers with what it comes to."""
    if found.substituted is not None:
        yield found.substituted, found.value
    factors = found.factors if isinstance(found, ChainRule) else ()
    if isinstance(found, ChainRule):
        yield found.product, found.product_value
    sums = [part.terms for part in (found, *factors) if part.terms is not None]
    lines = [(factor.line.substituted, factor.value) for factor in factors]
    lines += [(term.substituted, term.value) for terms in sums for term in terms.shown]
    yield from ((line, value) for line, value in lines if line is not None)


def _assert_comes_to(line: str, value: float) -> None:
    """Check a line as far as the rounding of its numbers lets it be checked."""
    value_of, apart = _worked_out(line)
    assert math.isfinite(value_of), line
    assert abs(value_of - value) <= 2 * apart + 1e-9 * abs(value) + 1e-12, (line, value)


def _worked_out(line: str) -> tuple[float, float]:
    """Return what a line comes to, and by how much rounding of its numbers may change that.

    That is found by moving each number in turn by half a unit of its last place.
    """
    text = line.replace("·10", "e").replace("−", "-")
    text = re.sub(r"(?<=e)([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: m[1].translate(_DIGITS), text)
    text = re.sub(r"([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"**{m[1].translate(_DIGITS)}", text)
    text = re.sub(r"\|([^|]+)\|", r"abs(\1)", text)
    text = re.sub(r"⌊(\d+)/(\d+)⌋", r"(\1//\2)", text)
    text = re.sub(r"\b(log|tanh|sign) (-?[\d.]+(?:e-?\d+)?)", r"\1(\2)", text)
    text = re.sub(r"√([\d.]+)", r"√(\1)", text).replace("√", "root")
    text = text.replace("·", "*").replace("½", "0.5").replace("π", "pi")
    text = re.sub(r"\be\^", "E**", text).replace("^", "**")
    text = re.sub(r"(?<=[\d.)])\s*(?=\()", "*", text)
    text = re.sub(r"(?<=\))\s*(?=[\d(])", "*", text)
    text = re.sub(r"(?<=[\d)])\s+(?=[a-z])", "*", text)
    numbers = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])")
    exact = _value(text)
    apart = 0.0
    for match in numbers.finditer(text):
        if "." not in match[0]:
            continue
        mantissa, _, power = match[0].partition("e")
        unit = 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))
        moved = f"({float(match[0]) + unit / 2!r})"
        apart += abs(_value(text[: match.start()] + moved + text[match.end() :]) - exact)
    return exact, apart


def _value(text: str) -> float:
    names = {
        "E": math.e,
        "pi": math.pi,
        "log": cmath.log,
        "tanh": cmath.tanh,
        "cos": cmath.cos,
        "root": cmath.sqrt,
        "sign": lambda x: (x > 0) - (x < 0),
        "abs": abs,
    }
    return complex(eval(text, {"__builtins__": {}}, names)).real


@pytest.mark.parametrize("seed", range(60))
def test_closed_forms_are_left_out_by_rule(seed: int) -> None:
    trace = network(seed, most_rows=1)
    drawn = any(layer.batch_norm or layer.dropout for layer in trace.scenario.layers)
    for ref in trace.layout.refs():
        found = closed_form(trace, ref)
        assert found is None or not drawn
        if not drawn and ref.layer == trace.scenario.depth and trace.layout.count <= 12:
            assert found is not None


def test_all_kinds_of_steps_are_among_them() -> None:
    kinds = {step.kind for seed in range(60) for step in network(seed).steps}
    given = {
        Quantity.WEIGHT,
        Quantity.BIAS,
        Quantity.SCALE,
        Quantity.SHIFT,
        Quantity.TARGET,
        Quantity.DROPOUT_MASK,
    }
    assert kinds == set(Quantity) - given


def test_long_sums_leave_out_what_is_absent() -> None:
    cut, whole = str([True] * 3 + [False] * 12).lower(), str([False] * 15).lower()
    scenario = parse_scenario(
        f"""
        format = 1
        id = "wide"
        title = "Wide"
        [network]
        inputs = 2
        [[network.layers]]
        units = 15
        activation = "tanh"
        [[network.layers]]
        units = 15
        activation = "tanh"
        absent_weights = [{", ".join([cut] * 3 + [whole] * 12)}]
        [[network.layers]]
        units = 1
        activation = "linear"
        absent_weights = [{cut}]
        [loss]
        name = "half-squared-error"
        l2 = 0.1
        [data]
        x = [[0.5, -0.25]]
        y = [[0.75]]
        [training]
        learning_rate = 0.1
        """,
        "wide.toml",
    )
    trace = trace_scenario(scenario, select_rows(scenario))
    for step in trace.steps:
        for total, terms, rest in opened_sums(derive(trace, step.number)):
            assert sum(terms) + rest == pytest.approx(total, rel=1e-7, abs=1e-11)
    for ref in (Ref(Quantity.PRE_ACTIVATION, 2, 0), Ref(Quantity.LOSS_BY_ACTIVATION, 1, 0)):
        found = derive(trace, ref)
        assert "3 of 15 connections are absent, and no terms here." in found.notes
        assert found.definition is not None
        assert to_text(found.definition).startswith("Σ(k) ")
    assert check(trace).agree
