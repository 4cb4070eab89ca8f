"""How well each class is recognised: precision, recall and F1."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from app.text.legible import legible
from app.theme import Appearance, Drawn, Gentle
from app.training.number_texts import percent
from engine.training.metrics import Scores

MOST_CLASSES = 30
HEADINGS = ("precision", "recall", "F1")


class ScoresTable(Drawn):
    """A line for each class, and one for the mean of all."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.lines: list[tuple[str, ...]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            "Precision: of the rows taken for a class, the share that belongs to it.\n"
            "Recall: of the rows of a class, the share taken for it.\n"
            "F1: 2 precision · recall / (precision + recall).\n"
            "ROC AUC: how often a row of a class is held likelier to be of it than another row."
        )

    def show_scores(self, scores: Scores | None, classes: tuple[str, ...]) -> None:
        """Show these, or an empty table where there are none yet."""
        lines = _lines(scores, classes)
        if lines == self.lines:
            return
        taller = len(lines) != len(self.lines)
        self.lines = lines
        self.setAccessibleName("; ".join(_said(line) for line in lines))
        if taller:
            self.updateGeometry()
        self.update()

    @property
    def _line(self) -> int:
        return round(self._appearance.text_px(13) * 1.5)

    def sizeHint(self) -> QSize:
        """Return room for all lines under their headings."""
        return QSize(self._appearance.px(220), self._line * (len(self.lines) + 1))

    def minimumSizeHint(self) -> QSize:
        """Return the same height at the least width."""
        return QSize(self._appearance.px(Gentle(150)), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the headings, a line for each class and the mean."""
        theme, appearance = self._appearance.theme, self._appearance
        painter = QPainter(self)
        painter.setFont(appearance.font(12))
        width = max(painter.fontMetrics().horizontalAdvance(word) for word in HEADINGS)
        width = min(width + appearance.px(10), self.width() // 4)
        painter.setPen(QColor(theme.muted))
        self._paint_line(painter, 0, ("", *HEADINGS), width)
        for index, line in enumerate(self.lines, start=1):
            mean = index == len(self.lines) - 1 and len(self.lines) > 1
            painter.setFont(appearance.font(13, QFont.Weight.Bold if mean else QFont.Weight.Normal))
            painter.setPen(QColor(theme.text))
            self._paint_line(painter, index, line, width)
        painter.end()

    def _paint_line(self, painter: QPainter, index: int, line: tuple[str, ...], width: int) -> None:
        top, middle = index * self._line, Qt.AlignmentFlag.AlignVCenter
        values = line[1:]
        left = QRectF(0, top, self.width() - width * len(values), self._line)
        name = painter.fontMetrics().elidedText(
            legible(line[0]), Qt.TextElideMode.ElideRight, round(left.width())
        )
        painter.drawText(left, middle | Qt.AlignmentFlag.AlignLeft, name)
        for place, value in enumerate(values):
            right = self.width() - width * (len(values) - place)
            cell = QRectF(right, top, width, self._line)
            painter.drawText(cell, middle | Qt.AlignmentFlag.AlignRight, value)


def _said(line: tuple[str, ...]) -> str:
    if len(line) == 2:
        return f"{line[0]} {line[1]}"
    pairs = zip(HEADINGS, line[1:], strict=True)
    return f"{line[0]}: " + ", ".join(f"{name} {value}" for name, value in pairs)


def _lines(scores: Scores | None, classes: tuple[str, ...]) -> list[tuple[str, ...]]:
    if scores is None:
        return []
    parts = (scores.precision, scores.recall, scores.f1)
    lines: list[tuple[str, ...]] = []
    if len(classes) <= MOST_CLASSES:
        lines += [
            (name, *(percent(float(part[index])) for part in parts))
            for index, name in enumerate(classes)
        ]
    means = (scores.macro_precision, scores.macro_recall, scores.macro_f1)
    lines.append(("mean", *(percent(mean) for mean in means)))
    area = "–" if scores.auc is None else f"{scores.auc:.4f}"
    lines.append(("ROC AUC", area))
    return lines
