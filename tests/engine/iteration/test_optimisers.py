"""Update rules, with numbers worked out by hand."""

import math

import numpy as np
import pytest

from engine.catalogue.optimisers import OPTIMISERS, Inputs
from engine.catalogue.records import keys_of
from engine.iteration.updates import new_values
from engine.kernels import arguments
from engine.network.parameters import Parameters, initial_parameters
from engine.network.quantities import Quantity
from engine.network.scenario import Scenario
from engine.scenario import parse_scenario

G = np.array([0.5, 4.0])


def start(name, size=2):
    return {moment: np.zeros(size) for moment in OPTIMISERS[name].moments}


def go(name, gradient, moments, number=1, **keys):
    """Return the direction, and what is remembered."""
    usual = {key.name: key.default for key in OPTIMISERS[name].keys}
    direction = OPTIMISERS[name].direction(Inputs(gradient, moments, number, usual | keys))
    return direction.values, direction.moments


def scenario_of(optimiser: str) -> Scenario:
    return parse_scenario(
        'format = 1\nid = "one"\ntitle = "One"\n[network]\ninputs = 1\n'
        '[[network.layers]]\nunits = 1\nactivation = "linear"\nweights = [[1.0]]\nbiases = [-2.0]\n'
        '[loss]\nname = "mean-squared-error"\n[data]\nx = [[1.0]]\ny = [[0.0]]\n'
        f"[training]\nlearning_rate = 0.1\noptimiser = {optimiser}\n",
        "one.toml",
    )


def test_gradient_descent() -> None:
    for name in ("gradient-descent", "sgd"):
        values, moments = go(name, G, {})
        assert values is G
        assert not moments


def test_momentum_over_two_updates() -> None:
    # v = 0.5, 4. Then v = 0.9 · 0.5 + 0.5 = 0.95, 0.9 · 4 + 4 = 7.6.
    first, moments = go("momentum", G, start("momentum"))
    assert first == pytest.approx([0.5, 4.0], rel=1e-15)
    second, moments = go("momentum", G, moments, 2)
    assert moments[Quantity.VELOCITY] == pytest.approx([0.95, 7.6], rel=1e-15)
    assert second == pytest.approx([0.95, 7.6], rel=1e-15)


def test_nesterov_looks_ahead() -> None:
    # v = 0.5, 4; g + 0.9 v = 0.95, 7.6.
    values, _ = go("nesterov", G, start("nesterov"))
    assert values == pytest.approx([0.95, 7.6], rel=1e-15)


def test_rmsprop() -> None:
    # s = 0.25 · 0.25 = 0.0625, √s = 0.25, 0.5/(0.25 + 0.25) = 1; s = 0.25 · 16 = 4, √s = 2,
    # 4/2.25 = 16/9.
    values, moments = go("rmsprop", G, start("rmsprop"), decay=0.75, epsilon=0.25)
    assert moments[Quantity.MEAN_SQUARE] == pytest.approx([0.0625, 4.0], rel=1e-15)
    assert values == pytest.approx([1.0, 16 / 9], rel=1e-15)


def test_adam_over_two_updates() -> None:
    # m̂ = g and v̂ = g² at first, so that every step is α in size, whatever the gradient.
    first, moments = go("adam", G, start("adam"), beta1=0.5, beta2=0.75)
    assert first == pytest.approx([1.0, 1.0], rel=1e-7)
    # With −g next: m = ½ · ½ g − ½ g = −¼ g, m̂ = −¼ g / ¾ = −⅓ g; v = ¾ · ¼ g² + ¼ g² = 7/16 g²,
    # v̂ = 7/16 g² / 7/16 = g²: the step is −⅓ α.
    second, moments = go("adam", -G, moments, 2, beta1=0.5, beta2=0.75)
    assert moments[Quantity.FIRST_MOMENT] == pytest.approx(-G / 4, rel=1e-15)
    assert moments[Quantity.SECOND_MOMENT] == pytest.approx(G**2 * 7 / 16, rel=1e-15)
    assert second == pytest.approx([-1 / 3, -1 / 3], rel=1e-7)


def test_adamw_shrinks_weights_apart_from_the_gradient() -> None:
    # (1 − 0.1 · 0.2) · 1 − 0.1 = 0.88; the second is a bias and does not shrink.
    parameters = initial_parameters(scenario_of('"adamw"\nweight_decay = 0.2'))
    after = new_values(parameters, np.ones(2), 0.1)
    assert after == pytest.approx([0.88, -2.1], rel=1e-15)
    plain = Parameters(initial_parameters(scenario_of('"adam"')).layout, parameters.flat)
    assert new_values(plain, np.ones(2), 0.1) == pytest.approx([0.9, -2.1], rel=1e-15)


def test_epsilon_keeps_a_parameter_without_gradient_in_place() -> None:
    for name in ("adam", "rmsprop"):
        values, _ = go(name, np.zeros(2), start(name))
        assert np.array_equal(values, np.zeros(2))


def test_newton_goes_by_the_hessian() -> None:
    # H⁻¹ g = (0.5 / 2, 4 / 8).
    inputs = Inputs(G, {}, 1, {}, np.diag([2.0, 8.0]))
    direction = OPTIMISERS["newton"].direction(inputs)
    assert direction.values == pytest.approx([0.25, 0.5], rel=1e-15)
    assert direction.newton is not None
    with pytest.raises(ValueError, match="Hessian"):
        OPTIMISERS["newton"].direction(Inputs(G, {}, 1, {}))


def test_large_numbers_of_updates_need_no_correction() -> None:
    # β^t is 0 to all digits, and the corrections are 1.
    moments = {Quantity.FIRST_MOMENT: np.ones(1), Quantity.SECOND_MOMENT: np.ones(1)}
    values, _ = go("adam", np.ones(1), moments, 10**9)
    assert math.isclose(values[0], 1.0, rel_tol=1e-7)


def test_records_name_what_there_is() -> None:
    for key in keys_of(OPTIMISERS).values():
        assert key.range.fits(key.default)
    for optimiser in OPTIMISERS.values():
        assert all(Quantity(name) for name in optimiser.computes)
        assert not optimiser.decay or optimiser.decay in {key.name for key in optimiser.keys}


def test_the_kernels_know_all_but_newton() -> None:
    plain = {name for name, optimiser in OPTIMISERS.items() if optimiser.is_plain}
    assert set(OPTIMISERS) - set(arguments.OPTIMISERS) - plain == {"newton"}
    assert set(arguments.OPTIMISERS) <= set(OPTIMISERS)
