"""Do ahead of time what is done once: every derivative, every function made from one."""

from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.losses import LOSSES
from symbolic.check import gradients
from symbolic.rules import batch_norm, definitions


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


def _fit(loss: str, activation: str) -> bool:
    """Whether a scenario may combine the two: a cross-entropy belongs to one activation."""
    return LOSSES[loss].output_activation in (None, activation)
