"""The camera of four pixels that learns: its parameters after some updates, from some start."""

from __future__ import annotations

from functools import lru_cache

from engine.lessons.network_run import NetworkRun
from engine.network.parameters import Parameters
from engine.scenario.library import changed_scenario

SCENARIO, HIDDEN, MOST_UPDATES, MOST_START = "camera-4-6-4", 6, 300, 1_000
"""What is trained, its hidden units, how long at most, and the last of its starts."""


def learned(start: int, updates: int) -> Parameters:
    """Return its parameters so many updates after a start, which is the seed of its weights."""
    return _run(start).trace(updates + 1).before


@lru_cache(maxsize=16)
def _run(start: int) -> NetworkRun:
    scenario = changed_scenario(SCENARIO, {"network": {"seed": start}})
    return NetworkRun(scenario, scenario)
