"""Where a plot of a typed function has something to mark."""

import math

import pytest

from engine.expressions.marks import marks_of
from engine.expressions.parsing import parse


@pytest.mark.parametrize(
    ("text", "kinks", "jumps", "undefined"),
    [
        ("z/(1+exp(-1.702*z))", [], [], []),
        ("z^2", [], [], []),
        ("max(z, 0)", [0], [], []),
        ("min(max(z, -1.2), 1)", [-1.2, 1], [], []),
        ("abs(z-0.1)", [0.1], [], []),
        ("sqrt(abs(z-0.1))", [0.1], [], []),
        ("piecewise(z, z>0, 0.1*(exp(z)-1))", [0], [], []),
        ("piecewise(z, z>0, exp(z)-1)", [], [], []),
        ("piecewise(0, z<-1, z^2, z<1, 3)", [], [-1, 1], []),
        ("sign(z)", [], [0], []),
        ("1/(z-0.1)^2", [], [], [(0.1, 0.1)]),
        ("sin(z)/z", [], [], [(0, 0)]),
        ("log(z)", [], [], [(-10, 0)]),
        ("sqrt(z-0.123)", [], [], [(-10, 0.123)]),
        ("tan(z)", [], [], [(k * math.pi / 2, k * math.pi / 2) for k in (-5, -3, -1, 1, 3, 5)]),
    ],
)
def test_places(
    text: str, kinks: list[float], jumps: list[float], undefined: list[tuple[float, float]]
) -> None:
    marks = marks_of(parse(text, ("z",)), "z", -10.0, 10.0)
    assert marks.kinks == pytest.approx(kinks, abs=1e-9)
    assert marks.jumps == pytest.approx(jumps, abs=1e-9)
    assert len(marks.undefined) == len(undefined)
    for found, wanted in zip(marks.undefined, undefined, strict=True):
        assert found == pytest.approx(wanted, abs=1e-9)
