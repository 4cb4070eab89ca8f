"""Random changes to what is built: no traceback, and trace, check and file agree."""

import random

import pytest
from builder_actions import BuilderActions, check_agreement

from app.models import Stepper
from app.models.builder import BuilderModel
from engine.scenario import find_scenario


@pytest.mark.parametrize("seed", range(3))
def test_trace_check_and_file_agree_whatever_is_done(seed):
    stepper = Stepper.make()
    stepper.document.open(find_scenario(["mazur-2-2-2", "xor", "softmax-3"][seed]))
    model = BuilderModel(stepper.session)
    actions = BuilderActions(stepper, model, random.Random(seed))
    for number in range(1, 101):
        actions.act()
        if number % 50 == 0:
            check_agreement(stepper, model)
    assert sum(actions.done.values()) > 2 * sum(actions.refused.values())
    assert len(actions.done) > 15
