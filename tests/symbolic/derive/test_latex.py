"""Every formula can be drawn, whatever things are called."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser
from networks import random_scenario

from engine.data.selection import select_rows
from engine.iteration.trace import Trace, trace_scenario
from engine.network.quantities import Quantity, Ref
from symbolic.derive.closed_form import closed_form
from symbolic.derive.steps import derive
from symbolic.formula import Formula
from symbolic.formula.latex import to_latex
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Derivative
from symbolic.notation.names import name_formula
from symbolic.notation.table import CHAINRULE

Build = Callable[..., Trace]

ODD_NAMES = [
    "hours slept",
    "w5",
    "$",
    "#1",
    "50%",
    "a&b",
    "x_1",
    "_",
    "{",
    "}",
    "x^2",
    "~",
    "\\",
    "\\frac{1}{2}",
    "$x$",
    "'",
    '"',
    "`",
    "a'b''",
    "größe",
    "日本語",
    "α",
    "∂L/∂w",
    "é",
    "𝛼",
    "🙂",
    "\U00020000",
    "\U000200001",
    "\U00020000_\U000200002",
    "\U000200002[1,2]",
    "αβ2[1,2]",
    "x-y",
    "a < b",
    "[1,2]",
    "w2[5,17]",
    "b_",
    "b_{",
    "h1_2",
    "−1",
    "א",
    "|",
    "(",
    "\\mathrm",
]


PARSER = MathTextParser("path")


def assert_drawable(latex: str) -> None:
    assert r"\begin" not in latex
    # Names in other scripts are drawn with the fonts of the system.
    mathematics = re.sub(r"\\text\{(?:\\[a-z]+\{\}|\\.|[^{}\\])*\}", "x", latex)
    assert r"\text{" not in mathematics
    PARSER.parse(f"${mathematics}$")


def formulas(found: object) -> Iterator[Formula]:
    if isinstance(found, Formula):
        yield found
    elif isinstance(found, tuple):
        for item in found:
            yield from formulas(item)
    elif is_dataclass(found) and not isinstance(found, Ref):
        for field in fields(found):
            yield from formulas(getattr(found, field.name))


def every_formula(trace: Trace) -> set[Formula]:
    """Return all formulas of an iteration, one of each shape."""
    shapes: dict[str, Formula] = {}
    for number in range(1, len(trace.steps) + 1):
        for formula in formulas(derive(trace, number, trace.samples - 1)):
            shapes.setdefault(re.sub(r"\d+", "0", to_latex(formula)), formula)
    for ref in trace.layout.refs():
        for formula in formulas(closed_form(trace, ref)):
            shapes.setdefault(re.sub(r"\d+", "0", to_latex(formula)), formula)
    return set(shapes.values())


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_name_can_be_drawn(name: str) -> None:
    assert name.isprintable()
    weight, unit = name_formula(name), CHAINRULE.of_unit(Quantity.ACTIVATION, name)
    slope = Derivative(CHAINRULE.of_unit(Quantity.PRE_ACTIVATION, name), weight)
    for formula in (weight, unit, slope, CHAINRULE.of_unit(Quantity.DELTA, name)):
        assert_drawable(to_latex(formula))
        assert name in to_text(formula)


def test_names_of_random_printable_characters_can_be_drawn() -> None:
    draw = random.Random(7)
    printable = [chr(code) for code in range(32, 0x3100) if chr(code).isprintable()]
    for _ in range(60):
        name = "".join(draw.choices(printable, k=8)).strip() or "x"
        assert_drawable(to_latex(CHAINRULE.of_unit(Quantity.ACTIVATION, name)))
        assert_drawable(to_latex(name_formula(name)))


@pytest.mark.parametrize("seed", range(6))
def test_every_formula_of_random_networks_can_be_drawn(random_network: Build, seed: int) -> None:
    for formula in every_formula(random_network(200 + seed)):
        assert_drawable(to_latex(formula))


@pytest.mark.parametrize("seed", range(24))
def test_every_formula_of_networks_with_everything_can_be_drawn(seed: int) -> None:
    scenario = random_scenario(np.random.default_rng(seed))
    assert scenario.x is not None
    assert scenario.y is not None
    for formula in every_formula(trace_scenario(scenario, select_rows(scenario), 2)):
        assert_drawable(to_latex(formula))


def test_every_formula_with_odd_names_can_be_drawn(network: Build) -> None:
    layers = [(2, "relu", "per-unit"), (2, "softmax", "per-layer")]
    for rows in (1, 3):
        trace = network(
            layers,
            "categorical-cross-entropy",
            [[1.0, 2.0, -1.0]] * rows,
            [[1.0, 0.0]] * rows,
            inputs=r"""["x^2 {", "w2[5,17]", "50% & 'more' \\"]""".replace("'", "’"),
        )
        for formula in every_formula(trace):
            assert_drawable(to_latex(formula))


def test_plain_text_has_no_latex_left(random_network: Build) -> None:
    for seed in range(5):
        for formula in every_formula(random_network(300 + seed)):
            assert not re.search(r"[\\{}$]", to_text(formula))
            assert to_text(formula).strip()
