"""Why numbers leave the range of numbers: which weight grew, how fast, and what to try."""

import numpy as np

from engine.arrays import FloatArray
from engine.iteration.updates import optimiser_of
from engine.network.layout import ParameterLayout
from engine.network.scenario import Scenario
from engine.typed_numbers import short_number

STABLE = 2.0
"""Plain descent takes rate · L2 of a weight from it: from here on it overshoots 0 by more."""


def growth_sentence(
    layout: ParameterLayout, before: FloatArray, after: FloatArray, epoch: int, apart: str
) -> str:
    """Say which weight grew before a run's numbers were no longer finite, and what to try.

    Parameters
    ----------
    layout : ParameterLayout
        The network of the run.
    before, after : ndarray of shape (size,)
        Values at two of its last places, the last finite ones second; the same where the very
        first update leads out of all numbers.
    epoch : int
        The epoch, from 1, in which numbers are no longer finite.
    apart : str
        How far the places are apart, such as "an epoch" or "3 updates".
    """
    what = f"In epoch {epoch:,} numbers are no longer finite; the last finite ones are shown."
    place = int(np.argmax(np.abs(after[: layout.trained])))
    was, now = (float(values[place]) for values in (before, after))
    grew = _grew(was, now, apart)
    named = f"{_name(layout, place)} " if grew else ""
    return " ".join(part for part in (what, f"{named}{grew}", _remedy(layout.scenario)) if part)


def _name(layout: ParameterLayout, place: int) -> str:
    """Return a parameter's name and where it stands, such as "The weight w3 (x → h2)"."""
    ref, scenario = layout.ref(place), layout.scenario
    name = layout.name(ref)
    if ref.source is None or ref.unit is None:
        return f"The parameter {name}"
    units = scenario.unit_name(ref.layer - 1, ref.source), scenario.unit_name(ref.layer, ref.unit)
    return f"The weight {name} ({units[0]} → {units[1]})"


def _grew(was: float, now: float, apart: str) -> str:
    if abs(now) <= abs(was):
        return ""
    if was == 0.0:
        return f"grew most, from 0 to {short_number(now)} within {apart}."
    times = short_number(abs(now / was))
    return f"grew most: in {apart} it became {times} times as large, and is {short_number(now)}."


def _remedy(scenario: Scenario) -> str:
    rate, l2 = scenario.training.learning_rate, scenario.l2
    if optimiser_of(scenario).is_plain and rate * l2 > STABLE:
        taken, l2_most, rate_most = map(short_number, (rate * l2, STABLE / rate, STABLE / l2))
        return (
            f"Every update takes learning rate · L2 = {taken} times a weight from it, and above 2 "
            f"that makes it larger: try an L2 below {l2_most}, or a learning rate below "
            f"{rate_most}."
        )
    return f"Try a learning rate of {short_number(rate / 10)}, a tenth of the present one."
