"""What can be chosen about a network, as it is."""

from engine.catalogue.activations import ACTIVATIONS
from engine.network.scenario import Scenario


def number_is_free(scenario: Scenario, number: int) -> bool:
    """Return whether the number of a layer's units is not the data set's."""
    return scenario.dataset is None or 0 < number < scenario.depth


def activations_of(scenario: Scenario, number: int) -> list[tuple[str, str]]:
    """Return the activations that a layer can have, by id, each with its name."""
    last = number == scenario.depth
    return [(key, each.name) for key, each in ACTIVATIONS.items() if last or not each.couples_units]
