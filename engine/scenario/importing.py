"""From data files and what was decided about them to a scenario file."""

import os
import re
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from engine.data.importing.recipe import NetworkRecipe, network_recipe
from engine.data.library import open_dataset
from engine.data.tables.headers import one_line
from engine.errors import ScenarioError, UserError
from engine.files.replacing import check_writable, replace_file
from engine.network.data_specs import ImageSpec, TableSpec, named_files
from engine.network.scenario import Scenario
from engine.scenario.building import MAX_ID, MAX_TITLE
from engine.scenario.reading import parse_scenario
from engine.scenario.writing import dataset_table, path_from, section_text

_LAST: dict[str, tuple[str, str]] = {
    "number": ("linear", "mean-squared-error"),
    "two classes": ("sigmoid", "binary-cross-entropy"),
    "classes": ("softmax", "categorical-cross-entropy"),
}


def file_stem(data: Path) -> str:
    """Return the name of a scenario over a data file, such as "iris" of iris.csv.gz."""
    name = re.sub(r"\.gz$", "", data.name, flags=re.IGNORECASE)
    name = re.sub(r"[.-]idx[13][.-]ubyte$|\.[A-Za-z]{1,5}$", "", name)
    return name.strip(". ") or "data"


def test_file(data: Path, test: Path) -> str:
    """Return what a spec over a data file calls the file of its test rows: a path from there.

    Raises
    ------
    UserError
        It is the same file.
    """
    if os.path.realpath(test) == os.path.realpath(data):
        raise UserError(f"{test} has the rows that are learned from; expected another file")
    return path_from(os.path.realpath(data.parent), test.parent, test.name)


def import_data(
    spec: TableSpec | ImageSpec, folder: Path, to: Path, *, over: bool = False
) -> Scenario:
    """Read data files whole and write a scenario over them, with a recipe that suits their size.

    Parameters
    ----------
    spec
        The files, and how they are read; relative paths start from ``folder``.
    folder
        Where the files are.
    to
        The scenario's file. It names the data by their path from there.
    over
        Whether a file that is there may be replaced.

    Raises
    ------
    UserError
        The data cannot be read as the spec says, or the file cannot be written.
    """
    check_writable(to)
    if to.exists() and not over:
        raise ScenarioError(str(to), "", "is there already; expected the name of a new file")
    source = open_dataset(spec, folder)
    images = isinstance(spec, ImageSpec)
    recipe = network_recipe(source.rows, len(source.input_names()), images=images)
    real = os.path.realpath(to.parent)
    files: dict[str, Any] = {key: path_from(real, folder, name) for key, name in named_files(spec)}
    text = _text(to.stem, replace(spec, **files), recipe, len(source.classes))
    scenario = parse_scenario(text, to.name, to)
    replace_file(to, lambda file: file.write(text.encode()))
    return scenario


def _text(name: str, spec: TableSpec | ImageSpec, recipe: NetworkRecipe, classes: int) -> str:
    kind = "number" if not classes else "two classes" if classes == 2 else "classes"
    activation, loss = _LAST[kind]
    hidden: dict[str, Any] = {"units": recipe.hidden, "activation": "relu"}
    if recipe.dropout:
        hidden["dropout"] = recipe.dropout
    training = {"validation": recipe.validation} if recipe.validation else {}
    head = {"format": 1, "id": _slug(name), "title": one_line(name)[:MAX_TITLE] or "data"}
    parts = [
        section_text("# Inputs and outputs follow the data, epochs and rate their rows.", head),
        section_text("[[network.layers]]", hidden),
        section_text("[[network.layers]]", {"activation": activation}),
        section_text("[loss]", {"name": loss} | ({"l2": recipe.l2} if recipe.l2 else {})),
        section_text("[data.dataset]", dataset_table(spec)),
        section_text("[training]", training),
    ]
    if recipe.patience is not None:
        parts.append(section_text("[training.early_stopping]", {"patience": recipe.patience}))
    return "\n".join(parts)


def _slug(name: str) -> str:
    """Return an id made of a name's letters a to z and digits, such as "my-data"."""
    words = re.findall(r"[a-z0-9]+", name.lower())
    return "-".join(words)[:MAX_ID].strip("-") or "data"
