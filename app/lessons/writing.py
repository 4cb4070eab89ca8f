"""Sentences with mathematics in them, and lines of mathematics below each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from app.formula import Line, readiness
from app.formula.outline import BASE
from app.text.lesson_words import html_of, plain_of
from app.theme import Appearance, Drawn
from app.widgets.copying import copy_menu
from engine.lessons.texts import Text
from engine.text import masked
from symbolic.formula.latex import to_latex
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Formula

EM = 22.0
"""The size of mathematics, in pixels at 100 %."""

GAP = 0.55
"""Between two lines of mathematics, in ems."""


class Sentences(QLabel):
    """A text of a lesson; all that a file wrote is escaped.

    Parameters
    ----------
    role : str
        How the style sheet has it.
    """

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        # The text names no address; nothing in it is opened.
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)

    def show_text(self, text: Text, values: Mapping[str, float]) -> None:
        """Show a text with its values."""
        shown = html_of(text, values)
        if shown != self.text():
            self.setText(shown)
            self.setAccessibleName(plain_of(text, values))
        self.setVisible(bool(text))


class Link(QAbstractButton):
    """Words that lead somewhere, on as many lines as the width asks for.

    Parameters
    ----------
    colour : str
        The colour's name in the theme.
    right : bool
        Whether they stand at the right of their place.
    """

    def __init__(self, appearance: Appearance, colour: str = "accent", right: bool = False) -> None:
        super().__init__()
        self._appearance, self._colour = appearance, colour
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self._flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        appearance.changed.connect(self.updateGeometry)

    def show_link(self, text: str) -> None:
        """Lead somewhere else, or nowhere where the text is empty."""
        self.setVisible(bool(text))
        # A button takes an ampersand for a mnemonic, and draws none of what is no text.
        self.setText(masked(text).replace("&", "&&"))
        self.setAccessibleName(masked(text))
        self.updateGeometry()

    @property
    def _font(self) -> QFont:
        return self._appearance.font(15, 600 if self._colour == "accent" else 400)

    def hasHeightForWidth(self) -> bool:
        """Return that a narrow place needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of its lines."""
        room = QRect(0, 0, max(1, width), 10_000)
        bound = QFontMetrics(self._font).boundingRect(room, self._flags, self._shown)
        return bound.height() + self._appearance.px(8)

    @property
    def _shown(self) -> str:
        return self.text().replace("&&", "&")

    def sizeHint(self) -> QSize:
        """Return the size on one line."""
        width = QFontMetrics(self._font).horizontalAdvance(self._shown)
        return QSize(width + self._appearance.px(4), self.heightForWidth(10_000))

    def minimumSizeHint(self) -> QSize:
        """Return a width that holds nothing up."""
        return QSize(self._appearance.px(60), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the words, underlined where they are pointed at or have the focus."""
        theme, font = self._appearance.theme, self._font
        font.setUnderline(self.isEnabled() and (self.underMouse() or self.hasFocus()))
        painter = QPainter(self)
        painter.setFont(font)
        colour = getattr(theme, self._colour) if self.isEnabled() else theme.disabled
        painter.setPen(QColor(colour))
        painter.drawText(self.rect(), self._flags, self._shown)
        painter.end()


class FormulaLines(Drawn):
    """Lines of mathematics, each broken where the width asks for it."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, parent)
        self._formulas: tuple[Formula, ...] = ()
        self._lines: list[Line] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        readiness.formula_ready.connect(self.restyle)
        self.hide()

    def show_formulas(self, formulas: Sequence[Formula]) -> None:
        """Show other lines."""
        if tuple(formulas) == self._formulas:
            return
        self._formulas = tuple(formulas)
        self.setVisible(bool(formulas))
        self.setAccessibleName("; ".join(map(to_text, formulas)))
        self.restyle()

    def restyle(self) -> None:
        """Lay the lines out anew."""
        look = self._appearance
        em, font = look.px(EM), look.font(16)
        self._lines = [Line([each], em, font, whole=False) for each in self._formulas]
        super().restyle()

    def hasHeightForWidth(self) -> bool:
        """Return that a narrow place needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        gap = GAP * self._appearance.px(EM)
        heights = [line.fit(width).ascent + line.descent for line in self._lines]
        return round(sum(heights) + gap * (len(heights) + 1))

    def sizeHint(self) -> QSize:
        """Return the size at the present width."""
        return QSize(self._appearance.px(220), self.heightForWidth(max(1, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height of another width."""
        super().resizeEvent(event)
        if event.oldSize().width() != self.width():
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Return a width that holds nothing up."""
        return QSize(self._appearance.px(80), 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(self._appearance.theme.text)
        gap = top = GAP * self._appearance.px(EM)
        for line in self._lines:
            line.fit(self.width())
            for item, area, baseline in line.placed(0.0, top + line.ascent):
                if item.run is None:
                    painter.setPen(colour)
                    painter.setFont(line.text_font)
                    painter.drawText(QPointF(area.left(), baseline), item.text)
                else:
                    scale = line.scale * line.em / BASE
                    item.run.paint(painter, QBrush(colour), area.left(), baseline, scale)
            top += line.ascent + line.descent + gap
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy them."""
        text = "\n".join(map(to_text, self._formulas))
        latex = "\n".join(map(to_latex, self._formulas))
        copy_menu(self, text, latex).popup(event.globalPos())
