"""The manual has a line for all there is: keys, options, commands, output, settings, shortcuts."""

import argparse
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Literal, get_args, get_origin

import msgspec
import pytest
from msgspec.structs import FieldInfo, fields
from PySide6.QtGui import QKeySequence

from app import stored
from app.cli import _COMMANDS, _parser, _window_parser
from app.manual import manual
from app.text.markdown import Paragraph, parse
from app.window.actions import MENUS
from engine import catalogue
from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.optimisers import OPTIMISERS
from engine.catalogue.records import Catalogue, Key
from engine.catalogue.schedules import SCHEDULES
from engine.network.scenario import Augmentation, Layer, Scenario, Schedule, Training
from engine.scenario import find_scenario, list_scenarios, parse_scenario
from engine.scenario.schema import _CATALOGUES, scenario_table
from engine.scenario.training_options import _RANGES

Section = dict[str, str]
"""What a section says by the name that an item begins with."""

ROOT = "Top of the file"


def sections() -> dict[str, Section]:
    """Return the items of each section of the manual by its heading."""
    found: dict[str, Section] = {}
    for page in manual():
        section = found.setdefault(page.title, {})
        for paragraph in parse(page.markdown):
            text = "".join(run.text for run in paragraph.runs)
            if paragraph.kind == "heading":
                section = found.setdefault(text, {})
            elif paragraph.kind == "item":
                for name in _names(paragraph):
                    section[name] = text
    return found


def _names(paragraph: Paragraph) -> Iterator[str]:
    """Yield the names in code that an item begins with, before its colon."""
    for run in paragraph.runs:
        if run.code:
            yield run.text
        elif ":" in run.text or "." in run.text:
            return


def structs(kind: Any, path: str = "", many: bool = False) -> Iterator[tuple[str, Any]]:
    """Yield each table of a scenario with its heading in the manual."""
    if get_origin(kind) is list:
        yield from structs(get_args(kind)[0], path, True)
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield (f"[[{path}]]" if many else f"[{path}]") if path else ROOT, kind
        for field in fields(kind):
            yield from structs(field.type, f"{path}.{field.encode_name}".lstrip("."))
    else:
        for part in get_args(kind):
            yield from structs(part, path)


KEYS = [
    pytest.param(heading, field, id=f"{heading}-{field.encode_name}")
    for heading, struct in structs(scenario_table())
    for field in fields(struct)
]


def choices(kind: Any) -> Iterator[str]:
    """Yield the words that a key may hold."""
    yield from _CATALOGUES.get(kind, ())
    for part in get_args(kind):
        if get_origin(kind) is Literal:
            if isinstance(part, str) and part.isprintable() and part[0].isalnum():
                yield part
        elif not (isinstance(part, type) and issubclass(part, msgspec.Struct)):
            yield from choices(part)


@pytest.mark.parametrize(("heading", "field"), KEYS)
def test_every_key_of_a_scenario_has_a_line_with_its_choices(
    heading: str, field: FieldInfo
) -> None:
    line = sections()[heading][field.encode_name]
    for word in choices(field.type):
        assert re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", line), (
            f"{word} is not in: {line}"
        )


def defaults() -> dict[tuple[str, str], object]:
    """Return the default of each key that has one: the schema's, else the model's."""
    found: dict[tuple[str, str], object] = {}
    model = {
        "[[network.layers]]": Layer,
        "[training]": Training,
        "[training.schedule]": Schedule,
        "[training.augmentation]": Augmentation,
        "[data]": Scenario,
    }
    numbers = {
        "[[network.layers]]": catalogue.records.keys_of(ACTIVATIONS),
        "[training]": catalogue.records.keys_of(OPTIMISERS),
        "[training.schedule]": catalogue.records.keys_of(SCHEDULES),
    }
    for heading, struct in structs(scenario_table()):
        owner = model.get(heading)
        own = {} if owner is None else {field.name: field.default for field in fields(owner)}
        own |= {name: key.default for name, key in numbers.get(heading, {}).items()}
        for field in fields(struct):
            value = own.get(field.name) if field.default is None else field.default
            if isinstance(value, bool | int | float | str) and value != "":
                found[heading, field.encode_name] = value
    # What the model has is the default of rows that stand in the scenario, which take no other.
    del found["[data]", "normalisation"]
    return found


DEFAULTS = defaults()


@pytest.mark.parametrize(("heading", "key"), DEFAULTS, ids="-".join)
def test_the_default_of_a_key_stands_in_its_line(heading: str, key: str) -> None:
    value = DEFAULTS[heading, key]
    written = value if isinstance(value, str) else f"{value:g}".replace("e-0", "e-")
    written = str(value).lower() if isinstance(value, bool) else written
    line = sections()[heading][key]
    found = re.search(r"Default: (\S+?)[.;,]?( |$)", line)
    assert found is not None, line
    assert found[1] == written


def records() -> Iterator[Any]:
    """Yield every record of every catalogue."""
    for module in pkgutil.iter_modules(catalogue.__path__):
        for found in vars(import_module(f"engine.catalogue.{module.name}")).values():
            if isinstance(found, Catalogue):
                yield from found.values()


RECORDS = {record.id: record for record in records()}


@pytest.mark.parametrize("name", RECORDS)
def test_every_record_has_its_formula(name: str) -> None:
    assert name in items("07-mathematics.md")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param(name, key, id=f"{name}-{key.name}")
        for name, record in RECORDS.items()
        for key in getattr(record, "keys", ())
    ],
)
def test_the_default_of_a_number_stands_in_its_line(name: str, key: Key) -> None:
    lines = [section[key.name] for section in sections().values() if key.name in section]
    assert any(f"{key.default:g}".replace("e-0", "e-") in line for line in lines)


def ranges() -> dict[str, set[str]]:
    """Return how the ranges of each number are worded."""
    found = {key: {limits.expected} for key, limits in _RANGES.items()}
    for record in RECORDS.values():
        for key in getattr(record, "keys", ()):
            found.setdefault(key.name, set()).add(key.range.expected)
    return found


@pytest.mark.parametrize(("name", "expected"), ranges().items(), ids=ranges())
def test_the_range_of_a_number_stands_in_its_line(name: str, expected: set[str]) -> None:
    lines = [section[name] for section in sections().values() if name in section]
    for words in expected:
        ends = re.findall(r"\d[\de.-]*", words.partition("(")[0])
        assert any(all(end in line for end in ends) for line in lines), words


def test_the_usual_learning_rates_are_named() -> None:
    line = sections()["What is chosen for files of your own"]["learning_rate"]
    for name, optimiser in OPTIMISERS.items():
        few, many = optimiser.usual_rates
        clause = next((part for part in line.split("), ") if name in part), "")
        assert f"{few:g} for" in clause, name
        assert few == many or f"{many:g} from 5,000 rows on" in clause, name


def options() -> Iterator[tuple[str, argparse.Action]]:
    """Yield what each command takes, with the command."""
    for parser in (_window_parser(), _parser(["--help"])):
        for action in parser._actions:
            if not isinstance(action, argparse._SubParsersAction):
                yield "chainrule", action
                continue
            for name, command in action.choices.items():
                yield from ((f"chainrule {name}", taken) for taken in command._actions)


OPTIONS = [
    pytest.param(command, action, id=f"{command}-{action.dest}") for command, action in options()
]


@pytest.mark.parametrize(("command", "action"), OPTIONS)
def test_every_option_has_a_line(command: str, action: argparse.Action) -> None:
    if action.dest == "help":
        assert "--help" in sections()["chainrule"]
        return
    section = sections()[command]
    names = action.option_strings or [str(action.metavar)]
    taken = f" {action.metavar}" if action.option_strings and action.metavar else ""
    for name in names:
        line = section[f"{name}{taken}"]
        for word in action.choices or ():
            assert f"{word}" in line
    if isinstance(action.default, int | float) and not isinstance(action.default, bool):
        assert re.search(
            rf"Default: {action.default * (100 if 'scale' in names[0] else 1):g}", line
        )


def test_every_command_has_a_section() -> None:
    assert {f"chainrule {name}" for name in _COMMANDS} <= sections().keys()


EVERYTHING = """
format = 1
id = "everything"
title = "All that an iteration can have"
[network]
inputs = 2
[[network.layers]]
units = 2
activation = "tanh"
batch_norm = true
dropout = 0.5
[[network.layers]]
units = 1
activation = "linear"
[loss]
name = "half-squared-error"
l2 = 0.1
[data]
x = [[0, 1], [1, 0]]
y = [[0], [1]]
[training]
learning_rate = 0.1
"""


def keys_of(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        for key, value in found.items():
            yield key
            yield from keys_of(value)
    elif isinstance(found, list):
        for value in found:
            yield from keys_of(value)


def items(page: str) -> set[str]:
    """Return what items of a page of the manual begin with."""
    (markdown,) = (entry.markdown for entry in manual() if entry.name == page)
    return {name for paragraph in parse(markdown) for name in _names(paragraph)}


def code(page: str) -> set[str]:
    """Return all that a page of the manual sets as code."""
    (markdown,) = (entry.markdown for entry in manual() if entry.name == page)
    return {run.text for paragraph in parse(markdown) for run in paragraph.runs if run.code}


def test_every_key_of_the_output_is_explained() -> None:
    from app.reports.check import check_object, first_trace
    from app.reports.of_data import Notes
    from app.reports.trace import trace_object
    from symbolic.check.three_ways import check

    newton = EVERYTHING.replace("[training]", '[training]\noptimiser = "newton"')
    newton = newton.replace("batch_norm = true\ndropout = 0.5", "")
    traces = [first_trace(parse_scenario(text, "all")) for text in (EVERYTHING, newton)]
    wrong = find_scenario("xor")
    found = [trace_object(trace) for trace in traces]
    found.append(check_object(check(first_trace(wrong)), Notes(("a note",), None)))
    assert set(keys_of(found)) <= code("09-json.md")


def test_every_key_of_a_training_is_explained(tmp_path) -> None:
    table = tmp_path / "plants.csv"
    rows = [f"{height},{'tall' if height > 5 else 'low'},x{height % 3}" for height in range(12)]
    table.write_text("height,kind,place\n" + "\n".join(rows), encoding="utf-8")
    file = tmp_path / "plants.toml"
    seen: set[str] = set()
    for target, activation, loss in (
        ("kind", "softmax", "categorical-cross-entropy"),
        ("height", "linear", "half-squared-error"),
    ):
        file.write_text(
            f'format = 1\nid = "plants"\ntitle = "Plants"\n[network]\n'
            f'[[network.layers]]\nactivation = "{activation}"\n[loss]\nname = "{loss}"\n'
            f'[data]\ndataset = {{ file = "plants.csv", target = "{target}" }}\n'
            "[training]\nepochs = 1\nlearning_rate = 0.1\nvalidation = 2\n"
            "[training.early_stopping]\npatience = 1\n",
            encoding="utf-8",
        )
        for more in ([], ["--folds", "2"]):
            words = [sys.executable, "-m", "app", "train", str(file), "--json", *more]
            done = subprocess.run(words, capture_output=True, text=True, check=True)
            seen |= {key for line in done.stdout.splitlines() for key in keys_of(json.loads(line))}
    assert seen <= code("09-json.md")


@pytest.mark.parametrize("field", fields(stored.Stored), ids=lambda f: f.name)
def test_every_setting_has_a_line(field: FieldInfo) -> None:
    line = sections()["Settings"][field.encode_name]
    if isinstance(field.default, float):
        assert f"Default: {field.default}" in line


def test_every_shortcut_is_named() -> None:
    named = code("02-keys.md")
    for _, specs in MENUS:
        for spec in specs:
            for key in spec.keys:
                assert QKeySequence(key).toString() in named


def test_every_shipped_scenario_is_named_twice() -> None:
    found = sections()
    for name in list_scenarios():
        assert name in found["Examples"]
        if name.startswith(("mnist", "census")):
            assert name in found["What they reach"]


def test_the_example_is_a_scenario() -> None:
    (page,) = (entry for entry in manual() if entry.title == "Scenario files")
    found = re.search(r"```toml\n(.*?)```", page.markdown, re.DOTALL)
    assert found is not None
    assert parse_scenario(found[1], "example").sizes == (2, 3, 1)
