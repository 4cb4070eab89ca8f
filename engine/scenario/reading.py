"""Read a scenario file: bytes to text, text to tables, tables to a checked scenario."""

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import get_args

import msgspec

from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.features import FEATURES
from engine.catalogue.generators import POINT_GENERATORS
from engine.catalogue.initialisers import INITIALISERS
from engine.catalogue.losses import LOSSES
from engine.catalogue.optimisers import OPTIMISERS
from engine.catalogue.schedules import SCHEDULES
from engine.errors import ScenarioError
from engine.files.regular import NotAFileError, open_regular
from engine.network import scenario as model
from engine.network.data_specs import Decimal, NormalisationName, Task, UnknownInputs
from engine.network.notations import DIFFERENCES, NAMINGS
from engine.network.scenario import Scenario
from engine.scenario.building import build_scenario
from engine.scenario.schema import decode_id, scenario_table

MAX_BYTES = 256 * 1024 * 1024
# A key of thousands of parts, such as a.a.a.a, would take the TOML reader minutes.
_LONG_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){64}""")

_TABLES = (".csv", ".tsv", ".txt", ".data")
_NO_SCENARIO = (
    "not a scenario; File › Import data… and chainrule import write one (.toml) over a table"
)
_TOO_DEEP = "lists or tables are nested too deeply; expected at most a list of lists"

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

_WORDS = {
    "float": "a number",
    "int": "a whole number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
    "date": "a date",
    "datetime": "a date and time",
    "time": "a time",
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
    text: str, name: str, path: Path | None = None, directory: str | Path | None = None
) -> Scenario:
    """Check a scenario given as TOML text.

    Parameters
    ----------
    text : str
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
    if not text.strip():
        raise ScenarioError(name, "", "the file is empty; expected a scenario in TOML")
    if _LONG_KEY.search(text):
        raise ScenarioError(name, "", _TOO_DEEP)
    try:
        table = msgspec.toml.decode(text, type=scenario_table(), dec_hook=decode_id)
    except msgspec.ValidationError as error:
        raise _from_validation(name, str(error)) from None
    except msgspec.DecodeError as error:
        raise ScenarioError(name, "", _no_toml(name, error)) from None
    except RecursionError:
        raise ScenarioError(name, "", _TOO_DEEP) from None
    except (ValueError, OverflowError) as error:
        if isinstance(error, tomllib.TOMLDecodeError):
            raise ScenarioError(name, "", _no_toml(name, error)) from None
        problem = "a number has more digits than can be read; expected at most 4,300"
        raise ScenarioError(name, "", problem) from None
    return build_scenario(table, name, path, directory)


def _read_text(path: Path) -> str:
    name = path.name or str(path)
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > MAX_BYTES:
                problem = f"{size:,} bytes; expected at most {MAX_BYTES:,}"
                raise ScenarioError(name, "", problem)
            return file.read().decode("utf-8-sig")
    except NotAFileError as error:
        raise ScenarioError(name, "", f"{error}; expected a scenario file (.toml)") from None
    except FileNotFoundError:
        raise ScenarioError(name, "", "no such file") from None
    except UnicodeDecodeError as error:
        problem = f"byte {error.start:,} is not UTF-8 text; expected a scenario in TOML"
        problem = _NO_SCENARIO if _is_table(name) else problem
        raise ScenarioError(name, "", problem) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(name, "", f"cannot be read: {reason}") from None


def _is_table(name: str) -> bool:
    return name.lower().endswith(_TABLES)


def _no_toml(name: str, error: Exception) -> str:
    """Say that text is no TOML, or, of a table, how it is trained on."""
    return _NO_SCENARIO if _is_table(name) else f"not valid TOML: {_sentence(str(error))}"


def _sentence(message: str) -> str:
    first = message.strip().splitlines()[0] if message.strip() else "unreadable"
    # What the reader of TOML says of a key or a table that stands there a second time.
    first = re.sub(r"Cannot overwrite a value|Cannot declare .* twice", "a name twice", first)
    return (first[0].lower() + first[1:])[:200]


def _from_validation(name: str, message: str) -> ScenarioError:
    problem, _, place = message.partition(" - at `$")
    place = place.rstrip("`").removeprefix(".")
    key = re.sub(r"\[[^\]]*\]", "", place).rpartition(".")[2]
    unknown = re.match(r"Object contains unknown field `(.*)`", problem, re.DOTALL)
    if unknown:
        return ScenarioError(name, _join(place, unknown[1][:60]), "unknown key; see the manual")
    missing = re.match(r"Object missing required field `(.*)`", problem)
    if missing:
        return ScenarioError(name, _join(place, missing[1]), "missing; this key is required")
    invalid = re.match(r"Invalid enum value (.*)", problem, re.DOTALL)
    if invalid:
        choices = ", ".join(
            _CHOICES.get("schedule" if place.endswith("schedule.name") else key, ())
        )
        return ScenarioError(name, place, f"{invalid[1][:60]} is not known; expected {choices}")
    typed = re.match(r"Invalid formula: (.*)", problem, re.DOTALL)
    if typed:
        place, problem = _join(place, "formula"), typed[1]
        if not problem.startswith("expected `"):
            return ScenarioError(name, place, problem)
        problem = f"E{problem[1:]}"
    if problem.startswith(("Number out of range", "Integer value out of range")):
        return ScenarioError(name, place, "the number is too large; expected |x| ≤ 1e100")
    kinds = re.match(r"Expected `([^`]*)`, got `([^`]*)`", problem)
    if kinds:
        expected = [_WORDS.get(kind, kind) for kind in kinds[1].split(" | ") if kind != "null"]
        found = _WORDS.get(kinds[2], kinds[2])
        return ScenarioError(name, place, f"found {found}; expected {' or '.join(expected)}")
    bound = re.match(r"Expected `int` >= (\d+)", problem)
    if bound:
        return ScenarioError(name, place, f"expected a whole number from {bound[1]}")
    return ScenarioError(name, place, _sentence(problem))


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
