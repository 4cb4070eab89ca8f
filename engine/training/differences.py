"""In what one run differs from another, in words."""

import tomllib
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np

from engine.scenario.writing import dump_scenario, without_notation
from engine.training.plan import TrainingPlan

Settings: TypeAlias = dict[str, str | int | float | bool]

MOST = 4
"""Up to so many differences are named."""

LONGEST = 24
_MANY = "#"


def settings_of(plan: TrainingPlan) -> Settings:
    """Return everything that a run is asked to do, flat, by the keys of a scenario's file.

    Of lists, which may be long, there is a check sum only.
    """
    table = tomllib.loads(dump_scenario(without_notation(plan.scenario)))
    return {"precision": np.dtype(plan.dtype).name, **dict(_flat(table, ""))}


def _flat(value: Any, place: str) -> Iterator[tuple[str, str | int | float | bool]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for index, inner in enumerate(value):
            yield from _flat(inner, f"{place}[{index}]")
    elif isinstance(value, list):
        yield place, f"{_MANY}{zlib.crc32(repr(value).encode())}"
    else:
        yield place, value


def difference_text(there: Mapping[str, Any], here: Mapping[str, Any]) -> str:
    """Return what differs between the settings of two runs; of none, that it must be the rows.

    Parameters
    ----------
    there, here : mapping of str to a number or text
        Settings as ``settings_of`` gives them, of a checkpoint and of the run asked for.
    """
    if there.get("id") != here.get("id"):
        return f"scenario {_shown(there, 'id')} there and {_shown(here, 'id')} here"
    differing = [key for key in {**here, **there} if there.get(key) != here.get(key)]
    # What the command line has comes first.
    differing.sort(key=lambda key: not key.startswith("training."))
    if not differing:
        return "the same settings, but other rows"
    texts = [_difference(key, there, here) for key in differing[:MOST]]
    if len(differing) > MOST:
        texts.append(f"{len(differing) - MOST:,} more")
    return ", ".join(texts)


def _difference(key: str, there: Mapping[str, Any], here: Mapping[str, Any]) -> str:
    name = key.removeprefix("training.").replace("_", " ")
    before, now = _shown(there, key), _shown(here, key)
    if before.startswith(_MANY) or now.startswith(_MANY) or max(len(before), len(now)) > LONGEST:
        return f"another {name}"
    return f"{name} {before} there and {now} here"


def _shown(settings: Mapping[str, Any], key: str) -> str:
    value = settings.get(key)
    if value is None:
        return "not given"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:,}" if isinstance(value, int) else str(value)
