"""Scenario files: one format serves stepping, training and lessons."""

from engine.scenario.library import find_scenario, list_scenarios, shipped_titles
from engine.scenario.reading import load_scenario, parse_scenario
from engine.scenario.writing import dump_scenario, save_scenario

__all__ = [
    "dump_scenario",
    "find_scenario",
    "list_scenarios",
    "load_scenario",
    "parse_scenario",
    "save_scenario",
    "shipped_titles",
]
