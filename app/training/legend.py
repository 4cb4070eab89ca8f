"""How each line is drawn, and the legend that names it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.theme import Appearance, Theme, mix
from app.training.flow import FlowLayout
from app.training.words import Reference, percent
from app.widgets.plain import PlainLabel

KINDS = ("batches", "training", "held out")
_NAMED = {"earlier folds": "earlier folds, paler", "mean ± deviation": "mean ± standard deviation"}


@dataclass(frozen=True)
class LineLook:
    """How a line is drawn; its dashes and markers tell it apart without colour."""

    colour: str
    width: float
    dash: Qt.PenStyle
    marker: bool

    def pen(self) -> QPen:
        """Return the pen."""
        pen = QPen(QColor(self.colour))
        pen.setWidthF(self.width)
        pen.setStyle(self.dash)
        pen.setCosmetic(True)
        return pen


def look_of(kind: str, theme: Theme) -> LineLook:
    """Return the look of a line: of the `KINDS`, of what else there is, of "reference 0" and on."""
    blue, brown = theme.forward.strong, theme.loss.strong
    solid, dash = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine
    looks = {
        "batches": LineLook(mix(theme.background, blue, 0.45), 1.0, solid, False),
        "training": LineLook(blue, 2.4, solid, False),
        "held out": LineLook(brown, 2.2, dash, True),
        "earlier training": LineLook(mix(theme.background, blue, 0.5), 1.2, solid, False),
        "earlier held out": LineLook(mix(theme.background, brown, 0.5), 1.2, dash, False),
        "earlier folds": LineLook(mix(theme.background, brown, 0.5), 1.2, dash, False),
        "mean ± deviation": LineLook(brown, 1.2, solid, False),
        "reference 0": LineLook(theme.muted, 1.3, Qt.PenStyle.DotLine, False),
    }
    return looks.get(kind, LineLook(theme.muted, 1.3, Qt.PenStyle.DashDotLine, False))


class LegendEntry(QWidget):
    """A piece of a line and what it stands for, on as many lines as the width asks for."""

    def __init__(self, kind: str, text: str, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._kind = kind
        self.label = PlainLabel(text)
        self.label.setProperty("role", "caption")
        self.label.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.label)
        self.restyle()

    def restyle(self) -> None:
        """Follow the look."""
        self._row.setContentsMargins(self._indent, 0, 0, 0)
        self.updateGeometry()
        self.update()

    @property
    def _indent(self) -> int:
        return self._appearance.px(34)

    def sizeHint(self) -> QSize:
        """Return the size of all words on one line."""
        self.label.ensurePolished()
        metrics = self.label.fontMetrics()
        # A text that fits to the pixel must not be taken for one that goes over.
        width = metrics.horizontalAdvance(self.label.text()) + self._appearance.px(4)
        return QSize(self._indent + width, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Return a width that does not hold the window up."""
        return QSize(self._indent, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the piece of line, with a marker where the line has them."""
        look = look_of(self._kind, self._appearance.theme)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.pen())
        middle, right = self.height() / 2, self._appearance.px(26)
        painter.drawLine(0, round(middle), right, round(middle))
        if look.marker:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.colour))
            side = self._appearance.px(7)
            painter.drawEllipse((right - side) // 2, round(middle - side / 2), side, side)
        painter.end()


class Legend(QWidget):
    """The lines of both plots, said once, and the published results with their sources."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._references: tuple[Reference, ...] = ()
        self._flow = FlowLayout(self)
        self.entries = {
            kind: LegendEntry(kind, _NAMED.get(kind, kind), appearance, self)
            for kind in (*KINDS, *_NAMED)
        }
        self.published: list[LegendEntry] = []
        for entry in self.entries.values():
            self._flow.addWidget(entry)
        self.show_kinds(KINDS)
        appearance.changed.connect(self.restyle)
        self.restyle()

    def show_kinds(self, kinds: Sequence[str]) -> None:
        """Name these lines only."""
        for kind, entry in self.entries.items():
            if entry.isHidden() == (kind in kinds):
                entry.setVisible(kind in kinds)

    def set_references(self, references: Sequence[Reference]) -> None:
        """Name these published results."""
        references = tuple(references)
        if references == self._references:
            return
        self._references = references
        for entry in self.published:
            self._flow.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        self.published = []
        for index, reference in enumerate(references):
            words = f"{reference.name} {percent(reference.accuracy)} ({reference.source})"
            entry = LegendEntry(f"reference {index}", words, self._appearance, self)
            self._flow.addWidget(entry)
            entry.show()
            self.published.append(entry)

    def restyle(self) -> None:
        """Follow the look."""
        self._flow.set_gaps(self._appearance.px(18), self._appearance.px(3))
        for entry in (*self.entries.values(), *self.published):
            entry.restyle()

    def minimumSizeHint(self) -> QSize:
        """Return a width that does not hold the window up: entries wrap."""
        return QSize(self._appearance.px(120), super().minimumSizeHint().height())
