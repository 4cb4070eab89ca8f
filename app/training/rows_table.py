"""A few rows: what goes in, what should come out, and what does."""

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from app.theme import Appearance
from engine.arrays import FloatArray
from engine.metrics import IntArray, predicted_classes

MOST_SHOWN = 6
HEADINGS = ("row", "target", "network")


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
        self.setHorizontalHeaderLabels(list(HEADINGS))
        self.setAccessibleName("rows")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.itemSelectionChanged.connect(self._tell)
        appearance.changed.connect(self._restyle)

    def set_rows(
        self,
        names: list[str],
        targets: list[str],
        labels: IntArray | None,
        classes: tuple[str, ...],
    ) -> None:
        """Show other rows; none is chosen."""
        self._labels, self._classes = labels, classes
        self._rows = mixed(labels, len(names))
        self.blockSignals(True)
        self.setRowCount(len(self._rows))
        for row, sample in enumerate(self._rows):
            for column, text in enumerate((names[sample], targets[sample], "")):
                self.setItem(row, column, QTableWidgetItem(text))
        self.clearSelection()
        self.setCurrentCell(-1, -1)
        self.blockSignals(False)
        self._restyle()

    def set_outputs(self, outputs: FloatArray) -> None:
        """Show what the network gives for them now, shape (rows, outputs)."""
        theme = self._appearance.theme
        predicted = predicted_classes(outputs)
        for row, sample in enumerate(self._rows):
            item = self.item(row, 2)
            if item is None:
                continue
            if not np.isfinite(outputs[sample]).all():
                item.setText("not finite")
                item.setForeground(QColor(theme.error))
                continue
            words = "\n".join(f"{value:.3f}" for value in outputs[sample])
            if self._labels is None:
                item.setText(words)
                continue
            right = predicted[sample] == self._labels[sample]
            if outputs.shape[1] > 1:
                share = float(np.max(outputs[sample]))
                words = f"{self._classes[predicted[sample]]} ({share:.2f})"
            item.setText(f"{words} {'✓' if right else '✗'}")
            item.setForeground(QColor(theme.good if right else theme.error))
        widest = max((self.sizeHintForColumn(column) for column in (1, 2)), default=0)
        if widest != self._widest:
            self._widest = widest
            self._fit()

    @property
    def current(self) -> int | None:
        """The chosen sample, or None."""
        ranges = self.selectedRanges()
        return self._rows[ranges[0].topRow()] if ranges else None

    def _tell(self) -> None:
        if self.current is not None:
            self.chosen.emit(self.current)

    def _restyle(self) -> None:
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let long descriptions wrap at the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # Right or wrong also says what was right: in a narrow pane the target goes.
        needed = sum(self.sizeHintForColumn(column) for column in range(len(HEADINGS)))
        narrow = needed + self._appearance.px(30) > self.viewport().width()
        self.setColumnHidden(1, self._labels is not None and narrow)
        self.resizeRowsToContents()
        self.setFixedHeight(self._height())

    def _height(self) -> int:
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        return self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth() + 2

    def sizeHint(self) -> QSize:
        """Give the height of all rows."""
        return QSize(self._appearance.px(300), self._height())

    def minimumSizeHint(self) -> QSize:
        """Give the same height at the least width."""
        return QSize(self._appearance.px(200), self._height())
