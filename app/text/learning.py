"""How a scenario learns, in a few words: its optimiser with its numbers, its schedule."""

from engine.catalogue.optimisers import OPTIMISERS
from engine.catalogue.schedules import SCHEDULES
from engine.iteration.rates import schedule_inputs
from engine.network.scenario import Scenario
from symbolic.formula.numbers import format_number
from symbolic.notation.table import notation_of

_DECIMALS = 6


def optimiser(scenario: Scenario) -> str:
    """Name the optimiser, with its numbers: "Adam (β1 = 0.9, β2 = 0.999, ε = 1·10⁻⁸)"."""
    training = scenario.training
    record = OPTIMISERS[training.optimiser]
    letter, value = notation_of(scenario).key, training.numbers
    numbers = [f"{letter(key).text} = {_written(value[key.name])}" for key in record.keys]
    return f"{record.name} ({', '.join(numbers)})" if numbers else record.name


def schedule(scenario: Scenario, updates_per_epoch: int) -> str:
    """Say how the learning rate changes: "cosine, rate from 0.1 down to 0"; or nothing."""
    rule, training = scenario.training.schedule, scenario.training
    if not rule.changes:
        return ""
    inputs = schedule_inputs(rule, training.learning_rate, 0, updates_per_epoch, training.epochs)
    return SCHEDULES[rule.name].words(inputs, _written)


def _written(value: float) -> str:
    return format_number(value, _DECIMALS)
