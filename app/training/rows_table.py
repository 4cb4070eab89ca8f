"""A few rows: what goes in, what should come out, and what does."""

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from app.text.legible import legible
from app.theme import Appearance, Gentle
from app.training.number_texts import answer_text, measured
from app.widgets.plain import plain_tip
from engine.arrays import FloatArray
from engine.data.names import shortened
from engine.data.normalisation import TargetScale
from engine.data.source_rows import RowWords
from engine.training.metrics import IntArray, predicted_classes

MOST_SHOWN = 6
ROW, TARGET, NETWORK = range(3)
HEADINGS = ("row", "target", "network")
# Letters of a class beside the share that the network has for it, and its share of the width.
SHORTEST_CLASS, LONGEST_CLASS = 6, 16
MOST_OF_WIDTH = 0.58


def mixed(labels: IntArray | None, count: int) -> list[int]:
    """Choose the samples to show: the first ones, as many as can be of every class.

    Parameters
    ----------
    labels : ndarray of shape (count,) or None
        The class of each; None where there are no classes.
    count : int
        How many there are.
    """
    if labels is None:
        return list(range(min(MOST_SHOWN, count)))
    # By turns the first of every class, the second of every class, and so on.
    turns: dict[int, int] = {}
    ranked = []
    for sample, label in enumerate(labels[:count].tolist()):
        turns[label] = turns.get(label, 0) + 1
        ranked.append((turns[label], sample))
    return sorted(sample for _, sample in sorted(ranked)[:MOST_SHOWN])


class RowsTable(QTableWidget):
    """A line per row, the last column following the network.

    Signals
    -------
    chosen : int
        The person chose a row.
    """

    chosen = Signal(int)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(0, len(HEADINGS))
        self._appearance = appearance
        self._labels: IntArray | None = None
        self._rows: list[int] = []
        self._widest = -1
        self._classes: tuple[str, ...] = ()
        self._scale: TargetScale | None = None
        self._named = False
        self._heads: tuple[str, ...] = HEADINGS
        self._letters, self._threshold = LONGEST_CLASS, 0.5
        self._outputs: FloatArray | None = None
        self.setHorizontalHeaderLabels(list(HEADINGS))
        self.setAccessibleName("rows")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        # All rows are in view: the height is theirs, whatever the width.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(appearance.px(24))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(ROW, QHeaderView.ResizeMode.Stretch)
        self.itemSelectionChanged.connect(self._announce)
        appearance.changed.connect(self._draw_anew)

    def set_rows(
        self,
        words: RowWords,
        labels: IntArray | None,
        classes: tuple[str, ...],
        scale: TargetScale | None = None,
        *,
        named: bool = False,
        threshold: float = 0.5,
    ) -> None:
        """Show other rows; none is chosen.

        Parameters
        ----------
        words : RowWords
            What they say.
        labels : ndarray of shape (rows,) or None
            Their class indices.
        classes : tuple of str
            What the classes are called.
        scale : TargetScale, optional
            How numbers to be met were standardised: outputs are shown in their own unit.
        named : bool
            Whether a single output is shown as the class it names, too.
        threshold : float
            From which one on it names the second of two classes.
        """
        self._labels, self._classes = labels, classes
        self._scale, self._named, self._outputs = scale, named, None
        self._threshold = threshold
        self._widest = -1
        self._rows = mixed(labels, len(words.cells))
        self._head(words)
        self.blockSignals(True)
        self.setRowCount(len(self._rows))
        for row, sample in enumerate(self._rows):
            cells = words.cells[sample]
            self._write(row, ROW, ", ".join(cells), _listing(words.columns, cells))
            self._write(row, TARGET, words.targets[sample])
            self._write(row, NETWORK, "")
        self.clearSelection()
        self.setCurrentCell(-1, -1)
        self.blockSignals(False)
        self._fit()

    def _head(self, words: RowWords) -> None:
        columns = ", ".join(words.columns)
        # Columns of a file are named where the chosen row is shown in full.
        row = HEADINGS[ROW] if self._named else columns
        self._heads = (row, words.target, HEADINGS[NETWORK])
        for column, tip in ((ROW, columns), (TARGET, words.target)):
            if (item := self.horizontalHeaderItem(column)) is not None:
                item.setToolTip(plain_tip(tip))

    @property
    def _bold(self) -> QFontMetrics:
        # The header measures with another font than the style sheet's, which it draws with.
        return QFontMetrics(self._appearance.font(14, QFont.Weight.DemiBold))

    @property
    def _pad(self) -> int:
        """What stands beside a heading, left and right."""
        return self._appearance.px(18)

    def _write(self, row: int, column: int, text: str, tip: str = "") -> None:
        item = QTableWidgetItem(text)
        item.setToolTip(plain_tip(tip or text))
        self.setItem(row, column, item)

    def set_outputs(self, outputs: FloatArray) -> None:
        """Show what the network answers for them now, shape (rows, outputs)."""
        self._outputs = outputs
        self._show_answers(outputs)
        widest = max((self.sizeHintForColumn(column) for column in (TARGET, NETWORK)), default=0)
        if widest != self._widest:
            self._widest = widest
            self._fit()

    def _show_answers(self, outputs: FloatArray) -> None:
        theme = self._appearance.theme
        predicted = predicted_classes(outputs, self._threshold)
        for row, sample in enumerate(self._rows):
            item = self.item(row, NETWORK)
            if item is None:
                continue
            if not np.isfinite(outputs[sample]).all():
                item.setText("not finite")
                item.setForeground(QColor(theme.error))
                continue
            item.setText(self._answer(outputs[sample], int(predicted[sample])))
            if self._labels is None:
                continue
            right = predicted[sample] == self._labels[sample]
            item.setText(f"{item.text()} {'✓' if right else '✗'}")
            item.setForeground(QColor(theme.good if right else theme.error))
            item.setToolTip(plain_tip(self._classes[predicted[sample]]))

    def _answer(self, outputs: FloatArray, predicted: int) -> str:
        """Return one row's outputs: a class and how sure the network is, or numbers."""
        if self._labels is not None and (self._named or len(outputs) > 1):
            name = shortened(self._classes[predicted], self._letters)
            return answer_text(name, outputs, predicted, self._threshold)
        if self._scale is not None:
            values = self._scale.original(outputs).tolist()
            return "\n".join(measured(value, self._scale.deviation) for value in values)
        return "\n".join(f"{value:z.3f}" for value in outputs)

    @property
    def current(self) -> int | None:
        """The chosen sample, or None."""
        ranges = self.selectedRanges()
        return self._rows[ranges[0].topRow()] if ranges else None

    def _announce(self) -> None:
        if self.current is not None:
            self.chosen.emit(self.current)

    def _draw_anew(self) -> None:
        if self._outputs is not None:
            self._show_answers(self._outputs)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width out."""
        super().resizeEvent(event)
        self._share_width()

    def _fit(self) -> None:
        self._share_width()
        self.resizeRowsToContents()
        self.setFixedHeight(self._height())

    def _share_width(self) -> None:
        # The answer is never cut, but its class is named in fewer letters where room is short.
        width = self.viewport().width()
        self._choose_letters(width)
        network, target = self._needed(NETWORK), self._needed(TARGET)
        left = max(0, width - network)
        row = self.sizeHintForColumn(ROW)
        target = min(target, max(self.sizeHintForColumn(TARGET), round(0.6 * left), left - row))
        least = min(row, self._appearance.px(72))
        self.setColumnHidden(ROW, left - target < least)
        self.setColumnWidth(NETWORK, network)
        self.setColumnWidth(TARGET, left if self.isColumnHidden(ROW) else target)
        self._cut_headings()

    def _choose_letters(self, width: int) -> None:
        metrics = self.fontMetrics()
        room = MOST_OF_WIDTH * width - metrics.horizontalAdvance(" (0.00) ✗ ")
        letters = int((room - self._appearance.px(20)) / max(1, metrics.averageCharWidth()))
        letters = max(SHORTEST_CLASS, min(LONGEST_CLASS, letters))
        if letters != self._letters:
            self._letters = letters
            if self._outputs is not None:
                self._show_answers(self._outputs)

    def _needed(self, column: int) -> int:
        heading = self._bold.horizontalAdvance(self._heads[column]) + self._pad
        return max(self.sizeHintForColumn(column), heading) + 1

    def _cut_headings(self) -> None:
        metrics, middle = self._bold, Qt.TextElideMode.ElideMiddle
        for column, text in enumerate(self._heads):
            if (item := self.horizontalHeaderItem(column)) is not None:
                item.setText(
                    metrics.elidedText(legible(text), middle, self.columnWidth(column) - self._pad)
                )

    def _height(self) -> int:
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        return self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth() + 2

    def sizeHint(self) -> QSize:
        """Return the height of all rows."""
        return QSize(self._appearance.px(300), self._height())

    def minimumSizeHint(self) -> QSize:
        """Return the same height at the least width."""
        return QSize(self._appearance.px(Gentle(190)), self._height())


def _listing(columns: tuple[str, ...], cells: tuple[str, ...]) -> str:
    """Return a line per column; of very many the first ones."""
    lines = [f"{name}: {cell}" for name, cell in zip(columns, cells, strict=True)]
    most = 30
    return "\n".join(lines if len(lines) <= most else [*lines[: most - 1], "…"])
