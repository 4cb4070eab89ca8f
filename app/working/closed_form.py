"""The whole gradient in inputs and parameters, worked out when it is asked for."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QToolButton, QWidget

from app.theme import Appearance, set_icon
from app.widgets.copying import copy_menu
from app.working.layout import Drawing, FormulaPart, Look
from symbolic.formula import Formula
from symbolic.formula.build import equation
from symbolic.formula.latex import to_latex
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Row

if TYPE_CHECKING:
    from symbolic.derive.closed_form import ClosedForm as Closed


MARGIN = 0.16
"""Room around the formula, in ems."""

_NONE = "Too long to be read: this gradient has no short closed form."


class ClosedFormRow(QWidget):
    """A formula with the meanings of its functions, on as many lines as its width asks for."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[Formula | str] = []
        self._line: FormulaPart | None = None
        self._drawing = Drawing()

    def show_parts(self, parts: list[Formula | str], look: Look) -> None:
        """Show formulas and words in an appearance."""
        self._parts = parts
        self._line = FormulaPart(parts, look.em("term"), look.theme.text, look, whole=False)
        self.setAccessibleName(self.plain_text())

    def fit(self, width: int) -> None:
        """Take a width, or the least in which nothing is cut off, and the height for it."""
        if self._line is None:
            return
        margin = max(2.0, MARGIN * self._line.em)
        wide = max(width, ceil(self._line.narrowest + 2 * margin))
        self._line.fit(wide - 2 * margin)
        self._drawing = Drawing()
        self._line.draw(self._drawing, margin, margin + self._line.ascent)
        self.resize(wide, ceil(self._line.ascent + self._line.descent + 2 * margin))
        self.update()

    def plain_text(self) -> str:
        """Return it as text."""
        return " ".join(part if isinstance(part, str) else to_text(part) for part in self._parts)

    def latex(self) -> str:
        """Return it as LaTeX, without dollar signs."""
        words = (rf"\text{{{p}}}" if isinstance(p, str) else to_latex(p) for p in self._parts)
        return " ".join(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._drawing.paint(painter, frozenset())
        painter.end()

    def context_menu(self) -> QMenu:
        """Return the menu that offers to copy it."""
        return copy_menu(self, self.plain_text(), self.latex())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu."""
        self.context_menu().popup(event.globalPos())


class ClosedForm(QWidget):
    """A line to open, and under it the formula, which scrolls sideways where it is too wide.

    Signals
    -------
    toggled
        It was opened or closed: read ``is_open``.
    """

    toggled = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.button = QToolButton(self)
        self.button.setProperty("kind", "flush")
        self.button.setText("closed form")
        self.button.setToolTip("The gradient written in inputs, targets and parameters alone")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setCheckable(True)
        self.button.toggled.connect(self._toggle)
        self.row = ClosedFormRow()
        self.area = QScrollArea(self)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidget(self.row)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.viewport().setAutoFillBackground(False)
        self.row.setAutoFillBackground(False)
        self.area.hide()
        self._name_state()

    @property
    def is_open(self) -> bool:
        """Whether the formula is shown."""
        return self.button.isChecked()

    @property
    def hang(self) -> int:
        """How far the button reaches into the margin, so that its sign stands below the text."""
        return self._appearance.px(5)

    @property
    def closed_height(self) -> int:
        """The height while it is closed."""
        return self.button.sizeHint().height() + self._appearance.px(10)

    def show_formula(self, target: Formula, closed: Closed | None) -> None:
        """Show a closed form of something, or a sentence where there is none."""
        parts: list[Formula | str] = [_NONE]
        if closed is not None:
            parts = [equation(target, closed.formula)]
            for at, meaning in enumerate(closed.where):
                # In a row it is one piece: what a function means stays on one line.
                parts += ["and" if at else "with", Row((meaning,))]
        self.row.show_parts(parts, Look(self._appearance))

    def _name_state(self) -> None:
        name = "chevron-down" if self.is_open else "chevron-right"
        set_icon(self.button, self._appearance, name)

    def fit(self, width: int) -> None:
        """Take a width, and the height that goes with it."""
        hint = self.button.sizeHint()
        self.button.setGeometry(0, 0, min(width, hint.width()), hint.height())
        height = hint.height()
        if self.is_open:
            height += self._fit_formula(width, height)
        self.resize(width + self.hang, height + self._appearance.px(10))

    def _fit_formula(self, width: int, top: int) -> int:
        self.row.fit(width)
        tall = self.row.height()
        bar = self.area.horizontalScrollBar().sizeHint().height() * (self.row.width() > width)
        gap = self._appearance.px(4)
        self.area.setGeometry(self.hang, top + gap, width, tall + bar)
        return gap + tall + bar

    def _toggle(self, opened: bool) -> None:
        self.area.setVisible(opened)
        self._name_state()
        self.toggled.emit()
