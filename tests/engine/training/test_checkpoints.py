"""Runs that are interrupted end with the same bits as those that are not."""

import json
import os
import signal
import subprocess
import sys
from time import monotonic, sleep

import numpy as np
import pytest
from msgspec.structs import replace

from engine.errors import ScenarioError
from engine.network.scenario import EarlyStopping, Layer, Schedule
from engine.scenario import find_scenario
from engine.scenario.writing import dump_scenario
from engine.training import (
    Checkpoint,
    Diverged,
    EpochMetrics,
    Final,
    Progress,
    Trainer,
    TrainingPlan,
    load_parameters,
    resume,
)
from engine.training import trainer as trainer_module
from engine.training.checkpoints import _NUMBERS, identity

XOR = find_scenario("xor")


def scenario_of(optimiser="adam", **changed):
    """A network with all that a checkpoint must keep: dropout, batch norm, moments, a schedule."""
    rng = np.random.default_rng(3)
    x = rng.uniform(-1, 1, (90, 2)).round(3)
    y = (x[:, :1] * x[:, 1:] > 0).astype(float)
    hidden = Layer(
        tuple(f"h{n}" for n in range(6)), "tanh", "none", "xavier", dropout=0.2, batch_norm=True
    )
    layers = (hidden, replace(XOR.layers[-1], weights=None, biases=None))
    training = replace(
        XOR.training,
        optimiser=optimiser,
        learning_rate=0.05,
        batch_size=8,
        epochs=5,
        validation=20,
        schedule=Schedule("cosine"),
        **changed,
    )
    return replace(XOR, x=x, y=y, layers=layers, training=training)


def numbers(metrics):
    return [(m.epoch, m.train_loss, m.train_accuracy, m.validation_loss) for m in metrics]


def whole(plan):
    trainer = Trainer(plan)
    *_, last = trainer.run()
    assert isinstance(last, Final)
    return trainer, last


@pytest.mark.parametrize("optimiser", ["sgd", "nesterov", "rmsprop", "adam", "newton"])
def test_a_run_goes_on_from_any_record_to_the_same_bits(tmp_path, monkeypatch, optimiser):
    monkeypatch.setattr(trainer_module, "SLICE_SECONDS", -1.0)
    scenario = scenario_of(optimiser, early_stopping=EarlyStopping(patience=2))
    plan = TrainingPlan.of(scenario)
    plain, end = whole(plan)
    stops = [
        number
        for number, record in enumerate(Trainer(plan).run())
        if isinstance(record, Progress | EpochMetrics)
    ]
    for stop in stops[:: max(1, len(stops) // 9)]:
        interrupted = Trainer(plan)
        for number, _ in enumerate(interrupted.run()):
            if number >= stop:
                break
        path = tmp_path / f"{stop}.npz"
        Checkpoint(path, interrupted, 0.0).write()
        resumed = Trainer(plan)
        resume(path, resumed)
        *_, last = resumed.run()
        assert isinstance(last, Final)
        assert last.best_epoch == end.best_epoch
        assert np.array_equal(resumed.parameters.flat, plain.parameters.flat)
        assert numbers(resumed.course.history) == numbers(plain.course.history)


def test_a_run_that_diverges_after_it_was_resumed_ends_with_the_same_best_epoch(tmp_path):
    scenario = scenario_of("sgd", early_stopping=EarlyStopping(patience=10_000))
    layer = Layer(("o1",), "linear", "per-unit", "zeros")
    scenario = replace(scenario, layers=(layer,), loss="half-squared-error")
    rate = replace(scenario.training, schedule=Schedule(), learning_rate=2.2, batch_size=None)
    plan = TrainingPlan.of(replace(scenario, training=rate), epochs=4000)
    plain = Trainer(plan)
    *_, end = plain.run()
    assert isinstance(end, Diverged)
    interrupted, path = Trainer(plan), tmp_path / "run.npz"
    for record in interrupted.run():
        if isinstance(record, EpochMetrics) and record.epoch == end.best_epoch + 5:
            break
    assert isinstance(record, EpochMetrics)
    Checkpoint(path, interrupted, 0.0).write()
    resumed = Trainer(plan)
    resume(path, resumed)
    *_, last = resumed.run()
    assert last == end
    assert np.array_equal(resumed.parameters.flat, plain.parameters.flat)
    assert np.isfinite(resumed.parameters.flat).all()


def test_a_checkpoint_of_another_run_is_refused_in_a_sentence(tmp_path):
    trainer, _ = whole(TrainingPlan.of(scenario_of()))
    path = tmp_path / "run.npz"
    Checkpoint(path, trainer, 1.0).write()
    x = scenario_of().x
    for other, differs in (
        (TrainingPlan.of(scenario_of("sgd")), "optimiser adam there and sgd here"),
        (TrainingPlan.of(scenario_of(), seed=9), "seed 0 there and 9 here, network.seed 0 there"),
        (TrainingPlan.of(scenario_of(), epochs=6), "epochs 5 there and 6 here;"),
        (TrainingPlan.of(scenario_of(), learning_rate=0.1), "learning rate 0.05 there and 0.1"),
        (TrainingPlan.of(scenario_of(), dtype=np.float64), "precision float32 there and float64"),
        (TrainingPlan.of(replace(scenario_of(), x=x + 1)), "another data.x;"),
        (TrainingPlan.of(replace(scenario_of(), id="or")), "scenario xor there and or here;"),
    ):
        with pytest.raises(ScenarioError) as caught:
            resume(path, Trainer(other))
        described = str(caught.value)
        assert described.startswith(f"run.npz: the checkpoint of another run: {differs}")
        expected = f"expected one of {other.scenario.id} with the same settings, seed and data"
        assert expected in described
        assert ("the number of epochs too" in described) == (other.scenario.training.epochs == 6)


def test_what_is_no_checkpoint_is_refused_in_a_sentence(tmp_path):
    trainer = Trainer(TrainingPlan.of(scenario_of()))
    path = tmp_path / "run.npz"

    def message():
        with pytest.raises(ScenarioError) as caught:
            resume(path, trainer)
        return str(caught.value)

    assert message() == "run.npz: no such file"
    expected = "run.npz: not a checkpoint; expected an .npz file that --checkpoint wrote"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    assert message() == expected
    np.savez(path, format=np.array(1), identity=np.array("x"))
    assert message() == expected
    np.savez(path, format=np.array(1), identity=np.array("x"), told=np.array("[]"))
    assert message() == expected
    # One that was written before settings stood in it.
    np.savez(path, format=np.array(1), identity=np.array("x"), told=np.array("{}"))
    assert message().startswith("run.npz: the checkpoint of another run; expected one of xor")
    Checkpoint(path, trainer, 1.0).write()
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    arrays["order"] = arrays["order"] + 1_000_000
    np.savez(path, **arrays)
    assert message() == expected


def as_first_format(path):
    """Write a checkpoint anew as the first format had it: words and history as one text."""
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    described = json.loads(arrays["told"].tobytes())
    described["history"] = [
        dict(zip(_NUMBERS, epoch, strict=True)) for epoch in described["history"]
    ]
    np.savez(path, **(arrays | {"format": np.array(1), "told": np.array(json.dumps(described))}))


def test_a_checkpoint_of_the_first_format_is_gone_on_from(tmp_path, monkeypatch):
    monkeypatch.setattr(trainer_module, "SLICE_SECONDS", -1.0)
    plan, path = TrainingPlan.of(scenario_of(early_stopping=EarlyStopping(3))), tmp_path / "run.npz"
    plain, _ = whole(plan)
    interrupted = Trainer(plan)
    for record in interrupted.run():
        if isinstance(record, Progress) and (record.epoch, record.batch) >= (3, 4):
            break
    Checkpoint(path, interrupted, 0.0).write()
    size = path.stat().st_size
    as_first_format(path)
    assert path.stat().st_size > size + 1000
    resumed = Trainer(plan)
    resume(path, resumed)
    assert len(resumed.course.history) == 2
    list(resumed.run())
    assert np.array_equal(resumed.parameters.flat, plain.parameters.flat)
    assert numbers(resumed.course.history) == numbers(plain.course.history)


def test_a_checkpoint_of_a_format_to_come_is_refused_by_its_number(tmp_path):
    trainer, path = Trainer(TrainingPlan.of(scenario_of())), tmp_path / "run.npz"
    Checkpoint(path, trainer, 0.0).write()
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    np.savez(path, **(arrays | {"format": np.array(3)}))
    with pytest.raises(ScenarioError) as caught:
        resume(path, trainer)
    expected = "expected format 1 or 2, which this version of Chainrule reads"
    assert str(caught.value) == f"run.npz: a checkpoint of format 3; {expected}"


def test_an_epoch_adds_little_to_a_checkpoint(tmp_path):
    plan = TrainingPlan.of(scenario_of("sgd"), epochs=40)
    trainer, path, sizes = Trainer(plan), tmp_path / "run.npz", []
    for record in trainer.run():
        if isinstance(record, EpochMetrics):
            Checkpoint(path, trainer, 0.0).write()
            sizes.append(path.stat().st_size)
    assert max(np.diff(sizes)) < 250


def test_a_checkpoint_is_distinguished_from_saved_parameters(tmp_path):
    trainer, path = Trainer(TrainingPlan.of(scenario_of())), tmp_path / "run.npz"
    Checkpoint(path, trainer, 0.0).write()
    with pytest.raises(ScenarioError, match=r"the state of a run, .* \(--resume goes on from this"):
        load_parameters(path, trainer.plan.scenario)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_killed_process_resumes_to_the_same_bits(tmp_path):
    scenario = scenario_of()
    scenario = replace(scenario, training=replace(scenario.training, epochs=400))
    file = tmp_path / "run.toml"
    file.write_text(dump_scenario(scenario), encoding="utf-8")

    def command(*words):
        return [sys.executable, "-m", "app", "train", str(file), *words]

    straight, ended = tmp_path / "straight.npz", tmp_path / "ended.npz"
    subprocess.run(command("--save", str(straight)), check=True, capture_output=True)
    stored = tmp_path / "stored.npz"
    words = ["--checkpoint", str(stored), "--every", "0", "--save", str(ended)]
    for _ in range(3):
        process = subprocess.Popen(command(*words), stdout=subprocess.DEVNULL)
        before, deadline = stored.stat().st_mtime_ns if stored.exists() else 0, monotonic() + 120
        while monotonic() < deadline and process.poll() is None:
            if stored.exists() and stored.stat().st_mtime_ns > before:
                break
            sleep(0.01)
        sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        words = ["--resume", str(stored), "--every", "0", "--save", str(ended)]
    subprocess.run(command(*words), check=True, capture_output=True)
    first, second = (load_parameters(path, scenario).flat for path in (straight, ended))
    assert np.array_equal(first, second)


def test_an_epoch_that_was_interrupted_counts_all_of_its_time(tmp_path, monkeypatch):
    monkeypatch.setattr(trainer_module, "SLICE_SECONDS", -1.0)
    plan = TrainingPlan.of(scenario_of("sgd"))
    interrupted = Trainer(plan)
    for record in interrupted.run():
        if isinstance(record, Progress) and (record.epoch, record.batch) >= (2, 5):
            break
    # As if the machine were slow, so that rounding plays no part.
    interrupted.count_seconds(100.0 + interrupted.seconds)
    Checkpoint(tmp_path / "run.npz", interrupted, 0.0).write()
    going_on = Trainer(plan)
    resume(tmp_path / "run.npz", going_on)
    epochs = [record for record in going_on.run() if isinstance(record, EpochMetrics)]
    assert epochs[0].epoch == 2
    assert epochs[0].seconds > 100.0
    assert epochs[0].samples_per_second < len(going_on.data.train) / 100.0
    assert epochs[1].seconds < 100.0


def test_other_test_rows_make_another_run():
    plan = TrainingPlan.of(scenario_of("sgd"))
    trainer = Trainer(plan)
    rows = trainer.data.rows
    with_test = Trainer(plan, replace(trainer.data, test=rows))
    other = Trainer(plan, replace(trainer.data, test=replace(rows, x=rows.x + 1)))
    again = Trainer(plan, replace(trainer.data, test=rows))
    assert identity(with_test) == identity(again)
    assert len({identity(trainer), identity(with_test), identity(other)}) == 3


def test_the_last_epoch_is_always_written(tmp_path, monkeypatch):
    plan = TrainingPlan.of(scenario_of())
    trainer = Trainer(plan)
    keeper = Checkpoint(tmp_path / "run.npz", trainer, 1e6)
    # As if writing took far longer than an epoch.
    monkeypatch.setattr(keeper, "_took", 1e6)
    for record in trainer.run():
        if isinstance(record, Progress | EpochMetrics):
            keeper.follow(record)
    again = Trainer(plan)
    resume(tmp_path / "run.npz", again)
    assert again.course.epochs_done == 5
    assert np.array_equal(again.parameters.flat, trainer.parameters.flat)
