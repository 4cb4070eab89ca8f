"""A network's formula with its weights put in comes out, worked out as it is printed."""

import os
import re

import mpmath
import numpy as np
import pytest
from msgspec.structs import replace
from point_scenarios import over_points

from engine.data.opening import dataset_of
from engine.design.changes import with_layer_changed
from engine.errors import UserError
from engine.iteration.passes import forward
from engine.network.parameters import initial_parameters
from engine.scenario import find_scenario
from symbolic.derive.network_formula import network_formula

PLACES = int(os.environ.get("CHAINRULE_PLACES", "10"))
"""Places of each scenario; CHAINRULE_PLACES=100 tries a hundred."""

_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def number(text):
    """Return a printed number, such as −7.6·10⁻³."""
    mantissa, _, power = text.translate(_RAISED).replace("−", "-").partition("·10")
    return mpmath.mpf(f"{mantissa}e{power or 0}")


def worked_out(text, known):
    """Return what a printed line gives, by a reading of its own."""
    values = {
        "max": lambda *args: max(args),
        "σ": lambda x: 1 / (1 + mpmath.exp(-x)),
        "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
        "H": lambda x: mpmath.mpf(x >= 0),
        "tanh": mpmath.tanh,
        "sin": mpmath.sin,
        "exp": mpmath.exp,
        "number": mpmath.mpf,
    }
    text = re.sub(r"10([⁻⁰¹²³⁴-⁹]+)", lambda m: f"10e{m[1].translate(_RAISED)}", text)
    # A power of ten belongs to its mantissa.
    text = re.sub(r"(\d+(?:\.\d+)?)·10e(-?\d+)", r"\1E\2", text)
    text = re.sub(r"([a-z]\w*|\))²", r"\1**2", text)
    text = text.replace("−", "-").replace("·", "*")
    text = re.sub(r"\b(sin) ([xy])\b", r"\1(\2)", text)
    text = re.sub(r"\be\^(z_\w+)", r"exp(\1)", text)
    text = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?(?:E-?\d+)?)(?![\w.])", r"number('\1')", text)
    text = re.sub(r"\*\*number\('2'\)", "**2", text)
    return eval(text, {"__builtins__": {}}, values | known)


def check(scenario, parameters, place, decimals=3):
    dataset = dataset_of(scenario)
    formula = network_formula(parameters, dataset.points, place, decimals)
    head, *lines = formula.text.split("\n")
    known = {k: number(v) for k, v in re.findall(r"(\w) = ([^,]+)", head.removeprefix("at "))}
    shown = {}
    with mpmath.workdps(60):
        for line in lines[: len(lines) - len(formula.where)]:
            name, _, right = re.fullmatch(r"(\S+) (=|≈) (.*)", line).groups()
            if name in known:
                shown[name] = right
            else:
                known[name] = worked_out(right, known)
        x = dataset.points.inputs(np.array([place]))
        exact = forward(parameters.copy(np.float64), x, running=True).a[-1][0]
        assert len(shown) == len(exact)
        for (name, printed), output in zip(shown.items(), exact, strict=True):
            result, exponent = number(printed), re.search("·10(.*)", printed)
            unit = mpmath.mpf(10) ** (int(exponent[1].translate(_RAISED)) if exponent else 0)
            half = unit * mpmath.mpf(10) ** -decimals / 2
            assert abs(known[name] - result) <= half
            assert abs(result - mpmath.mpf(float(output))) <= half * (1 + mpmath.mpf("1e-6"))
    return formula


def moved(scenario, generator, size=0.8):
    """Return values of a network as if it had been trained."""
    parameters = initial_parameters(scenario, np.float32)
    parameters.flat[...] += generator.normal(0, size, parameters.flat.shape)
    for variances in parameters.running_variances:
        variances[...] = np.abs(variances) + 0.1
    return parameters


SHIPPED = ["explore-circle", "explore-three-classes", "explore-plane", "explore-curve"]


@pytest.mark.parametrize("name", [*SHIPPED, "explore-spiral"])
def test_shipped_networks_come_out_wherever_they_are_asked(name):
    scenario = find_scenario(name)
    generator = np.random.default_rng(5)
    axes = dataset_of(scenario).points.source.points.shape[1]
    for _ in range(PLACES):
        place = tuple(np.round(generator.uniform(-6, 6, axes), 2).tolist())
        check(scenario, moved(scenario, generator), place)


@pytest.mark.parametrize(
    "activation", ["sigmoid", "relu", "leaky-relu", "softplus", "step", "linear"]
)
def test_every_activation_comes_out_with_standardised_features(activation):
    scenario = over_points(
        'generator = "xor", features = ["x", "y", "x^2", "y^2", "x*y", "sin x", "sin y"]',
        more='normalisation = "standardise"',
    )
    hidden = replace(scenario.layers[0], activation=activation)
    scenario = replace(scenario, layers=(hidden, *scenario.layers[1:]))
    generator = np.random.default_rng(6)
    for _ in range(3):
        place = tuple(np.round(generator.uniform(-6, 6, 2), 2).tolist())
        formula = check(scenario, moved(scenario, generator), place)
    assert "s_3 = (x² " in formula.text


def test_a_typed_activation_and_batch_normalisation_come_out():
    scenario = over_points('generator = "xor"')
    generator = np.random.default_rng(7)
    for changed in ({"batch_norm": True}, {"activation": "f(z) = z/(1+z^2)"}):
        hidden = replace(scenario.layers[0], **changed)
        own = replace(scenario, layers=(hidden, *scenario.layers[1:]))
        check(own, moved(own, generator), (1.25, -2.5), decimals=4)


def test_a_long_one_says_so_and_has_every_unit_in_its_text():
    scenario = find_scenario("explore-spiral")
    formula = check(scenario, initial_parameters(scenario), (0.5, 1.0))
    assert formula.is_long
    assert formula.weights == 121
    assert [len(layer) for layer in formula.layers] == [8, 8, 1]
    assert formula.text.count("\n") == 18
    small = find_scenario("explore-circle")
    assert not check(small, initial_parameters(small), (0.5, 1.0)).is_long


def test_what_is_not_finite_is_shown_as_it_is():
    scenario = find_scenario("explore-plane")
    parameters = initial_parameters(scenario)
    parameters.flat[0] = np.nan
    formula = network_formula(parameters, dataset_of(scenario).points, (1.0, 2.0))
    assert formula.text.endswith("NaN")


def test_digits_grow_until_the_output_comes_out():
    scenario = find_scenario("explore-circle")
    parameters = moved(scenario, np.random.default_rng(8))
    lengths = [
        len(check(scenario, parameters, (1.5, 0.25), decimals).text) for decimals in (2, 5, 8)
    ]
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[2]


def test_numbers_that_cannot_be_worked_out_are_said():
    scenario = with_layer_changed(find_scenario("explore-circle"), 1, activation="sigmoid")
    parameters = initial_parameters(scenario).copy(np.float32)
    parameters.weights[0][:] = -1e25
    points = dataset_of(scenario).points
    with pytest.raises(UserError, match="too large or too small"):
        network_formula(parameters, points, (1.0, 1.0), 3)
