"""The command line: what it prints, and how it ends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.scenario import dump_scenario, find_scenario, list_scenarios
from tables import GOOD, OVER_TABLE


def test_trace_json_is_the_iteration(run) -> None:
    status, out, err = run("trace", "mazur-2-2-2", "--json")
    assert (status, err) == (0, "")
    printed = json.loads(out)
    assert printed["loss"] == pytest.approx(0.298371109, abs=1e-9)
    assert printed["loss_after"] == pytest.approx(0.291027773694, abs=1e-12)
    assert len(printed["steps"]) == 39
    assert printed["steps"][14] == {
        "step": 15,
        "phase": "backward",
        "kind": "weight_gradient",
        "target": "w5",
        "value": pytest.approx(0.082167041, abs=1e-9),
    }
    first = printed["units"][0]
    assert first == {"name": "i1", "layer": 0, "index": 0, "z": None, "a": 0.05, "delta": None}
    assert [p["name"] for p in printed["parameters"]][:6] == ["w1", "w2", "w3", "w4", "b1", "b1"]
    w5 = next(p for p in printed["parameters"] if p["name"] == "w5")
    assert (w5["kind"], w5["layer"], w5["to"], w5["from"], w5["value"]) == ("weight", 2, 0, 0, 0.4)
    assert w5["new_value"] == pytest.approx(0.358916480, abs=1e-9)
    b1 = next(p for p in printed["parameters"] if p["name"] == "b1")
    assert (b1["kind"], b1["from"], b1["new_value"]) == ("bias", None, 0.35)
    assert b1["gradient"] == pytest.approx(0.008771355, abs=1e-9)


def test_trace_after_ten_thousand_iterations(run) -> None:
    _, out, _ = run("trace", "mazur-2-2-2", "--iterations", "10000", "--json")
    assert json.loads(out)["loss_after"] == pytest.approx(3.510187783e-5, rel=1e-9)


def test_trace_over_a_batch_and_of_one_row(run) -> None:
    _, out, _ = run("trace", "xor", "--json")
    batch = json.loads(out)
    assert [len(unit["a"]) for unit in batch["units"]] == [4] * 5
    assert isinstance(batch["loss"], float)
    _, out, _ = run("trace", "xor", "--sample", "2", "--json")
    alone = json.loads(out)
    assert [unit["a"] for unit in alone["units"][:2]] == [
        unit["a"][2] for unit in batch["units"][:2]
    ]


def test_trace_as_text_carries_formulas(run) -> None:
    status, out, _ = run("trace", "mazur-2-2-2")
    assert status == 0
    line = next(line for line in out.splitlines() if line.startswith("15 "))
    assert "∂L/∂w5 = ∂L/∂a_o1 · ∂a_o1/∂z_o1 · ∂z_o1/∂w5" in line
    assert line.rstrip().endswith("0.082167")


LARGE = ("mnist-16-16", "mnist-30", "census", "census-best")
# A check of half a million parameters is for the benchmarks.
LARGEST = ("mnist-800", "mnist-best")


@pytest.mark.parametrize(
    "name", [name for name in list_scenarios() if name not in (*LARGE, *LARGEST)]
)
def test_check_agrees(run, name: str) -> None:
    status, out, _ = run("check", name, "--json")
    printed = json.loads(out)
    assert status == 0
    assert printed["agree"] is True
    assert printed["parameters"] > 0
    assert printed["max_symbolic_difference"] <= 1e-12
    assert printed["max_finite_difference"] <= 1e-7


@pytest.mark.parametrize("name", LARGE)
def test_check_takes_500_of_a_large_network(run, name: str) -> None:
    status, out, _ = run("check", name, "--json")
    printed = json.loads(out)
    assert (status, printed["parameters"], printed["agree"]) == (0, 500, True)


@pytest.mark.parametrize("command", ["trace", "check"])
def test_how_a_table_was_read_is_said(run, tmp_path: Path, command: str) -> None:
    (tmp_path / "own.csv").write_text(GOOD + 3 * GOOD.partition("\n")[2], encoding="utf-8")
    values = {"units": 2, "activation": "softmax", "loss": "categorical-cross-entropy"}
    path = tmp_path / "own.toml"
    text = OVER_TABLE.format(**values, target="y", task="classification")
    path.write_text(f"{text}[training]\nlearning_rate = 0.1\n", encoding="utf-8")
    status, _, err = run(command, str(path))
    assert status == 0
    assert "note: Read as UTF-8 text with a header, a comma between fields and a decimal" in err
    status, out, err = run(command, str(path), "--json")
    printed = json.loads(out)
    assert any(note.startswith("Read as UTF-8 text") for note in printed["notes"])
    assert printed["reading"]["separator"] == "comma"


LARGE_WEIGHTS = """format = 1
id = "large"
title = "Large"
[network]
inputs = 1
[[network.layers]]
units = 1
activation = "{activation}"
weights = [[1e100]]
[[network.layers]]
units = 1
activation = "linear"
weights = [[-1e100]]
[loss]
name = "half-squared-error"
[data]
x = [[1.0], [0.5]]
y = [[0.0], [1.0]]
[training]
optimiser = "newton"
learning_rate = 0.5
"""


def test_check_says_where_large_numbers_leave_two_ways_alone(run, tmp_path: Path, recwarn) -> None:
    path = tmp_path / "large.toml"
    path.write_text(LARGE_WEIGHTS.format(activation="tanh"), encoding="utf-8")
    status, out, err = run("check", str(path))
    assert status == 0
    assert err.startswith("note: The first update with the learning rate 0.5 moves a weight by ")
    lines = out.splitlines()
    assert lines[1].endswith("✓ (numbers too large for a finite difference: it may be rounding)")
    assert lines[4].endswith("✓")
    assert lines[-1] == (
        "All three agree at 2 of 4 parameters, SymPy and backprop at all. Finite differences say "
        "nothing: 2 with numbers too large for them."
    )
    apart, verdict = lines[-2].partition(": ")[2].split(", ")
    assert float(apart) < 1e-3
    assert verdict == "no more than rounding of such large numbers makes"
    path.write_text(LARGE_WEIGHTS.format(activation="linear"), encoding="utf-8")
    status, out, err = run("check", str(path))
    assert status == 3
    assert "moves a weight by " in err
    assert out.count("the loss overflows") == 4
    assert out.splitlines()[-1] == (
        "SymPy and backprop agree. Finite differences say nothing: 4 with numbers too large for "
        "them."
    )
    status, out, _ = run("check", str(path), "--json")
    printed = json.loads(out)
    assert (status, printed["agree"], printed["too_large"]) == (3, False, 4)
    assert not recwarn.list


def test_list_names_every_scenario(run) -> None:
    status, out, _ = run("list")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()[1:]] == list_scenarios()


def test_train_prints_a_line_per_epoch(run, tmp_path: Path) -> None:
    saved = tmp_path / "xor.npz"
    status, out, err = run("train", "xor", "--epochs", "3", "--save", str(saved), "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [line["epoch"] for line in lines[:-1]] == [1, 2, 3]
    assert lines[0]["validation_loss"] is None
    assert lines[-1]["final"] is True
    assert lines[-1]["test_loss"] is None
    assert lines[-1]["parameters"] == 9
    assert saved.exists()


def test_a_place_that_cannot_be_saved_to_is_reported_before_training(run, tmp_path: Path) -> None:
    status, out, err = run("train", "xor", "--save", str(tmp_path / "no" / "xor.npz"))
    assert (status, out) == (1, "")
    assert err.startswith("chainrule: xor.npz: cannot be written: there is no folder ")


def test_training_twice_gives_the_same_numbers(run) -> None:
    def numbers() -> list[float]:
        _, out, _ = run("train", "xor", "--epochs", "5", "--seed", "3", "--json")
        return [json.loads(line)["train_loss"] for line in out.splitlines()[:-1]]

    assert numbers() == numbers()


@pytest.mark.parametrize("command", ["trace", "check", "train", "export", "open"])
@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfe\x00binary", "not UTF-8"),
        (b"a = " + b"[" * 5000, "nested too deeply"),
        (b"format = 1\nunknown = 2", "unknown"),
        (None, "no such file"),
    ],
)
def test_a_bad_file_ends_in_one_sentence(
    run, tmp_path: Path, command: str, content: bytes | None, place: str, monkeypatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    path = tmp_path / "bad.toml"
    if content is not None:
        path.write_bytes(content)
    words = {"export": ["export", str(path), str(tmp_path / "o.png")], "open": [str(path)]}
    status, out, err = run(*words.get(command, [command, str(path)]))
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert err.startswith("chainrule: bad.toml: ")
    assert place in err


@pytest.mark.parametrize(
    "words",
    [
        ["trace"],
        ["trace", "xor", "--iterations", "0"],
        ["trace", "xor", "--iterations", "many"],
        ["train", "xor", "--epochs", "-1"],
        ["export", "xor", "o.png", "--size", "big"],
        ["export", "xor", "o.png", "--text-scale", "900"],
        ["--nonsense"],
    ],
)
def test_wrong_usage_ends_with_2(run, words: list[str]) -> None:
    status, _, err = run(*words)
    assert status == 2
    assert "usage: chainrule" in err


def test_bad_input_ends_with_1(run, tmp_path: Path) -> None:
    for words, said in (
        (["trace", "no-such-id"], "no scenario has this id"),
        (["trace", "xor", "--sample", "4"], "sample 4; expected 0 to 3"),
        (["export", "xor", str(tmp_path / "o.jpg")], "ends in .png"),
        (["train", "mnist-16-16", "--data", str(tmp_path / "gone")], "gone"),
    ):
        status, out, err = run(*words)
        assert (status, out) == (1, "")
        assert said in err
        assert err.count("\n") == 1


def test_a_loss_that_leaves_the_numbers_ends_with_3(run, tmp_path: Path) -> None:
    path = tmp_path / "wild.toml"
    path.write_text(
        'format = 1\nid = "wild"\ntitle = "Wild"\n[network]\ninputs = 1\n[[network.layers]]\n'
        'units = 1\nactivation = "linear"\nweights = [[1]]\n[loss]\nname = "half-squared-error"\n'
        "[data]\nx = [[10]]\ny = [[0]]\n[training]\nlearning_rate = 10\n"
    )
    status, out, err = run("trace", str(path), "--iterations", "500")
    assert (status, out) == (3, "")
    assert "smaller learning rate" in err
    # The iterations that are left are not gone through without a number to show for them.
    status, out, err = run("trace", str(path), "--iterations", "1000000000000")
    assert (status, out) == (3, "")
    assert "not a finite number at iteration" in err
    status, _, err = run("train", str(path), "--epochs", "500", "--json")
    assert status == 3
    assert "smaller learning rate" in err


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = f"{sys.executable} -m app trace mazur-2-2-2 | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("Mazur")
    assert done.stderr == ""


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    known = {key: value for key, value in os.environ.items() if key not in hidden}
    return subprocess.run(
        ["bash", "-c", command.replace("chainrule", f"{sys.executable} -m app")],
        capture_output=True,
        text=True,
        check=False,
        env=known | environment,
    )


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no full device")
def test_an_output_that_takes_no_more_is_one_sentence() -> None:
    done = shell("chainrule trace mazur-2-2-2 > /dev/full")
    assert done.returncode == 3
    assert done.stderr.startswith("chainrule: the output cannot be written: ")
    assert done.stderr.count("\n") == 1


def test_closed_streams_are_no_crash() -> None:
    done = shell("chainrule trace mazur-2-2-2 >&-")
    assert (done.returncode, done.stderr) == (0, "")
    done = shell("chainrule trace nothing.toml 2>&-")
    assert (done.returncode, done.stdout) == (1, "")


def test_an_output_that_knows_few_letters(tmp_path: Path) -> None:
    path = tmp_path / "greek.toml"
    text = dump_scenario(find_scenario("mazur-2-2-2"))
    text = text.replace("units = 2\n", 'units = ["η", "h2"]\n', 1)
    path.write_text(text, encoding="utf-8")
    done = shell(f"chainrule trace {path}", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    done = shell(f"chainrule trace {path} --json", PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout)["units"][2]["name"] == "η"


def test_data_that_does_not_fit_names_the_file(run, tmp_path: Path) -> None:
    path = tmp_path / "narrow.toml"
    text = dump_scenario(find_scenario("mazur-2-2-2"))
    start, end = text.index("[data]"), text.index("[training]")
    path.write_text(f'{text[:start]}[data]\ndataset = "mnist"\n\n{text[end:]}', encoding="utf-8")
    for words in (["trace"], ["check"], ["train"], ["export"]):
        status, _, err = run(*words, str(path), *[str(tmp_path / "a.png")] * (words == ["export"]))
        assert status == 1
        assert err.startswith("chainrule: narrow.toml: network.inputs: 2 inputs; expected 784")


def test_without_a_screen_the_window_says_so() -> None:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    done = subprocess.run(
        [sys.executable, "-m", "app"],
        capture_output=True,
        text=True,
        check=False,
        env={key: value for key, value in os.environ.items() if key not in hidden},
    )
    if sys.platform == "linux":
        assert done.returncode == 1
        assert "no screen was found" in done.stderr


def test_a_misspelt_command_is_named_with_the_one_that_is_meant(run) -> None:
    status, out, err = run("trane", "xor", "--epochs", "3")
    assert (status, out) == (2, "")
    assert 'there is no command or scenario "trane"; did you mean train?' in err
    assert 'no command or scenario "zzz"; commands: list, trace, check' in run("zzz", "xor")[2]
    # With a scenario in front it is the second word that is too much.
    status, _, err = run("xor", "mazur-2-2-2")
    assert status == 2
    assert "unrecognized arguments: mazur-2-2-2" in err
    status, _, err = run("train", "xor", "softmax-3")
    assert status == 2
    assert "unrecognized arguments: softmax-3" in err
    status, _, err = run("chek")
    assert status == 1
    assert err.startswith("chainrule: chek: no scenario has this id")
    assert err.endswith('; the command is spelt "check"\n')


def test_trace_writes_numbers_as_asked_for_or_as_in_the_window(
    run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _, out, _ = run("trace", "mazur-2-2-2", "--decimals", "3", "--cut")
    assert "numbers are cut behind 3 decimals, not rounded" in out
    new = [line.split()[-1] for line in out.splitlines() if line[:2] in ("w5", "w6", "w7", "w8")]
    assert new == ["0.358", "0.408", "0.511", "0.561"]
    folder = tmp_path / "Chainrule"
    folder.mkdir()
    (folder / "settings.json").write_text('{"decimals": 2, "decimal_comma": true}', "utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    if sys.platform.startswith("linux"):
        assert "loss 0,30, after the update 0,29" in run("trace", "mazur-2-2-2")[1]
    _, out, _ = run("trace", "mazur-2-2-2", "--no-decimal-comma", "--decimals", "4")
    assert "loss 0.2984, after the update 0.2910" in out


@pytest.mark.parametrize("decimals", ["1", "10", "x", "-2"])
def test_decimals_are_two_to_nine(run, decimals: str) -> None:
    status, _, err = run("trace", "mazur-2-2-2", f"--decimals={decimals}")
    assert status == 2
    assert "expected a whole number from 2 to 9" in err
