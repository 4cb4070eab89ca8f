"""Do ahead of time what is done once: every derivative, every function made from one."""

from contextlib import suppress

from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.losses import LOSSES
from engine.network.scenario import Scenario, is_typed
from symbolic.check import gradients
from symbolic.rules import batch_norm, definitions
from symbolic.rules.typed import NoRuleError


def warm_up() -> None:
    """Derive and compile everything that derivations and checks use again and again.

    It takes about a third of a second, touches no window and may run in a worker thread, so that
    the first step and the first check come as fast as the later ones.
    """
    definitions.warm_up()
    for name in definitions.PHI:
        gradients.activation_function(name)
        gradients.slope_function(name)
    gradients.softmax_function()
    gradients.penalty_function()
    gradients.penalty_slope_function()
    batch_norm.delta()
    for loss in definitions.LOSS_TERMS:
        for activation in ACTIVATIONS:
            if _fit(loss, activation):
                gradients.output_rule(loss, activation)


def warm_typed(scenario: Scenario) -> None:
    """Have what a scenario's typed functions need derived; it may run in a worker thread."""
    for layer in scenario.layers:
        if is_typed(layer.activation):
            with suppress(NoRuleError):
                definitions.activation_derivative(layer.activation)
    if is_typed(scenario.loss):
        with suppress(NoRuleError):
            definitions.loss_derivative(scenario.loss, scenario.sizes[-1])


def _fit(loss: str, activation: str) -> bool:
    """Whether a scenario may combine the two: a cross-entropy belongs to one activation."""
    return LOSSES[loss].output_activation in (None, activation)
