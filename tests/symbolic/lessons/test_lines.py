"""Every line of mathematics that a lesson shows, derived and printed."""

from typing import Any

import pytest

from engine.lessons.kinds import read_setting
from engine.lessons.library import shipped_lessons
from engine.lessons.pictures import KINDS
from symbolic.formula.plain import to_text
from symbolic.lessons.lines import lines_of
from symbolic.lessons.table import worked_cell
from symbolic.rules.typed import TypedRule, derive_typed


def rules(formula: str, variables: tuple[str, ...], by: str) -> TypedRule:
    return derive_typed(formula, variables, by)


def fail(place: str, problem: str) -> Any:
    raise ValueError(f"{place}: {problem}")


def lines(kind: str, name: str, **keys: Any) -> list[str]:
    setting = read_setting(KINDS[kind], keys, "", fail)
    return [to_text(line) for line in lines_of(setting, name, rules)]


@pytest.mark.parametrize("lesson", shipped_lessons(), ids=lambda each: each.id)
def test_every_line_of_every_lesson_is_there(lesson: Any) -> None:
    for scene in lesson.scenes:
        revealed = scene.reveal.formulas if scene.reveal is not None else ()
        for name in (*scene.formulas, *revealed):
            assert lines_of(scene.setting, name, rules)


def test_every_name_of_every_kind_has_lines() -> None:
    curve = {"at": 1, "secant": 1.0, "marble": 1}
    for kind, keys in (("curve", curve), ("chain", {}), ("surface", {}), ("circuit", {"step": 3})):
        for name in KINDS[kind].formulas:
            of = {"data": [1, 2], "at": 1} if name == "sum" else keys
            assert lines(kind, name, **of), name


def test_a_secant_and_its_derivative() -> None:
    assert lines("curve", "quotient", at=1, secant=1.0) == ["(f(x + a) − f(x))/a = (4 − 1)/1 = 3"]
    assert lines("curve", "derivative", at=1) == ["f′(x) = 2 · x", "f′(1) = 2"]
    assert "≈" in lines("curve", "quotient", f="sin(x)", at=1, secant=1.0)[0]


def test_a_hessian_is_a_matrix_with_its_letter() -> None:
    shown = lines("surface", "hessian", f="x1^2+4*x2^2", at=[1.6, 1.2])
    assert len(shown) == 1
    assert shown[0].startswith("H = ")


def test_the_chain_rule_in_letters() -> None:
    keys = {
        "functions": ["x*w1", "y*w2"],
        "names": ["w1", "y", "E"],
        "constants": {"x": 2, "w2": 3},
    }
    assert lines("chain", "derivatives", **keys)[-1] == "∂E/∂w1 = w2 · x"
    assert lines("chain", "product", **keys) == ["∂E/∂w1 = ∂E/∂y · ∂y/∂w1", "3 · 2 = 6"]


def test_the_step_of_a_network_in_symbols_and_numbers() -> None:
    assert lines("network", "step", step=1) == [
        "z_h1 = w1 · i1 + w2 · i2 + b1",
        "0.15 · 0.05 + 0.2 · 0.1 + 0.35 = 0.3775",
    ]
    assert lines("network", "step", step=20) == [
        "∂L/∂w7 = ∂L/∂a_o2 · ∂a_o2/∂z_o2 · ∂z_o2/∂w7",
        "−0.217072 · 0.175510 · 0.593270 ≈ −0.022603",
    ]


def test_a_step_of_several_rows_ends_with_what_comes_of_all() -> None:
    step = lines("network", "step", scenario="welch-2-3-1", step=27)
    assert step[0] == "∂L/∂w3 = Σ(s = 1 … 3) ∂L/∂a_h2 · ∂a_h2/∂z_h2 · ∂z_h2/∂w3"
    assert step[1].endswith("≈ 2.264324·10⁻⁴")
    assert step[2] == "∂L/∂w3 = 2.320054·10⁻³"


def test_a_layer_in_matrices_forward_and_back() -> None:
    keys = {"scenario": "welch-2-3-1"}
    assert lines("network", "data", **keys)[0] == "X = [0.3 1; 0.5 0.2; 1 0.4]"
    layer = lines("network", "layer", step=5, **keys)
    assert layer[0] == "Z1 = X W1^T + b1"
    assert layer[1] == (
        "[0.3 1; 0.5 0.2; 1 0.4] · [0.2 −0.4 0.6; 0.7 0.3 −0.5] + [0 0.1 −0.1]"
        " = [0.76 0.28 −0.42; 0.24 −0.04 0.1; 0.48 −0.18 0.3]"
    )
    assert lines("network", "layer", step=7, **keys)[0] == "Z2 = A1 W2^T"
    assert lines("network", "deltas", step=13, **keys)[0] == "δ2 = ∂L/∂A2 ∗ φ′(Z2)"
    assert lines("network", "deltas", step=32, **keys)[0] == "δ1 = (δ2 W2) ∗ φ′(Z1)"
    gradients = lines("network", "gradients", step=34, **keys)
    assert gradients[0] == "∂L/∂W1 = δ1^T X"
    assert gradients[1].endswith("≈ [−0.0037 −0.0025; 0.0023 0.0016; −0.0061 −0.0042]")
    for name in ("data", "layer", "deltas", "gradients"):
        assert lines("network", name, scenario="mnist-30", step=1) == []


def test_what_units_of_a_drawn_network_compute() -> None:
    drawn = [["x1", "x2"], ["h1 = tanh(w1 x1 + -2 x2 + b1)"], ["y = h1"]]
    found = lines("network", "expression", drawn=drawn)
    assert found == ["h1 = tanh(w1 · x1 + (−2) · x2 + b1)", "y = h1"]
    assert lines("network", "step", drawn=drawn, step=1) == []


def test_lines_wait_for_what_is_not_derived_yet() -> None:
    setting = read_setting(KINDS["curve"], {"at": 1}, "", fail)
    assert lines_of(setting, "derivative", lambda *_: None) == ()


def test_the_step_of_a_circuit_has_its_local_gradients() -> None:
    keys = {"f": "sigmoid(w*x)", "values": {"w": 0.5, "x": 2}}
    assert lines("circuit", "step", **keys, step=0) == []
    assert lines("circuit", "step", **keys, step=1) == ["g1 = w · x = 0.5 · 2 = 1"]
    assert lines("circuit", "step", **keys, step=3) == ["∂f/∂f = 1"]
    local, share = lines("circuit", "step", **keys, step=4)
    assert local == "∂f/∂g1 = f(1 − f) = 0.731059(1 − 0.731059) ≈ 0.196612"
    assert share == "∂f/∂g1 = ∂f/∂f · ∂f/∂g1 = 1 · 0.196612 ≈ 0.196612"


def test_the_step_of_a_circuit_waits_for_what_is_not_derived_yet() -> None:
    setting = read_setting(KINDS["circuit"], {"step": 3}, "", fail)
    assert lines_of(setting, "step", lambda *_: None) == ()


def test_numbers_of_a_column_are_written_as_functions_of_it_and_its_length_between_bars() -> None:
    keys = {"columns": ["x", "u"], "rows": [[3], [4]]}
    of_length = keys | {"formulas": ["", "x/normx"]}
    assert lines("table", "columns", **of_length) == ["u = x/‖x‖"]
    assert lines("table", "columns", formulas=["", "x/maxx"], **keys) == ["u = x/(max(x))"]
    picture = read_setting(KINDS["table"], of_length, "", fail).picture()
    cell = worked_cell(picture, picture.columns[1], 0)
    assert to_text(cell) == "u = x/‖x‖ = 3/5 = 0.6"


def test_bumps_are_written_with_their_numbers() -> None:
    assert lines("approximation", "bump", f="x", bumps=4) == [
        "0.62 (σ(80 (x − 0.5)) − σ(80 (x − 0.75)))"
    ]
    assert lines("approximation", "sum") == ["y = Σ h_i (σ(s (x − a_i)) − σ(s (x − b_i)))"]
    assert lines("approximation", "product", f="x", bumps=4) == ["E · n = 0.1250 · 4 ≈ 0.5000"]


def test_units_that_are_learned_stand_with_their_weights_and_without_what_rounds_to_0() -> None:
    keys = {"learned": True, "start": 2, "iteration": 300, "layers": 2}
    shown = lines("image-grid", "first", **keys)
    assert len(shown) == 6
    assert shown[3] == "h4 ≈ tanh(−2.1a + 1.9c − 2)"
    assert all(line.startswith(f"h{at} ≈ tanh(") for at, line in enumerate(shown, 1))
    # What the network of weights 1, −1 and 0 has beside these is none of it.
    assert lines("image-grid", "second", **keys) == lines("image-grid", "third", **keys) == []
