"""Read a scenario file: bytes to text, text to tables, tables to a checked scenario."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn, get_args

from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.features import FEATURES
from engine.catalogue.generators import POINT_GENERATORS
from engine.catalogue.initialisers import INITIALISERS
from engine.catalogue.losses import LOSSES
from engine.catalogue.optimisers import OPTIMISERS
from engine.catalogue.schedules import SCHEDULES
from engine.errors import ScenarioError
from engine.network import scenario as model
from engine.network.data_specs import Decimal, NormalisationName, Task, UnknownInputs
from engine.network.notations import DIFFERENCES, NAMINGS
from engine.network.scenario import Scenario
from engine.scenario.building import build_scenario
from engine.scenario.decoding import decode, read_text
from engine.scenario.schema import decode_id, scenario_table

MAX_BYTES = 256 * 1024 * 1024

_TABLES = (".csv", ".tsv", ".txt", ".data")
_NO_SCENARIO = (
    "not a scenario; File › Import data… and chainrule import write one (.toml) over a table"
)

_CHOICES: Mapping[str, Iterable[str]] = {
    "activation": ACTIVATIONS,
    "bias": get_args(model.BiasMode),
    "features": FEATURES,
    "generator": POINT_GENERATORS,
    "hide": get_args(model.Hideable),
    "initialiser": INITIALISERS,
    "name": LOSSES,
    "reduction": get_args(model.Reduction),
    "dataset": get_args(model.DatasetName),
    "optimiser": OPTIMISERS,
    "schedule": SCHEDULES,
    "output_delta": get_args(model.OutputDelta),
    "metric": get_args(model.StoppingMetric),
    "normalisation": get_args(NormalisationName),
    "task": get_args(Task),
    "separator": (",", ";", "tab", "|"),
    "decimal": get_args(Decimal),
    "unknown_inputs": get_args(UnknownInputs),
    "notation": NAMINGS,
    "difference": DIFFERENCES,
}


def load_scenario(path: str | Path, directory: str | Path | None = None) -> Scenario:
    """Read and check a scenario file.

    Parameters
    ----------
    path : str or Path
        A TOML file of at most 256 MiB.
    directory : str or Path, optional
        Where the files of its own data set are, if not in the file's folder: a scenario whose
        columns give the inputs is read with them.

    Raises
    ------
    ScenarioError
        The file is missing, is a folder, is not readable as UTF-8 TOML, or does not describe a
        network that can be computed. The message names the file, the key's path and what was
        expected.
    """
    path = Path(path)
    return parse_scenario(_read_text(path), path.name, path, directory)


def parse_scenario(
    text: str | Mapping[str, Any],
    name: str,
    path: Path | None = None,
    directory: str | Path | None = None,
) -> Scenario:
    """Check a scenario given as TOML text, or as the tables of one.

    Parameters
    ----------
    text : str or mapping
        The file's contents.
    name : str
        The name that error messages use for the file.
    path : Path, optional
        Where the text came from.
    directory : str or Path, optional
        As `load_scenario` takes it.

    Raises
    ------
    ScenarioError
        As for :func:`load_scenario`.
    """

    def fail(place: str, problem: str) -> NoReturn:
        raise ScenarioError(name, place, problem)

    table = decode(
        text,
        scenario_table(),
        "scenario",
        fail,
        choices=_choices,
        hook=decode_id,
        other=_NO_SCENARIO if _is_table(name) else "",
    )
    return build_scenario(table, name, path, directory)


def _read_text(path: Path) -> str:
    name = path.name or str(path)

    def fail(place: str, problem: str) -> NoReturn:
        raise ScenarioError(name, place, problem)

    return read_text(path, "scenario", MAX_BYTES, fail, _NO_SCENARIO if _is_table(name) else "")


def _is_table(name: str) -> bool:
    return name.lower().endswith(_TABLES)


def _choices(place: str) -> Iterable[str]:
    key = re.sub(r"\[[^\]]*\]", "", place).rpartition(".")[2]
    return _CHOICES.get("schedule" if place.endswith("schedule.name") else key, ())
