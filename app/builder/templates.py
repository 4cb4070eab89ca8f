"""New network: the templates as small pictures, each with a sentence below it."""

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.theme import Appearance, Theme, spaced
from app.widgets.flow import GridLayout, height_follows_width
from app.widgets.plain import PlainLabel
from app.widgets.scrolling import SteadyScrollArea
from engine.network.scenario import Scenario

Paint: TypeAlias = Callable[[QPainter, Scenario, QRectF, Theme], None]
"""Draws a network into a rectangle."""

PICTURE = 96.0
"""Height of a picture at 100 %."""

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
}


class Card(QAbstractButton):
    """A network to begin with: its picture, its name, a sentence.

    Parameters
    ----------
    name, sentence : str
        What stands below the picture.
    scenario : Scenario
        What is drawn.
    paint : callable
        Draws it.
    appearance : Appearance
        The look.
    """

    def __init__(
        self, name: str, sentence: str, scenario: Scenario, paint: Paint, appearance: Appearance
    ) -> None:
        super().__init__()
        self.scenario = scenario
        self._sentence, self._paint, self._appearance = sentence, paint, appearance
        self.setText(name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        appearance.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return room for the picture, the name and three lines of the sentence."""
        px, height = self._appearance.px, self.fontMetrics().height()
        return QSize(px(176), px(PICTURE + 40) + 4 * height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw picture and words in a frame that shows pointer and focus."""
        px, theme = self._appearance.px, self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.underMouse() or self.isDown()
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(theme.focus if focused else theme.line), 2 if focused else 1))
        painter.setBrush(QColor(theme.hover if lit else theme.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(8), px(8))
        inner = QRectF(self.rect()).adjusted(px(14), px(12), -px(14), -px(10))
        picture = QRectF(inner.left(), inner.top(), inner.width(), px(PICTURE))
        self._paint(painter, self.scenario, picture, theme)
        words = inner.adjusted(0, px(PICTURE + 12), 0, 0)
        painter.setPen(QColor(theme.text))
        painter.setFont(self._appearance.font(15, 700))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        name = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, round(words.width())
        )
        painter.drawText(words, flags, name)
        below = words.adjusted(0, painter.fontMetrics().height() + px(4), 0, 0)
        painter.setPen(QColor(theme.muted))
        painter.setFont(self._appearance.font(13))
        painter.drawText(below, flags | Qt.TextFlag.TextWordWrap, self._sentence)
        painter.end()


class TemplateDialog(QDialog):
    """Offers networks to begin with; a click, or Enter, takes one.

    Arrow keys move among them.

    Parameters
    ----------
    offers : list of (str, str, Scenario)
        Name, sentence and network of each.
    paint : callable
        Draws a network.
    appearance : Appearance
        The look.
    parent : QWidget
        The window it lies over.

    Signals
    -------
    chosen(object)
        The scenario that was taken.
    """

    chosen = Signal(object)

    def __init__(
        self,
        offers: list[tuple[str, str, Scenario]],
        paint: Paint,
        appearance: Appearance,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("New network")
        self._appearance = appearance
        title = PlainLabel("Begin with a network")
        title.setProperty("role", "title")
        words = PlainLabel(
            "Units, functions, rows and starting values can all be changed afterwards."
        )
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        body = QWidget()
        height_follows_width(body)
        grid = spaced(GridLayout(body), appearance, (12, 12), (2, 2, 2, 2))
        self.cards = [Card(*offer, paint, appearance) for offer in offers]
        for card in self.cards:
            grid.addWidget(card)
            card.clicked.connect(lambda _=False, card=card: self._take(card))
        self._view = SteadyScrollArea()
        self._view.setWidget(body)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        column = spaced(QVBoxLayout(self), appearance, 10, (22, 18, 14, 16))
        column.addWidget(title)
        column.addWidget(words)
        column.addWidget(self._view, 1)
        column.addLayout(foot)
        self.cards[0].setFocus()
        room = parent.size()
        wanted = appearance.px(4 * 176 + 3 * 12 + 80), appearance.px(560)
        self.resize(
            *(
                min(a, round(b * 0.94))
                for a, b in zip(wanted, (room.width(), room.height()), strict=True)
            )
        )

    def _take(self, card: Card) -> None:
        self.accept()
        self.chosen.emit(card.scenario)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move among the cards with the arrow keys, and take one with Enter."""
        here = next((i for i, card in enumerate(self.cards) if card.hasFocus()), 0)
        top = self.cards[0].y()
        columns = sum(card.y() == top for card in self.cards)
        steps = {**_STEPS, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
        key = Qt.Key(event.key())
        if key in steps:
            there = here + steps[key]
            if 0 <= there < len(self.cards):
                self.cards[there].setFocus(Qt.FocusReason.TabFocusReason)
                self._view.ensureWidgetVisible(self.cards[there])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.cards[here].hasFocus():
            self._take(self.cards[here])
        else:
            super().keyPressEvent(event)
