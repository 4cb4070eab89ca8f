"""The command line with the file of a circuit."""

import json
from pathlib import Path

import pytest

NEURON = """
[circuit]
title = "A neuron"
expression = "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))"
values = { w0 = 2, x0 = -1, w1 = -3, x1 = -2, w2 = -3 }
"""


@pytest.fixture
def neuron(tmp_path: Path) -> str:
    path = tmp_path / "neuron.toml"
    path.write_text(NEURON, encoding="utf-8")
    return str(path)


def test_trace_of_a_circuit(run, neuron: str) -> None:
    status, out, err = run("trace", neuron, "--decimals", "2")
    assert (status, err) == (0, "")
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["A", "neuron"]
    assert ["f", "0.73", "1"] in lines
    assert ["w0", "2", "−0.20"] in lines
    assert ["w1", "−3", "−0.39"] in lines
    assert ["w2", "−3", "0.20"] in lines
    assert "10    backward  ∂f/∂g7 = −1/g7² = −1/1.37² ≈ −0.53" in out


def test_trace_of_a_circuit_as_json(run, neuron: str) -> None:
    status, out, err = run("trace", neuron, "--json")
    assert (status, err) == (0, "")
    printed = json.loads(out)
    assert printed["value"] == pytest.approx(0.7310585786300049, rel=1e-15)
    gradients = {each["name"]: each["gradient"] for each in printed["variables"]}
    assert gradients["w0"] == pytest.approx(-0.19661193324148188, rel=1e-14)
    assert gradients["w1"] == pytest.approx(-0.39322386648296376, rel=1e-14)
    assert printed["gates"][-1]["inputs"] == [
        {
            "name": "g7",
            "local_gradient": pytest.approx(-0.534446645388523),
            "formula": "∂f/∂g7 = −1/g7²",
            "contribution": pytest.approx(-0.534446645388523),
        }
    ]
    assert len(printed["steps"]) == 17
    assert printed["steps"][8]["lines"] == ["∂f/∂f = 1"]


def test_check_of_a_circuit(run, neuron: str) -> None:
    status, out, err = run("check", neuron, "--json")
    assert (status, err) == (0, "")
    printed = json.loads(out)
    assert printed["agree"] is True
    assert (printed["variables"], printed["local_gradients"]) == (5, 12)
    status, out, _ = run("check", neuron)
    assert status == 0
    assert "12 local gradients by SymPy and by backprop agree" in out
    assert "5 variables checked" in out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("trace", "--iterations", "2"), "--iterations is for networks; this is a circuit"),
        (("trace", "--sample", "0"), "--sample is for networks; this is a circuit"),
        (("check", "--notation", "ng"), "--notation is for networks; this is a circuit"),
        (("train",), "circuit: unknown key"),
    ],
)
def test_what_a_circuit_has_not_is_refused(
    run, neuron: str, words: tuple[str, ...], sentence: str
) -> None:
    command, *options = words
    status, out, err = run(command, neuron, *options)
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert sentence in err


def test_a_bad_circuit_ends_in_one_sentence(run, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(NEURON.replace("w0*x0", "log(x0)*w0"), encoding="utf-8")
    status, out, err = run("trace", str(path))
    assert (status, out) == (1, "")
    assert err == (
        "chainrule: bad.toml: circuit.values: g1, a gate log(a), has no finite value; expected "
        "values where all have one\n"
    )
