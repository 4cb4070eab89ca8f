"""How a scenario learns, in a few words: its optimiser with its numbers, its schedule."""

from engine.rows import updates_per_epoch
from engine.scenario import Scenario
from symbolic.notation import RESULT_DECIMALS, format_number

OPTIMISERS = {
    "gradient-descent": "gradient descent",
    "sgd": "SGD",
    "momentum": "Momentum",
    "nesterov": "Nesterov momentum",
    "rmsprop": "RMSprop",
    "adam": "Adam",
    "adamw": "AdamW",
    "newton": "Newton's method",
}
"""What each optimiser is called where it stands by itself."""

_ADAM = (("β1", "beta1"), ("β2", "beta2"), ("ε", "epsilon"))
_NUMBERS = {
    "momentum": (("μ", "momentum"),),
    "nesterov": (("μ", "momentum"),),
    "rmsprop": (("ρ", "decay"), ("ε", "epsilon")),
    "adam": _ADAM,
    "adamw": (*_ADAM, ("λ", "weight_decay")),
}


def optimiser(scenario: Scenario) -> str:
    """Name the optimiser, with its numbers: "Adam (β1 = 0.9, β2 = 0.999, ε = 1·10⁻⁸)"."""
    training = scenario.training
    numbers = [
        f"{letter} = {_written(getattr(training, key))}"
        for letter, key in _NUMBERS.get(training.optimiser, ())
    ]
    told = f" ({', '.join(numbers)})" if numbers else ""
    return f"{OPTIMISERS[training.optimiser]}{told}"


def schedule(scenario: Scenario) -> str:
    """Say how the learning rate changes: "cosine, α from 0.1 down to 0"; empty if it does not."""
    rule, rate = scenario.training.schedule, scenario.training.learning_rate
    top = _written(rate)
    match rule.name:
        case "constant":
            return ""
        case "step":
            often = "every epoch" if rule.every == 1 else f"every {rule.every:,} epochs"
            return f"step, α from {top}, times {_written(rule.factor)} {often}"
        case "exponential":
            return f"exponential, α from {top}, times {_written(rule.factor)} every epoch"
        case "cosine":
            return f"cosine, α from {top} down to 0"
    end = f"down to {_written(rate * rule.final_factor)}"
    # A run of a few updates has no time to rise.
    updates = updates_per_epoch(scenario) * scenario.training.epochs
    if rule.warmup * updates <= 1.0:
        return f"one-cycle, α from {top} {end}"
    return f"one-cycle, α from {_written(rate * rule.start_factor)} up to {top}, then {end}"


def _written(value: float) -> str:
    return format_number(value, RESULT_DECIMALS)
