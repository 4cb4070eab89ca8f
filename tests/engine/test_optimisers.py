"""Update rules, with numbers worked out by hand."""

import math

import numpy as np
import pytest

from engine.layout import ParameterLayout
from engine.optimisers import SGD, Adam, Momentum, RMSprop, optimiser_of
from engine.quantities import Quantity
from engine.scenario import parse_scenario

W = np.array([1.0, -2.0])
G = np.array([0.5, 4.0])


def test_gradient_descent() -> None:
    # 1 − 0.1 · 0.5 = 0.95 and −2 − 0.1 · 4 = −2.4
    after, moments = SGD().update(W, G, {}, 0.1, 1)
    assert after == pytest.approx([0.95, -2.4], rel=1e-15)
    assert not moments


def test_momentum_over_two_updates() -> None:
    rule = Momentum(0.9)
    # v = 0.5, 4; w = 0.95, −2.4. Then v = 0.9 · 0.5 + 0.5 = 0.95, 0.9 · 4 + 4 = 7.6;
    # w = 0.95 − 0.095 = 0.855, −2.4 − 0.76 = −3.16.
    first, moments = rule.update(W, G, rule.start(2), 0.1, 1)
    assert first == pytest.approx([0.95, -2.4], rel=1e-15)
    second, moments = rule.update(first, G, moments, 0.1, 2)
    assert moments[Quantity.VELOCITY] == pytest.approx([0.95, 7.6], rel=1e-15)
    assert second == pytest.approx([0.855, -3.16], rel=1e-15)


def test_nesterov_looks_ahead() -> None:
    rule = Momentum(0.9, nesterov=True)
    # v = 0.5, 4; g + 0.9 v = 0.95, 7.6; w = 1 − 0.095 = 0.905, −2 − 0.76 = −2.76.
    after, _ = rule.update(W, G, rule.start(2), 0.1, 1)
    assert after == pytest.approx([0.905, -2.76], rel=1e-15)


def test_rmsprop() -> None:
    rule = RMSprop(0.75, 0.25)
    # s = 0.25 · 0.25 = 0.0625, √s = 0.25, 0.5/(0.25 + 0.25) = 1; s = 0.25 · 16 = 4, √s = 2,
    # 4/2.25 = 16/9.
    after, moments = rule.update(W, G, rule.start(2), 0.1, 1)
    assert moments[Quantity.MEAN_SQUARE] == pytest.approx([0.0625, 4.0], rel=1e-15)
    assert after == pytest.approx([0.9, -2 - 1.6 / 9], rel=1e-15)


def test_adam_over_two_updates() -> None:
    rule = Adam(0.5, 0.75, 1e-8)
    # m̂ = g and v̂ = g² at first, so that every step is α in size, whatever the gradient.
    first, moments = rule.update(W, G, rule.start(2), 0.1, 1)
    assert first == pytest.approx([0.9, -2.1], rel=1e-7)
    # With −g next: m = ½ · ½ g − ½ g = −¼ g, m̂ = −¼ g / ¾ = −⅓ g; v = ¾ · ¼ g² + ¼ g² = 7/16 g²,
    # v̂ = 7/16 g² / 7/16 = g²: the step is −⅓ α.
    second, moments = rule.update(first, -G, moments, 0.1, 2)
    assert moments[Quantity.FIRST_MOMENT] == pytest.approx(-G / 4, rel=1e-15)
    assert moments[Quantity.SECOND_MOMENT] == pytest.approx(G**2 * 7 / 16, rel=1e-15)
    assert second == pytest.approx([0.9 + 0.1 / 3, -2.1 + 0.1 / 3], rel=1e-7)


def test_adamw_shrinks_weights_apart_from_the_gradient() -> None:
    rule = Adam(0.5, 0.75, 1e-8, weight_decay=0.2, decayed=np.array([True, False]))
    # (1 − 0.1 · 0.2) · 1 − 0.1 = 0.88; the second is a bias and does not shrink.
    after, _ = rule.update(W, G, rule.start(2), 0.1, 1)
    assert after == pytest.approx([0.88, -2.1], rel=1e-7)


def test_epsilon_keeps_a_parameter_without_gradient_in_place() -> None:
    for rule in (Adam(), RMSprop()):
        after, _ = rule.update(W, np.zeros(2), rule.start(2), 0.1, 1)
        assert np.array_equal(after, W)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"sgd"', SGD()),
        ('"gradient-descent"', SGD()),
        ('"momentum"\nmomentum = 0.5', Momentum(0.5)),
        ('"nesterov"', Momentum(0.9, nesterov=True)),
        ('"rmsprop"\ndecay = 0.9\nepsilon = 1e-6', RMSprop(0.9, 1e-6)),
    ],
)
def test_the_scenario_names_the_rule(written: str, expected: object) -> None:
    scenario = parse_scenario(
        'format = 1\nid = "one"\ntitle = "One"\n[network]\ninputs = 1\n'
        '[[network.layers]]\nunits = 1\nactivation = "linear"\n'
        '[loss]\nname = "mean-squared-error"\n[data]\nx = [[1.0]]\ny = [[0.0]]\n'
        f"[training]\nlearning_rate = 0.1\noptimiser = {written}\n",
        "one.toml",
    )
    assert optimiser_of(ParameterLayout(scenario)) == expected


def test_large_numbers_of_updates_need_no_correction() -> None:
    # β^t is 0 to all digits, and the corrections are 1.
    rule = Adam()
    moments = {Quantity.FIRST_MOMENT: np.ones(1), Quantity.SECOND_MOMENT: np.ones(1)}
    after, _ = rule.update(np.zeros(1), np.ones(1), moments, 0.1, 10**9)
    assert math.isclose(after[0], -0.1, rel_tol=1e-7)
