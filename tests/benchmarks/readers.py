"""What each kind of file is when it is good, how it is changed, and what reads it."""

import gzip
import os
import random
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from msgspec.structs import replace

sys.path.append(str(Path(__file__).parents[1]))

import mutations
import resources
from engine.data import library
from engine.data.library import load_dataset
from engine.errors import ScenarioError, UserError
from engine.lessons.lesson import Lesson
from engine.lessons.library import lessons_of, load_file, shipped_lessons
from engine.lessons.reading import load_course, load_lesson
from engine.lessons.writing import save_course
from engine.network.data_specs import ImageSpec, TableSpec
from engine.network.parameters import initial_parameters
from engine.network.scenario import Layer
from engine.scenario import dump_scenario, find_scenario, list_scenarios, load_scenario

REFUSALS = (UserError,)
"""What a person may see of a bad file: a sentence."""


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes
    ----------
    seeds : list of bytes
        Good ones.
    mutate : callable
        Changes one.
    file : str
        Its name; others stand beside it in its folder.
    read : callable
        Reads it as the program does, given its path. Refusals are raised.
    """

    seeds: list[bytes]
    mutate: mutations.Mutate
    file: str
    read: Callable[[Path], object]


def kind_of(name: str, folder: Path) -> Kind:
    """Return a kind of file, what it needs made in a folder."""
    return {
        "scenario": _scenario,
        "table": _table,
        "import": _import,
        "images": _images,
        "npz": lambda folder: _parameters(folder, "parameters.npz"),
        "safetensors": lambda folder: _parameters(folder, "parameters.safetensors"),
        "checkpoint": _checkpoint,
        "settings": _settings,
        "lesson": _lesson,
        "course": _course,
    }[name](folder)


def _application() -> Any:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    return QApplication.instance() or QApplication([])


def _scenario(folder: Path) -> Kind:
    _application()
    from app.text.prose import StrangersText
    from app.theme import Appearance

    (folder / "table.csv").write_bytes(_TABLES[0])
    for name in library.DATASETS:
        library.open_dataset(name)  # read once for all that name it
    texts = [resources.file("scenarios", f"{n}.toml").read_bytes() for n in list_scenarios()]
    texts = [text for text in texts if len(text) < 50_000]
    font = Appearance().font(15)

    def read(path: Path) -> None:
        scenario = load_scenario(path)
        text = dump_scenario(scenario) if _parameters_of(scenario) < 100_000 else ""
        StrangersText(scenario.description, font, 360.0).size()
        if text and scenario.path is not None:
            # What was read can be written, and reads back.
            again = path.with_name("again.toml")
            again.write_text(text, encoding="utf-8")
            load_scenario(again)

    return Kind([*texts, _OWN], mutations.of_text, "scenario.toml", read)


def _parameters_of(scenario: Any) -> int:
    sizes = scenario.sizes
    return sum((a + 1) * b for a, b in pairwise(sizes))


_OWN = b"""format = 1
id = "own"
title = "Own"
description = "A *table* of one's own, see [this](https://example.org/) and ![that](a.png)."
[network]
[[network.layers]]
activation = "softmax"
[loss]
name = "categorical-cross-entropy"
[data]
dataset = { file = "table.csv", target = "kind" }
[training]
learning_rate = 0.1
"""

_TABLES = [
    b"size,colour,kind\n"
    + b"".join(
        b"%d.%d,%s,%s\n" % (i, i % 7, [b"red", b"blue"][i % 2], [b"a", b"b", b"c"][i % 3])
        for i in range(60)
    ),
    b"sep=;\na;b;kind\n"
    + b"".join(b"%d,5;2024-01-%02d;%d\n" % (i, i % 28 + 1, i % 2) for i in range(60)),
    b"1\t2\tkind\n" + b"".join(b'"%d"\t%d\t%d\n' % (i, i * i, i % 2) for i in range(60)),
]


def _table(folder: Path) -> Kind:
    specs = [
        TableSpec("table.csv", "kind"),
        TableSpec("table.csv", "kind", task="classification"),
        TableSpec("table.csv", 3, task="regression"),
    ]

    def read(path: Path) -> None:
        library._own.cache_clear()
        load_dataset(specs[path.stat().st_size % len(specs)], path.parent)

    seeds = [*_TABLES, gzip.compress(_TABLES[0], mtime=0)]
    return Kind(seeds, mutations.of_text, "table.csv", read)


def _import(folder: Path) -> Kind:
    """A file that is brought to the window: proposed, changed, and written as a scenario."""
    from app.models.importing import ImportModel, bring

    def read(path: Path) -> None:
        library._own.cache_clear()
        model = ImportModel(bring(path))
        size = path.stat().st_size
        if model.proposal is not None and size % 3:
            model.set_target(size % len(model.names))
            model.set_kinds([0, 1], "number" if size % 2 else "category")
            model.set_unknown_inputs(("category", "mean", "drop")[size % 3])
        model.set_file(path.with_name("made.toml"), may_replace=True)
        model.write()

    shown = b"40,2,red,blue\n" + b"".join(b"%d.5,%d,%d\n" % (i, i % 5, i % 2) for i in range(40))
    return Kind([*_table(folder).seeds, shown], mutations.of_text, "table.csv", read)


def _images(folder: Path) -> Kind:
    dice = random.Random(1)
    pixels = struct.pack(">HBBIII", 0, 8, 3, 40, 6, 5) + dice.randbytes(40 * 30)
    labels = struct.pack(">HBBI", 0, 8, 1, 40) + bytes(i % 3 for i in range(40))
    (folder / "labels").write_bytes(labels)
    (folder / "images").write_bytes(pixels)

    def read(path: Path) -> None:
        library._own.cache_clear()
        data = path.read_bytes()
        # What has the size of labels takes their place.
        own = ("images", "changed") if len(data) < 600 else ("changed", "labels")
        load_dataset(ImageSpec(*own), path.parent)

    seeds = [pixels, labels, gzip.compress(pixels, mtime=0)]
    return Kind(seeds, mutations.of_idx, "changed", read)


def _network() -> Any:
    """Return a small network with all that is saved: moments, normalisation, a best epoch."""
    xor = find_scenario("xor")
    dice = np.random.default_rng(3)
    x = dice.uniform(-1, 1, (60, 2)).round(3)
    y = (x[:, :1] * x[:, 1:] > 0).astype(float)
    hidden = Layer(("h1", "h2", "h3"), "tanh", "none", "xavier", dropout=0.2, batch_norm=True)
    layers = (hidden, replace(xor.layers[-1], weights=None, biases=None))
    training = replace(xor.training, optimiser="adam", batch_size=8, epochs=4, validation=10)
    return replace(xor, x=x, y=y, layers=layers, training=training)


def _parameters(folder: Path, file: str) -> Kind:
    from engine.training import load_parameters, save_parameters

    scenario = _network()
    path = folder / file
    save_parameters(path, initial_parameters(scenario), scenario)
    mutate = mutations.of_npz if file.endswith(".npz") else mutations.of_safetensors
    return Kind([path.read_bytes()], mutate, file, lambda path: load_parameters(path, scenario))


def _checkpoint(folder: Path) -> Kind:
    from engine.training import Checkpoint, EpochMetrics, Trainer, TrainingPlan, resume

    plan = TrainingPlan.of(_network())
    trainer = Trainer(plan)
    for record in trainer.run():
        if isinstance(record, EpochMetrics) and record.epoch == 2:
            break
    path = folder / "run.npz"
    Checkpoint(path, trainer, 0.0).write()

    def read(path: Path) -> None:
        resumed = Trainer(plan)
        resume(path, resumed)
        # A run that goes on may diverge, but not fail.
        for _ in islice(resumed.run(), 50):
            pass

    return Kind([path.read_bytes()], mutations.of_npz, "run.npz", read)


def _settings(folder: Path) -> Kind:
    _application()
    from PySide6.QtWidgets import QWidget

    from app.settings import Settings

    widget = QWidget()
    path = folder / "settings.json"
    settings = Settings(path)
    settings.set_theme("dark")
    settings.set_text_scale(1.25)
    settings.set_speed(2.0)
    settings.set_granularity("layer")
    settings.set_geometry(widget.saveGeometry())
    settings.set_splitter("step", [700, 400])
    settings.add_recent_file(folder / "a.toml")
    settings.set_last_scenario("xor")
    settings.sync()

    def read(path: Path) -> None:
        made = Settings(path)
        widget.restoreGeometry(made.geometry)
        shown = (made.theme, made.text_scale, made.speed, made.granularity, made.last_scenario)
        assert made.theme in ("light", "dark"), shown
        assert 1 <= made.text_scale <= 2, shown
        made.splitter("step")
        for file in made.recent_files:
            assert isinstance(file, Path)
        made.set_speed(3.0)
        made.sync()
        assert Settings(path).speed == 3.0
        path.with_name("settings.json.damaged").unlink(missing_ok=True)
        if made.problem:
            raise ScenarioError(path.name, "", made.problem)

    return Kind([path.read_bytes()], mutations.of_json, "settings.json", read)


_OWN_LESSON = b"""format = 1
id = "own"
title = "Own"
chapter = "Mine"
minutes = 3
[[scenes]]
text = "From $x = [[at]]$ to $[[there, 2]]$, not [[2*slope - rise/3]]."
picture = { kind = "curve", f = "x^2", at = 1, secant = 0.5, area = [0, 1], marks = [1, 2] }
move = ["at", "secant", "area", "f"]
formula = ["function", "quotient"]
ask = { question = "How much?", point = ["at"], mistakes = [{ answer = "a", text = "No." }] }
[scenes.reveal]
text = "$\\\\sqrt{2}$"
link = { scenario = "linked.toml", step = 3, text = "The same" }
"""


def _lesson(folder: Path) -> Kind:
    """A lesson that is opened and played."""
    _application()
    from playing import Player

    (folder / "linked.toml").write_bytes(
        resources.file("scenarios", "mazur-2-2-2.toml").read_bytes()
    )
    own = folder / "lesson.toml"
    own.write_bytes(_OWN_LESSON)
    player = Player(folder, [*shipped_lessons(), load_lesson(own)])

    def read(path: Path) -> None:
        opened = load_file(path)
        dice = random.Random(path.read_bytes())
        if isinstance(opened, Lesson):
            player.play(opened, dice)
        else:
            player.show_course(opened, dice)

    paths = sorted(resources.file("lessons").glob("*.toml"))
    seeds = [path.read_bytes() for path in paths]
    return Kind([*seeds, _OWN_LESSON], mutations.of_text, own.name, read)


def _course(folder: Path) -> Kind:
    """A course that is read, shown and written."""
    _application()
    from playing import Player

    (folder / "mine.toml").write_bytes(_OWN_LESSON)
    player = Player(folder, [])

    def read(path: Path) -> None:
        course = load_course(path)
        lessons = lessons_of(course)
        dice = random.Random(path.read_bytes())
        if dice.randrange(8) == 0:
            player.show_course(course, dice)
        # What was read can be written, and reads back.
        again = save_course(course.title, lessons, path.with_name("again.toml"))
        assert lessons_of(again) == lessons

    own = b'format = 1\nid = "c"\ntitle = "C"\nabout = "A"\nlessons = ["mine.toml", "descent"]\n'
    paths = sorted(resources.file("courses").glob("*.toml"))
    seeds = [path.read_bytes() for path in paths]
    return Kind([*seeds, own], mutations.of_text, "course.toml", read)
