"""What the drawings of words have in common: chips, colours of groups, words that are clicked."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.models.word_training import WordTraining
from app.theme import Appearance, Drawn
from engine.lessons.pictures.word_vectors import WordPicture

COLOURS = 5
"""Colours of groups; every further one has them again, with squares for points."""


class WordView(Drawn):
    """One way to show words.

    Signals
    -------
    chosen(int)
        A word was clicked: its number.
    """

    chosen = Signal(int)

    def __init__(self, training: WordTraining, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(appearance, parent)
        self._training = training
        self._picture: WordPicture | None = None
        self._can_choose = False
        self._epoch = 0.0
        self._places: list[tuple[int, QRectF]] = []
        self.setMouseTracking(True)

    def show_words(self, picture: WordPicture, epoch: float, can_choose: bool) -> None:
        """Show another picture, at an epoch or between two."""
        self._picture, self._epoch, self._can_choose = picture, epoch, can_choose
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        if self._picture is not None:
            self._places = []
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw(painter, self._picture)
            painter.end()

    def _draw(self, painter: QPainter, picture: WordPicture) -> None:
        raise NotImplementedError

    # The pointer ------------------------------------------------------------------------

    def _at(self, event: QMouseEvent) -> int | None:
        place = event.position()
        return next((number for number, area in self._places if area.contains(place)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a word."""
        if self._can_choose and (number := self._at(event)) is not None:
            self.chosen.emit(number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a word can be chosen."""
        over = self._can_choose and self._at(event) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    # Drawing ----------------------------------------------------------------------------

    def _letters(self, size: float, share: float, weight: int = 400) -> QFont:
        """Return a font that is smaller where there is too little room.

        Rather than be cut, words are smaller than Present mode has others.
        """
        font = self._appearance.font(size, weight)
        font.setPixelSize(max(1, int(font.pixelSize() * min(1.0, share))))
        return font

    def _chip(self, painter: QPainter, area: QRectF, text: str, look: str = "") -> None:
        """Draw a word in a box; a look is a phase of the theme."""
        theme, px = self._appearance.theme, self._appearance.px
        colours = theme.phase(look) if look else None
        painter.setPen(QPen(QColor(colours.strong if colours else theme.outline), 2 if look else 1))
        painter.setBrush(QColor(colours.fill if colours else theme.raised))
        painter.drawRoundedRect(area, px(6), px(6))
        painter.setPen(QColor(colours.strong if colours else theme.text))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _mark(self, painter: QPainter, at: QPointF, group: int | None, size: float) -> None:
        """Draw the point of a word, as those of its group are; a plain one for no group."""
        theme = self._appearance.theme
        painter.setPen(Qt.PenStyle.NoPen)
        if group is None:
            painter.setBrush(QColor(theme.forward.strong))
        else:
            painter.setBrush(QColor(theme.classes[group % COLOURS]))
        if group is not None and group >= COLOURS:
            painter.drawRect(QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size))
        else:
            painter.drawEllipse(at, size, size)
