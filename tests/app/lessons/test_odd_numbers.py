"""Pictures of a stranger's lesson with numbers far from ordinary are drawn, dragged and moved."""

import pytest
from lesson_files import HEAD
from PySide6.QtWidgets import QApplication, QSlider
from pytestqt.qtbot import QtBot

from app.lessons.controls import STEPS
from app.lessons.pane import LessonsPane
from engine.lessons.reading import parse_lesson

ODD = [
    ('kind = "surface", f = "1e18 + 0*x1", slice = "x1"', "at"),
    ('kind = "surface", f = "1e300*x1*x2", slice = "x2", tangent = true', "at, f"),
    ('kind = "surface", f = "1e300*x1", start = [1, 1], by_newton = true, steps = 3', "start"),
    ('kind = "curve", f = "1e18 + 0*x", at = 1, secant = 1, tangent = true', "at, secant"),
    ('kind = "curve", f = "1e300*x", at = 1, area = [0, 1], marks = [1]', "at, area"),
    ('kind = "curve", f = "1e300*x", at = 1e9, secant = 1e9', "at, secant"),
    ('kind = "curve", x = [1, 1.0000001], at = -1e9', "at, secant, marble"),
    ('kind = "curve", terms = ["x", "1e300*x", "-1e300*x", "log(x)"], at = -1', "at"),
    ('kind = "chain", functions = ["1e18 + 0*x", "u/1e18"]', "at, nudge"),
    ('kind = "chain", functions = ["e^(x*300)", "u"], at = 0.1', "at, nudge"),
    ('kind = "chain", nudge = -1e9', "at, nudge"),
    ('kind = "table", formulas = ["", "1e300*x"], rows = [[1e9], [-1e9]], sums = ["y"]', "rows"),
    ('kind = "network"', "values, step"),
]


@pytest.mark.parametrize(("picture", "moves"), ODD, ids=[each for each, _ in ODD])
def test_what_is_odd_is_drawn_and_moved(
    qtbot: QtBot, pane: LessonsPane, picture: str, moves: str
) -> None:
    scene = f'[[scenes]]\ntext = "Look."\npicture = {{ {picture} }}\nmove = {moves.split(", ")}\n'
    pane._begin(parse_lesson(HEAD + scene, "l.toml"))
    model, parts = pane.model, pane.page.side.controls.parts
    # Warnings of NumPy are errors here, and those in slots and in painting fail the test.
    for name, (x, y) in list(model.handles.items()):
        for away in (0.1, 1e9, -1e9):
            model.drag(name, x + away, y - away)
            pane.grab()
    for part in parts.values():
        if isinstance(part, QSlider):
            for place in (0, STEPS, STEPS // 2):
                part.setValue(place)
                assert part.value() == place
    QApplication.processEvents()
