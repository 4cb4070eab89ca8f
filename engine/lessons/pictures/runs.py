"""Several trainings from the same start side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from engine.errors import Fail, ScenarioError
from engine.lessons.checking import shown
from engine.lessons.keys import Changes, Count, Number, Numbers, Option, Switch, Texts
from engine.lessons.kinds import Coming, PictureKind, Place
from engine.lessons.looking import LOOKS, Columns
from engine.lessons.running import LessonRun, RunSpec, run_of
from engine.network.data_specs import PointSpec
from engine.network.scenario import Scenario
from engine.scenario.library import list_scenarios
from engine.text import visible
from engine.training.planes import Plane

MOST_RUNS, MOST_NAME, LEAST_RATE = 8, 60, 1e-6
OWN = "yours"
SHOWN = ("curves", "ends", "folds", *LOOKS)
_FILES = {"file", "test", "images", "labels", "test_images", "test_labels"}
_OF_A_RUN = {
    "loss": "the loss of its training rows after the last epoch",
    "error": "how many of them it gets wrong, in percent",
    "testloss": "the loss of the rows that are held out",
    "testerror": "how many of them it gets wrong, in percent",
    "best": "the epoch after which the loss of those held out was least",
    "least": "that loss",
    "left": "how many inputs have weights that are not as good as 0, where columns are shown",
}
OFFERS = {
    **{f"{name}{k}": of for name, of in _OF_A_RUN.items() for k in range(1, MOST_RUNS + 1)},
    **{f"own{name}": of for name, of in _OF_A_RUN.items()},
    "start": "the loss before the first update",
    "mean": "the mean of what all runs get wrong of the rows held out; of their losses elsewhere",
    "deviation": "its standard deviation, over n − 1",
    "runs": "how many runs are shown",
    "epochs": "how many epochs each is trained",
    "rows": "how many rows each is trained on, where that is said",
    "rate": "the learning rate of a person's own run",
}


def _runs_of(keys: Mapping[str, Any]) -> Iterator[tuple[str, RunSpec]]:
    """Yield each run that is shown with its name, a person's own last."""
    tables = [json.loads(text) for text in keys["runs"]]
    named = [(str(table.pop("name", "")), _spec(keys, table)) for table in tables]
    if folds := keys["folds"]:
        every = [replace(named[0][1], fold=fold, folds=folds) for fold in range(folds)]
        named = [(f"fold {spec.fold + 1}", spec) for spec in every]
    yield from named[: keys["shown"]]
    if keys["rate"] is not None:
        yield OWN, _spec(keys, {"training": {"learning_rate": keys["rate"]}})


def _spec(keys: Mapping[str, Any], changes: dict[str, Any]) -> RunSpec:
    every = (*keys["changes"], json.dumps(changes))
    sees = keys["show"] if keys["show"] in LOOKS else ""
    return RunSpec(keys["scenario"], every, keys["epochs"], keys["rows"], sees)


def _name_of(what: str, number: int, name: str) -> str:
    return f"own{what}" if name == OWN else f"{what}{number + 1}"


class RunsPicture:
    """What is computed of the keys of runs.

    Attributes
    ----------
    runs : mapping of str to LessonRun
        Those that are shown, by what they are called.
    """

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self.keys = keys
        self.runs: Mapping[str, LessonRun] = {name: run_of(s) for name, s in _runs_of(keys)}

    @cached_property
    def plane(self) -> Plane:
        """The points that all runs have, where maps are shown."""
        name_and_spec = next(_runs_of(dict(self.keys, shown=1)))
        return Plane.of(name_and_spec[1].build())

    @property
    def names(self) -> tuple[str, ...]:
        """What all runs are called, whether they are shown or not."""
        return tuple(name for name, _ in _runs_of(dict(self.keys, shown=MOST_RUNS)))

    @cached_property
    def fold_sizes(self) -> tuple[int, ...]:
        """How many rows each fold has, where there are any."""
        rows, folds = len(self.plane.points), self.keys["folds"]
        return tuple(len(range(fold, rows, folds)) for fold in range(folds))

    @property
    def unit(self) -> str:
        """What is counted: epochs, or iterations where each takes all rows."""
        sizes = [run.spec.build().training.batch_size for run in self.runs.values()]
        return "iteration" if sizes and set(sizes) == {None} else "epoch"

    @property
    def values(self) -> Mapping[str, float]:
        """The numbers that words can have; those of a run once it is done."""
        keys, nothing = self.keys, dict.fromkeys(OFFERS, float("nan"))
        values = Coming(nothing, all(run.is_done for run in self.runs.values()))
        values |= {"runs": float(len(self.runs)), "epochs": float(keys["epochs"])}
        values["rows"] = float(keys["rows"]) or np.nan
        values["rate"] = np.nan if keys["rate"] is None else keys["rate"]
        for number, (name, run) in enumerate(self.runs.items()):
            if run.is_done:
                values["start"] = run.points[0].loss
                values |= {_name_of(of, number, name): v for of, v in _values(run).items()}
        return values | self._over_runs() if len(self.runs) > 1 and values.are_there else values

    def _over_runs(self) -> dict[str, float]:
        """Return mean and deviation of what all runs come to."""
        ends = [run.points[-1] for run in self.runs.values()]
        found = np.array([(end.test_error, end.test_loss) for end in ends])
        column = found[:, 0] if np.isfinite(found[:, 0]).all() else found[:, 1]
        return {"mean": float(column.mean()), "deviation": float(column.std(ddof=1))}

    def handles(self) -> Mapping[str, Place]:
        """Return that nothing is dragged."""
        return {}

    def limits(self, key: str) -> Place:
        """Return from where to where the learning rate is moved on its slider."""
        del key
        low, high = self.keys["rates"]
        return low, high

    def dragged(self, handle: str, x: float, y: float) -> Mapping[str, Any]:
        """Return no change."""
        del handle, x, y
        return {}


def _values(run: LessonRun) -> dict[str, float]:
    end = run.points[-1]
    values = {"loss": end.loss, "error": end.error}
    values |= {"testloss": end.test_loss, "testerror": end.test_error}
    tests = [(point.test_loss, point.epoch) for point in run.points]
    if np.isfinite(tests).all():
        values["least"], values["best"] = min(tests)
    if isinstance(run.seen, Columns):
        values["left"] = float(run.seen.left)
    return values


def _coming(keys: Mapping[str, Any]) -> set[str]:
    """Return the values that are there once all runs are done."""
    names = set()
    for number, (name, spec) in enumerate(_runs_of(keys)):
        held_out = spec.folds > 0 or spec.build().training.validation > 0
        has = {"loss", "error"} | (_OF_A_RUN.keys() - {"left"} if held_out else set())
        has |= {"left"} if keys["show"] == "columns" else set()
        names |= {"start", *(_name_of(of, number, name) for of in has)}
    # Several runs with rows held out.
    return names | ({"mean", "deviation"} if "testloss2" in names else set())


def _check(keys: Mapping[str, Any], fail: Fail) -> None:
    tables = [(f"runs[{at}]", text) for at, text in enumerate(keys["runs"])]
    for place, text in [*(("changes", each) for each in keys["changes"]), *tables]:
        data = json.loads(text).get("data")
        dataset = data.get("dataset") if isinstance(data, dict) else None
        if isinstance(dataset, dict) and _FILES & dataset.keys():
            fail(f"{place}.data.dataset", "names a file; expected what the scenario learns from")
    names = [json.loads(text).get("name", "") for _, text in tables]
    if any(len(text) > MOST_NAME for text in keys["across"]):
        fail("across", f"found a text that is too long; expected at most {MOST_NAME} characters")
    for at, name in enumerate(names):
        if isinstance(name, str) and (len(name) > MOST_NAME or visible(name) != name):
            expected = f"at most {MOST_NAME} printable characters on one line"
            fail(f"runs[{at}].name", f"found {shown(name)}; expected {expected}")
    if keys["rates"][0] < LEAST_RATE:
        fail("rates", f"found {shown(keys['rates'][0])}; expected rates from {LEAST_RATE:g}")
    if len({*names, OWN}) <= len(names) or not all(isinstance(name, str) for name in names):
        fail("runs", f"expected a name of its own for each of several runs, and none {OWN!r}")
    for number, (_, spec) in enumerate(_runs_of(dict(keys, shown=MOST_RUNS))):
        try:
            scenario = spec.build()
            _check_show(keys, scenario, fail)
        except ScenarioError as error:
            where = f"runs[{number}]" if number < len(names) else "rate"
            fail(where, f"{error.place}: {error.problem}" if error.place else error.problem)


def _check_show(keys: Mapping[str, Any], scenario: Scenario, fail: Fail) -> None:
    """Refuse what a scenario has nothing of to be shown."""
    show, word, spec = keys["show"], keys["scenario"], scenario.dataset
    if show in ("maps", "folds") and not isinstance(spec, PointSpec):
        fail("show", f"{word} has no points of a plane; expected curves")
    if show == "images" and spec != "mnist":
        fail("show", f"{word} has no images; expected mnist's")
    if show == "columns" and spec != "census":
        fail("show", f"{word} has no columns; expected the census")
    if show == "folds" and not keys["folds"]:
        fail("folds", "found 0; expected how many there are to show")


RUNS = PictureKind(
    id="runs",
    sentence="Several trainings of one scenario from the same start, side by side.",
    keys=(
        Option("scenario", "scenario", "mazur-2-2-2", tuple(list_scenarios())),
        Changes("changes", "keys that differ in all runs", 1),
        Changes("runs", "keys that differ", MOST_RUNS, ('{"name": ""}',)),
        Count("shown", "runs shown", MOST_RUNS, 0, MOST_RUNS),
        Count("epochs", "epochs", 100, 1, 100_000),
        Count("rows", "rows", 0, 0, 100_000),
        Count("folds", "folds", 0, 0, MOST_RUNS),
        Option("show", "picture", "curves", SHOWN),
        Option("curve", "curve", "loss", ("loss", "error")),
        Texts("across", "across", ("",), 1),
        Switch("logarithmic", "logarithmic"),
        Switch("train", "rows trained on", default=True),
        Switch("held_out", "rows held out"),
        Switch("best", "best epoch"),
        Number("rate", "your learning rate", None, LEAST_RATE, 1e6),
        Numbers("rates", "from rate to rate", (0.05, 5.0), 2, 2, ascending=True),
    ),
    offers=OFFERS,
    formulas={},
    check=_check,
    make=RunsPicture,
    coming=_coming,
)
