"""How ``chainrule train`` ends before its time: divergence, Ctrl-C, a reader who goes away."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import numpy as np
import pytest
from msgspec.structs import replace

from app.cli import main
from engine.network.parameters import initial_parameters
from engine.network.scenario import EarlyStopping, Scenario
from engine.scenario import find_scenario, save_scenario
from engine.training import Trainer, TrainingPlan, load_parameters, save_parameters

XOR = find_scenario("xor")


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "app", "train", *words]


def diverging(path: Path, stopping: EarlyStopping | None) -> Scenario:
    """Save a linear network whose rate is a little too large, so that it diverges in time."""
    rng = np.random.default_rng(4)
    x = rng.uniform(-1, 1, (60, 2)).round(3)
    layer = replace(XOR.layers[1], activation="linear", weights=np.zeros((1, 2)), weight_names=None)
    training = replace(
        XOR.training, learning_rate=2.2, epochs=4000, validation=20, early_stopping=stopping
    )
    scenario = replace(
        XOR,
        layers=(layer,),
        loss="half-squared-error",
        x=x,
        y=x[:, :1] + rng.normal(size=(60, 1)).round(3),
        training=training,
    )
    save_scenario(scenario, path)
    return scenario


def test_the_best_epoch_of_a_run_that_diverges_is_saved(tmp_path, capsys) -> None:
    file, saved = tmp_path / "own.toml", tmp_path / "w.npz"
    scenario = diverging(file, EarlyStopping(patience=10_000))
    assert main(["train", str(file), "--save", str(saved)]) == 3
    printed = capsys.readouterr().err
    *_, last = Trainer(TrainingPlan.of(scenario)).run()
    assert printed == f"chainrule: xor: {last.sentence} w.npz holds them.\n"
    assert f"The parameters of epoch {last.best_epoch}, the best until then" in printed
    plain = Trainer(TrainingPlan.of(scenario, epochs=last.best_epoch))
    list(plain.run())
    assert np.array_equal(load_parameters(saved, scenario).flat, plain.parameters.flat)


def test_without_a_best_epoch_nothing_is_saved_of_a_run_that_diverges(tmp_path, capsys) -> None:
    file, saved = tmp_path / "own.toml", tmp_path / "w.npz"
    diverging(file, None)
    assert main(["train", str(file), "--save", str(saved)]) == 3
    assert capsys.readouterr().err.endswith("smaller learning rate. w.npz is not written.\n")
    assert not saved.exists()


def test_a_fold_that_diverges_is_named(tmp_path, capsys) -> None:
    diverging(tmp_path / "own.toml", None)
    assert main(["train", str(tmp_path / "own.toml"), "--folds", "2"]) == 3
    printed = capsys.readouterr().err
    assert printed.startswith(
        "chainrule: xor: In fold 1 of 2: The loss is no longer a finite number"
    )


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is no signal there")
def test_ctrl_c_keeps_the_run(tmp_path) -> None:
    checkpoint, saved = tmp_path / "run.npz", tmp_path / "w.npz"
    words = ["xor", "--epochs", "3000", "--save", str(saved)]
    # More lines than a pipe holds: the run cannot end before it is stopped. And a day between two
    # writes within an epoch: what is kept is kept because of Ctrl-C.
    process = subprocess.Popen(
        command(*words, "--checkpoint", str(checkpoint), "--every", "86400"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("epoch 1,")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert err.startswith("chainrule: xor: stopped in epoch ")
    assert err.endswith(f" of 3,000; --resume {checkpoint} goes on from there\n")
    assert err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["run.npz"]
    done = subprocess.run(
        command(*words, "--resume", str(checkpoint)), capture_output=True, text=True, check=True
    )
    # It goes on in the epoch that was printed.
    epoch = err.partition("stopped in epoch ")[2].partition(" of ")[0]
    assert done.stdout.startswith(f"epoch {epoch},")
    whole = Trainer(TrainingPlan.of(XOR, epochs=3000))
    list(whole.run())
    assert np.array_equal(load_parameters(saved, XOR).flat, whole.parameters.flat)


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is no signal there")
def test_ctrl_c_without_a_checkpoint_says_that_nothing_is_saved(tmp_path) -> None:
    process = subprocess.Popen(
        command("xor", "--epochs", "1000000"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert err.endswith(" of 1,000,000; nothing is kept of it\n")


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is no signal there")
def test_a_second_ctrl_c_is_no_traceback_either(tmp_path) -> None:
    for pause in (0.0, 0.02):
        process = subprocess.Popen(
            command("mnist-16-16", "--checkpoint", str(tmp_path / "run.npz")),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        sleep(pause)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
        assert process.returncode in (130, -signal.SIGINT)
        assert err.count("\n") <= 1
        assert "stopped" in err or not err


@pytest.mark.skipif(os.name == "nt", reason="there is no head")
def test_what_is_to_be_saved_is_saved_though_nobody_reads(tmp_path) -> None:
    saved = tmp_path / "w.npz"
    words = " ".join(command("xor", "--epochs", "300", "--save", str(saved)))
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{words} | head -n 1"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("epoch 1,")
    assert (done.stdout.count("\n"), done.stderr) == (1, "")
    whole = Trainer(TrainingPlan.of(XOR, epochs=300))
    list(whole.run())
    assert np.array_equal(load_parameters(saved, XOR).flat, whole.parameters.flat)


@pytest.mark.skipif(os.name == "nt", reason="there is no head")
def test_a_run_that_is_for_its_reader_ends_with_them() -> None:
    words = " ".join(command("xor", "--epochs", "1000000000"))
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{words} | head -n 1"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def test_a_start_beyond_the_precision_of_the_run_is_refused(tmp_path, capsys) -> None:
    parameters = initial_parameters(XOR, np.float64)
    parameters.weights[0][0, 0] = 1e200
    save_parameters(tmp_path / "w.npz", parameters, XOR)
    assert main(["train", "xor", "--epochs", "1", "--start", str(tmp_path / "w.npz")]) == 1
    expected = "found 1e+200, which is not finite in float32; expected at most 3.4e+38"
    assert capsys.readouterr().err == f"chainrule: w.npz: layer1.weight: {expected}\n"
