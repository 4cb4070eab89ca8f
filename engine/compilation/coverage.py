"""Which scenarios the compiled kernels can train."""

from typing import Any

import numpy as np

from engine.iteration.updates import optimiser_of
from engine.kernels import arguments
from engine.network.scenario import Scenario, is_typed


def without_kernel(scenario: Scenario) -> tuple[str, ...]:
    """Return what of a scenario no kernel is written for, by id; nothing where all is compiled."""
    optimiser = optimiser_of(scenario)
    missing: list[str] = [layer.activation for layer in scenario.layers]
    missing = [name for name in missing if name not in arguments.ACTIVATIONS and not is_typed(name)]
    if scenario.loss not in arguments.LOSSES and not is_typed(scenario.loss):
        missing.append(scenario.loss)
    if optimiser.id not in arguments.OPTIMISERS and not optimiser.is_plain:
        missing.append(optimiser.id)
    return tuple(dict.fromkeys(missing))


def precision_of(
    scenario: Scenario, wished: type[np.floating[Any]] = np.float32
) -> type[np.floating[Any]]:
    """Return the precision of a run: that of the readable passes where it goes by them."""
    return np.float64 if without_kernel(scenario) else wished


def kernel_note(scenario: Scenario) -> tuple[str, ...]:
    """Return a sentence on what is trained without a kernel, and thus slowly; none for no such.

    Newton's method is no such: the Hessian is what takes its time.
    """
    missing = without_kernel(scenario)
    if not missing or optimiser_of(scenario).needs_hessian:
        return ()
    words = f"no kernel is written for {', '.join(missing)}: trained by the readable passes"
    if scenario.training.augmentation is not None:
        words += ", which distort no images"
    return (words,)
