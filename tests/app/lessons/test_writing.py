"""Words and numbers beside a picture ask for no more work than they need while it is dragged."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.formula.lines import FormulaLines
from app.lessons.controls import Figure
from app.lessons.writing import Sentences
from app.theme import Appearance
from engine.lessons.texts import Run
from symbolic.formula.build import equation
from symbolic.formula.tree import Letters

LONG = (Run("Words that go on and on until they need more lines than one. " * 3, False, 0),)


class Counts(QObject):
    """Counts events of one kind that a widget gets."""

    def __init__(self, watched: QWidget, kind: QEvent.Type) -> None:
        super().__init__(watched)
        self.seen, self._kind = 0, kind
        watched.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count one."""
        self.seen += event.type() is self._kind
        return False


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication) -> QWidget:
    """Return a page that is seen."""
    Appearance().apply_to(qapp)
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(400, 600)
    page.show()
    QVBoxLayout(page)
    return page


def add(page: QWidget, part: QWidget) -> None:
    column = page.layout()
    assert isinstance(column, QVBoxLayout)
    column.addWidget(part)
    column.addStretch(1)
    part.show()
    QApplication.processEvents()


def test_words_that_are_measured_are_not_painted_again(page: QWidget) -> None:
    words = Sentences("lesson-text")
    add(page, words)
    words.show_text(LONG, {})
    QApplication.processEvents()
    heights = [words.heightForWidth(width) for width in (200, 300, 400)]
    QApplication.processEvents()
    paints = Counts(words, QEvent.Type.Paint)
    assert [words.heightForWidth(width) for width in (200, 300, 400)] == heights
    QApplication.processEvents()
    assert paints.seen == 0
    words.setStyleSheet("font-size: 30px")
    assert words.heightForWidth(300) > 1.5 * heights[1]
    words.show_text((Run("Few.", False, 0),), {})
    assert words.heightForWidth(300) < heights[1]


def test_a_number_that_fits_its_room_has_nothing_laid_out(page: QWidget) -> None:
    figure = Figure(Appearance())
    add(page, figure)
    figure.setText("1.00")
    QApplication.processEvents()
    layouts = Counts(page, QEvent.Type.LayoutRequest)
    for text in ("2.00", "−3.5", "0"):
        figure.setText(text)
        QApplication.processEvents()
    assert layouts.seen == 0
    for text, style in (("−12,345,678.9", ""), ("−12,345,678.9", "font-size: 40px")):
        figure.setStyleSheet(style)
        figure.setText(text)
        QApplication.processEvents()
        assert figure.width() >= QLabel.sizeHint(figure).width()
        assert figure.height() >= QLabel.sizeHint(figure).height()


def test_lines_that_stay_are_laid_out_once(page: QWidget) -> None:
    lines = FormulaLines(Appearance())
    add(page, lines)
    low, high = (equation(Letters(name), Letters("1")) for name in "ab")
    lines.show_formulas([low, high])
    QApplication.processEvents()
    first, height = lines._lines[0], lines.height()
    layouts = Counts(page, QEvent.Type.LayoutRequest)
    lines.show_formulas([low, equation(Letters("b"), Letters("2"))])
    QApplication.processEvents()
    assert lines._lines[0] is first
    assert (layouts.seen, lines.height()) == (0, height)
    lines.show_formulas([low, high, high])
    QApplication.processEvents()
    assert lines.height() == lines.heightForWidth(lines.width()) > height
