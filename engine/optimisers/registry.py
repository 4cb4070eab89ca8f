"""The optimiser that a scenario names."""

from engine.layout import ParameterLayout
from engine.optimisers.adam import Adam
from engine.optimisers.base import Optimiser
from engine.optimisers.momentum import Momentum
from engine.optimisers.rmsprop import RMSprop
from engine.optimisers.sgd import SGD


def optimiser_of(layout: ParameterLayout) -> Optimiser:
    """Return the optimiser of a layout's scenario.

    Newton's method turns the gradient into a step before (``engine.hessian``) and then goes on
    as gradient descent does.
    """
    training = layout.scenario.training
    match training.optimiser:
        case "gradient-descent" | "sgd" | "newton":
            return SGD()
        case "momentum" | "nesterov":
            return Momentum(training.momentum, training.optimiser == "nesterov")
        case "rmsprop":
            return RMSprop(training.decay, training.epsilon)
        case "adam":
            return Adam(training.beta1, training.beta2, training.epsilon)
        case "adamw":
            return Adam(
                training.beta1,
                training.beta2,
                training.epsilon,
                training.weight_decay,
                layout.weight_mask,
            )
