"""Lines of mathematics below each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QBrush, QColor, QContextMenuEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.formula.line import Line
from app.formula.outline import BASE
from app.formula.run import in_parts, is_ready, readiness
from app.theme import Appearance, Drawn
from app.widgets.copying import copy_menu
from symbolic.formula.latex import to_latex
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Formula

EM = 22.0
"""The size of mathematics that is read from a distance, in pixels at 100 %."""

GAP = 0.55
"""Between two lines of mathematics, in ems."""


class FormulaLines(Drawn):
    """Lines of mathematics, each broken where the width asks for it.

    Parameters
    ----------
    em : float
        Its size, in pixels at 100 %.
    centred : bool
        Whether each stands in the middle of the width.
    """

    def __init__(
        self,
        appearance: Appearance,
        parent: QWidget | None = None,
        *,
        em: float = EM,
        centred: bool = False,
    ) -> None:
        super().__init__(appearance, parent)
        self._pixels, self._is_centred = em, centred
        self._formulas: tuple[Formula, ...] = ()
        self._lines: list[Line] = []
        # A layout asks for the height of a width many times.
        self._heights: dict[int, int] = {}
        self._fits: int | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        readiness.formula_ready.connect(self.restyle)
        self.hide()

    @property
    def text(self) -> str:
        """The lines as plain text."""
        return "\n".join(map(to_text, self._formulas))

    def show_formulas(self, formulas: Sequence[Formula]) -> None:
        """Show other lines."""
        before, self._formulas = self._formulas, tuple(formulas)
        if before == self._formulas:
            return
        self.setVisible(bool(formulas))
        self.setAccessibleName("; ".join(map(to_text, formulas)))
        # While a picture is dragged most lines stay as they are.
        known = dict(zip(before, self._lines, strict=True))
        self._lines = [known.get(each) or self._line(each) for each in formulas]
        height = self._heights.get(self.width())
        self._forget()
        if self.heightForWidth(self.width()) != height:
            self.updateGeometry()
        self.update()

    def set_em(self, em: float) -> None:
        """Take another size."""
        if em != self._pixels:
            self._pixels = em
            self.restyle()

    def prepare(self, formulas: Sequence[Formula]) -> Iterator[None]:
        """Lay out lines that are shown later, a part a turn."""
        for each in formulas if is_ready() else ():
            yield from in_parts(each)
            self._line(each)
            yield

    def _line(self, formula: Formula) -> Line:
        look = self._appearance
        font = look.font(16 * self._pixels / EM)
        return Line([formula], look.px(self._pixels), font, whole=False)

    def restyle(self) -> None:
        """Lay the lines out anew."""
        self._lines = list(map(self._line, self._formulas))
        self._forget()
        super().restyle()

    def _forget(self) -> None:
        """Measure anew."""
        self._heights.clear()
        self._fits = None

    def hasHeightForWidth(self) -> bool:
        """Return that a narrow place needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        if width not in self._heights:
            gap = GAP * self._appearance.px(self._pixels)
            heights = [line.ascent + line.descent for line in self._fitted(width)]
            self._heights[width] = round(sum(heights) + gap * (len(heights) + 1))
        return self._heights[width]

    def _fitted(self, width: int) -> list[Line]:
        if width != self._fits:
            self._fits, em = width, self._appearance.px(self._pixels)
            for line in self._lines:
                # One that was made smaller for a narrow place is itself again first.
                (line if line.em == em else line.at(em)).fit(max(width, em))
        return self._lines

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
        gap = top = GAP * self._appearance.px(self._pixels)
        for line in self._fitted(self.width()):
            left = max(0.0, self.width() - line.width) / 2 if self._is_centred else 0.0
            for item, area, baseline in line.placed(left, top + line.ascent):
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
        latex = "\n".join(map(to_latex, self._formulas))
        copy_menu(self, self.text, latex).popup(event.globalPos())
