"""From an expression to gates and wires."""

import pytest

from engine.circuit.gates import MOST_GATES, circuit_of
from engine.errors import FormulaError

NEURON = "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))"
NAMES = ("w0", "x0", "w1", "x1", "w2")


def test_the_neuron_has_eight_gates() -> None:
    circuit = circuit_of(NEURON, NAMES)
    found = [(str(gate.definition), gate.sources) for gate in circuit.gates]
    assert found == [
        ("a*b", (0, 1)),
        ("a*b", (2, 3)),
        ("a+b", (5, 6)),
        ("a+b", (7, 4)),
        ("-a", (8,)),
        ("exp(a)", (9,)),
        ("1+a", (10,)),
        ("1/a", (11,)),
    ]
    assert [circuit.name(number) for number in (0, 5, 11, 12)] == ["w0", "g1", "g7", "f"]


def test_what_is_typed_twice_is_one_gate_with_two_wires() -> None:
    circuit = circuit_of("(x+y)*exp(x+y)", ("x", "y"))
    assert [str(gate.definition) for gate in circuit.gates] == ["a+b", "exp(a)", "a*b"]
    assert [(wire.gate, wire.place) for wire in circuit.wires_from(2)] == [(3, 0), (4, 0)]


def test_a_number_that_comes_in_twice_has_two_wires() -> None:
    (gate,) = circuit_of("x*x", ("x",)).gates
    assert (str(gate.definition), gate.sources) == ("a*b", (0, 0))


def test_conditions_and_their_sides_lead_into_a_piecewise_gate() -> None:
    circuit = circuit_of("piecewise(x, x>2y, 1, y<=0, 3)", ("x", "y"))
    assert str(circuit.gates[-1].definition) == "piecewise(a, b>c, 1, d<=0, 3)"
    assert circuit.gates[-1].sources == (0, 0, 2, 1)


def test_constants_belong_to_their_gates_and_are_typed_short() -> None:
    circuit = circuit_of("x/3 + 1/3*x + (1/7+2/7+4/7+8/7)*x + e^x", ("x",))
    found = [str(gate.definition) for gate in circuit.gates]
    assert found[:3] == ["a/3", "1/3*a", "a+b"]
    assert float(found[3].removesuffix("*a")) == pytest.approx(15 / 7)
    assert found[5] == "exp(a)"


def test_names_of_gates_are_none_of_the_variables() -> None:
    circuit = circuit_of("g1*q2 + f + y", ("g1", "q2", "f", "y"))
    assert [circuit.name(number) for number in (4, 5, 6)] == ["v1", "v2", "out"]


@pytest.mark.parametrize(
    ("expression", "names", "sentence"),
    [
        ("x", ("x",), "found 0 gates; expected 1 to 40"),
        ("2+3", (), "there is no variable"),
        ("+".join(["exp(x)"] + [f"{k}*x" for k in range(2, 24)]), ("x",), "found 45 gates"),
        ("x+y", ("x", "y", "w"), "w has a value, and the expression does not have it"),
        ("x+z", ("x",), "character 3: “z” is not known"),
        ("piecewise(" + "x,x>1," * 7 + "0)", ("x",), "more than 12 wires"),
    ],
)
def test_what_is_no_circuit_is_refused(
    expression: str, names: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(FormulaError, match=sentence):
        circuit_of(expression, names)


def test_forty_gates_are_allowed() -> None:
    text = "exp(x)" + "".join(f"+{k}*x" for k in range(2, 21)) + "+1"
    assert len(circuit_of(text, ("x",)).gates) == MOST_GATES
