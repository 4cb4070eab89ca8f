"""Layouts inside one another are laid out before anything is painted."""

from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from app.widgets.settling import settle


def test_what_has_grown_deep_inside_moves_what_is_below_at_once(qtbot):
    outer = QWidget()
    qtbot.addWidget(outer)
    label, inner = QLabel("one line"), outer
    for _ in range(4):
        column = QVBoxLayout(inner)
        inner, below = QWidget(), QWidget()
        column.addWidget(inner)
        column.addWidget(below, 1)
        below.setMinimumHeight(1)
    QVBoxLayout(inner).addWidget(label)
    outer.resize(300, 600)
    outer.show()
    QApplication.processEvents()
    before = label.height()
    label.setText("one\ntwo\nthree\nlines")
    settle()
    at_once = label.height()
    QApplication.processEvents()
    assert at_once == label.height() > 2 * before
