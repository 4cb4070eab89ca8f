"""Files of circuits: what is read, and one sentence for what is not."""

from pathlib import Path

import pytest

from engine.circuit.reading import MAX_BYTES, find_circuit, parse_circuit
from engine.errors import PlacedError
from engine.scenario import find_scenario

GOOD = 'circuit = { expression = "x*w + exp(x)", values = { x = 2, w = -0.5 } }'


def test_a_file_is_read() -> None:
    found = parse_circuit(GOOD, "a.toml")
    assert (found.name, found.title) == ("a.toml", "x*w + exp(x)")
    assert found.trace.circuit.variables == ("x", "w")
    assert found.trace.values[:3] == (2.0, -0.5, -1.0)
    assert parse_circuit(GOOD.replace("{ ex", '{ title = "Two", ex'), "a").title == "Two"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("circuit = 3", "circuit: found a whole number; expected a table"),
        ("circuit = {}", "circuit.expression: missing; this key is required"),
        ("format = 2\n" + GOOD, "format: found 2; expected 1"),
        ("layers = []\n" + GOOD, "layers: unknown key"),
        (GOOD.replace("values", "value"), "circuit.value: unknown key"),
        (GOOD.replace("= 2", '= "2"'), "found text; expected a number"),
        (GOOD.replace("= 2", "= true"), "found true or false; expected a number"),
        (GOOD.replace("= 2", "= nan"), "circuit.values.x: found nan; expected a number from"),
        (GOOD.replace("= 2", "= 1e200"), r"found 1e\+200; expected a number from -1e100 to 1e100"),
        (GOOD.replace("x = 2", "exp = 2"), "circuit.values.exp: no name of a variable"),
        (GOOD.replace("x = 2", "e = 2"), "circuit.values.e: no name of a variable"),
        (GOOD.replace("x = 2", '"x y" = 2'), "no name of a variable"),
        (GOOD.replace("x = 2", '"\\u001b[2J" = 2'), r"\\x1b\[2J: no name of a variable"),
        (GOOD.replace("x = 2, ", ""), "circuit.expression: character 1: “x” is not known"),
        (GOOD.replace("w = -0.5", "w = 1, u = 2"), "u has a value, and the expression does not"),
        (GOOD.replace("exp(x)", "log(w)"), r"g2, a gate log\(a\), has no finite value"),
        (GOOD.replace("exp(x)", "sqrt(w+0.5)"), r"a gate sqrt\(a\), has no finite local gradient"),
        (GOOD.replace("exp(x)", "exp(exp(exp(10x)))"), "has no finite value; expected values"),
        (
            GOOD.replace("{ ex", '{ title = "' + "t" * 81 + '", ex'),
            "circuit.title: expected a line",
        ),
        (GOOD.replace("{ ex", '{ title = "a\\nb", ex'), "circuit.title: expected a line"),
        (
            GOOD.replace("x*w", "x" * 300),
            "found 300|301 characters|300 characters|formula of at most",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(PlacedError, match=sentence):
        parse_circuit(text, "a.toml")


def test_other_files_are_left_to_whoever_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    for text in ("", "no TOML", "format = 1", 'x = """\ncircuit = 1"""', "a." * 30_000 + "b = 1"):
        path.write_text(text, encoding="utf-8")
        assert find_circuit(str(path)) is None
    path.write_bytes(b"\xff\xfe")
    assert find_circuit(str(path)) is None
    path.write_text(GOOD + "\n#" + " " * MAX_BYTES, encoding="utf-8")
    assert find_circuit(str(path)) is None
    assert find_circuit(str(tmp_path)) is None
    assert find_circuit(str(tmp_path / "none.toml")) is None
    assert find_circuit("mazur-2-2-2") is None
    assert find_circuit("a\0b") is None
    path.write_text(GOOD, encoding="utf-8")
    found = find_circuit(str(path))
    assert found is not None
    assert found.name == "a.toml"


def test_a_shipped_id_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xor").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert find_circuit("xor") is None
    assert find_scenario("xor").id == "xor"
