"""The scenarios that are shipped, and how a person's word for one is resolved."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import resources
from engine.errors import ScenarioError
from engine.network.scenario import Scenario
from engine.scenario.reading import load_scenario, parse_scenario

# The order in which a course meets them.
_ORDER = (
    "mazur-2-2-2",
    "xor",
    "welch-2-3-1",
    "binary-single-datum",
    "softmax-3",
    "mars-1-5-1",
    "camera-4-6-4",
    "explore-circle",
    "explore-three-classes",
    "explore-spiral",
    "explore-plane",
    "explore-curve",
    "mnist-16-16",
    "mnist-30",
    "mnist-800",
    "mnist-best",
    "census",
    "census-best",
)


def list_scenarios() -> list[str]:
    """Return the ids of the shipped scenarios, in teaching order."""
    folder = resources.file("scenarios")
    found = {
        item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")
    }
    known = [name for name in _ORDER if name in found]
    return known + sorted(found - set(known))


@cache
def shipped_titles() -> dict[str, str]:
    """Return the titles of the shipped scenarios by id, in teaching order.

    Only the files are read: building one of them takes as long as reading the census.
    """
    return {word: str(tomllib.loads(_shipped(word))["title"]) for word in list_scenarios()}


def _shipped(word: str) -> str:
    return resources.file("scenarios", f"{word}.toml").read_text(encoding="utf-8")


def changed_scenario(word: str, changes: Mapping[str, Any]) -> Scenario:
    """Return a shipped scenario with other keys; of tables, with other keys in them.

    Raises
    ------
    ScenarioError
        With these keys it is none.
    """
    return parse_scenario(_merged(tomllib.loads(_shipped(word)), changes), f"{word}.toml")


def _merged(table: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(table)
    for key, value in changes.items():
        own = merged.get(key)
        is_table = isinstance(own, dict) and isinstance(value, dict)
        merged[key] = _merged(own or {}, value) if is_table else value
    return merged


def find_scenario(word: str, directory: str | Path | None = None) -> Scenario:
    """Load a scenario by the id of a shipped one or by a file's path.

    Parameters
    ----------
    word : str
        The id or the path.
    directory : str or Path, optional
        As `load_scenario` takes it.

    Raises
    ------
    ScenarioError
        There is neither such an id nor such a file, or the file is bad.
    """
    known = list_scenarios()
    if word in known:
        return parse_scenario(_shipped(word), f"{word}.toml")
    looks_like_path = word.endswith(".toml") or "/" in word or "\\" in word
    try:
        exists = bool(word) and Path(word).exists()
    except (OSError, ValueError):
        exists = False
    if looks_like_path or exists:
        return load_scenario(word, directory)
    problem = f"no scenario has this id and there is no such file; ids: {', '.join(known)}"
    shown = word[:80]
    raise ScenarioError(shown if shown.isprintable() and shown else repr(shown), "", problem)
