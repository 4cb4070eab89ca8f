"""One row of a table as its file has it: a line for each column."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from app.plain import plain_tip
from app.theme import Appearance
from app.training.words import gentle
from engine.datasets import RowWords

MOST_LINES = 13
"""The height in lines; what takes more is scrolled to."""

MOST_WRAPPED = 100
"""Up to so many columns long names and words go over to further lines; of more they are cut."""


class RowDetail(QTableWidget):
    """The columns of the chosen row and what it says in each, in the order of the file."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(0, 2)
        self._appearance = appearance
        self.setAccessibleName("the chosen row")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.hide()
        header.setMinimumSectionSize(1)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        appearance.changed.connect(self._restyle)

    def show_row(self, words: RowWords, row: int) -> None:
        """Show one of some rows."""
        pairs = list(zip(words.columns, words.cells[row], strict=True))
        self.setRowCount(len(pairs))
        for line, pair in enumerate(pairs):
            for column, text in enumerate(pair):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
                item.setToolTip(plain_tip(f"{pair[0]}: {pair[1]}"))
                self.setItem(line, column, item)
        self._restyle()

    def _restyle(self) -> None:
        muted, size = QColor(self._appearance.theme.muted), self._appearance.font(13)
        for line in range(self.rowCount()):
            for column in range(2):
                if (item := self.item(line, column)) is not None:
                    item.setFont(size)
            if (name := self.item(line, 0)) is not None:
                name.setForeground(muted)
        self.verticalHeader().setMinimumSectionSize(1)
        self.setWordWrap(self.rowCount() <= MOST_WRAPPED)
        self._fit()

    @property
    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._appearance.font(13))

    @property
    def _line(self) -> int:
        return self._metrics.height() + self._appearance.px(7)

    @property
    def _pad(self) -> int:
        """What stands beside a text, left and right."""
        return self._appearance.px(26)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width out."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.viewport().width()
        name, value = self._widest(0), self._widest(1)
        # Whichever is short leaves its room to the other; two long ones share.
        self.setColumnWidth(0, min(name, max(width - value, round(0.55 * width))))
        for line in range(self.rowCount()):
            self.setRowHeight(line, self._line_height(line) if self.wordWrap() else self._line)
        self.setFixedHeight(self._height())

    def _line_height(self, line: int) -> int:
        """Give the height of a line whose texts go over to further lines."""
        wrapped, metrics, tallest = int(Qt.TextFlag.TextWordWrap), self._metrics, 0
        # The second column takes its width only once the header is laid out.
        name = self.columnWidth(0)
        for column, width in enumerate((name, self.viewport().width() - name)):
            if (item := self.item(line, column)) is not None:
                # A text that fits to the pixel must not be taken for one that goes over.
                room = max(1, width - self._pad + self._appearance.px(3))
                box = metrics.boundingRect(0, 0, room, 10_000, wrapped, item.text())
                tallest = max(tallest, box.height())
        return tallest + self._line - metrics.height()

    def _widest(self, column: int) -> int:
        """Give the width that a column's texts need on one line."""
        metrics = self._metrics
        texts = (self.item(line, column) for line in range(self.rowCount()))
        widths = [metrics.horizontalAdvance(item.text()) for item in texts if item is not None]
        return max(widths, default=0) + self._pad

    def _height(self) -> int:
        total = self.verticalHeader().length()
        # Half a line says that there is more.
        most = round(self._line * (MOST_LINES + 0.5))
        return (total if total <= self._line * MOST_LINES else most) + 2 * self.frameWidth() + 2

    def sizeHint(self) -> QSize:
        """Give the height of the lines that are shown."""
        return QSize(self._appearance.px(300), self._height())

    def minimumSizeHint(self) -> QSize:
        """Give the same height at the least width."""
        return QSize(gentle(self._appearance, 160), self._height())
