"""A digit that a person brings gets the answer that the original gets, however it is brought."""

from pathlib import Path

import numpy as np
import pytest

from engine.scenario import find_scenario
from engine.training import load_parameters
from own_digits import SIDES, WAYS, agreement

# `chainrule train mnist-16-16 --save FILE`.
TRAINED = Path(__file__).parents[2] / "trained" / "mnist-16-16.npz"


@pytest.mark.parametrize("side", SIDES)
def test_digits_of_any_size_are_taken_for_what_they_were(qapp, side):
    parameters = load_parameters(TRAINED, find_scenario("mnist-16-16"), np.float64)
    ways = [WAYS[0], WAYS[-1], WAYS[5], WAYS[2]]
    shares = agreement(parameters, 30 if side < 900 else 10, (side,), ways, seed=side)
    # A few are on the edge between two answers as they are.
    assert np.mean(list(shares.values())) >= 0.93
    assert min(shares.values()) >= 0.8
