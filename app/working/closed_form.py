"""The whole gradient in inputs and parameters, worked out when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QToolButton, QWidget

from app.formula import FormulaRow, Segment
from app.theme import Appearance
from app.theme.icons import icon
from app.working.layout import Look
from symbolic.formula.breaking import pieces_of
from symbolic.formula.tree import EQUALS, Formula

if TYPE_CHECKING:
    from symbolic.derive.closed_form import ClosedForm as Closed


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
        self.button.setText("closed form")
        self.button.setToolTip("The gradient written in inputs, targets and parameters alone")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setCheckable(True)
        self.button.toggled.connect(self._toggle)
        self.row = FormulaRow()
        self.area = QScrollArea(self)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidget(self.row)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.viewport().setAutoFillBackground(False)
        self.row.setAutoFillBackground(False)
        self.area.hide()
        self.restyle()

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
        look = Look(self._appearance)
        if closed is None:
            segments = [Segment("", "Too long to be read: this gradient has no short closed form.")]
        else:
            segments = [Segment(part.latex, part.plain) for part in (target, EQUALS)]
            segments += [Segment(*piece) for piece in pieces_of(closed.formula)]
            for at, part in enumerate(closed.where):
                lead = Segment("", "with" if at == 0 else "and")
                segments += [lead, Segment(part.latex, part.plain)]
        self.row.set_segments(segments, look.em("term"), look.theme.text)

    def restyle(self) -> None:
        """Take the present fonts and colours."""
        look = self._appearance
        side = look.px(16)
        self.button.setFont(look.font(14))
        name = "chevron-down" if self.is_open else "chevron-right"
        self.button.setIcon(icon(name, look.theme.text, side))
        self.button.setIconSize(QSize(side, side))
        self.button.setStyleSheet(f"QToolButton {{ padding: {look.px(4)}px 0; }}")

    def fit(self, width: int) -> None:
        """Take a width, and the height that goes with it."""
        hint = self.button.sizeHint()
        self.button.setGeometry(0, 0, min(width, hint.width()), hint.height())
        height = hint.height()
        if self.is_open:
            height += self._fit_formula(width, height)
        self.resize(width + self.hang, height + self._appearance.px(10))

    def _fit_formula(self, width: int, top: int) -> int:
        wide = max(width, self.row.minimumSizeHint().width())
        tall = self.row.heightForWidth(wide)
        self.row.resize(wide, tall)
        bar = self.area.horizontalScrollBar().sizeHint().height() if wide > width else 0
        gap = self._appearance.px(4)
        self.area.setGeometry(self.hang, top + gap, width, tall + bar)
        return gap + tall + bar

    def _toggle(self, opened: bool) -> None:
        self.area.setVisible(opened)
        self.restyle()
        self.toggled.emit()
