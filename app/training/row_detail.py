"""One row of a table as its file has it: a line for each column."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from app.theme import Appearance, Gentle
from app.widgets.flow import height_follows_width
from app.widgets.plain import plain_tip
from engine.data.source_rows import RowWords

MOST_LINES = 13
"""The height in lines; what takes more is scrolled to."""

MOST_WRAPPED = 100
"""Up to so many columns long names and words go over to further lines; of more they are cut."""


class RowDetail(QTableWidget):
    """The columns of the chosen row and what it says in each, in the order of the file."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(0, 2)
        self._appearance = appearance
        self.setProperty("role", "caption")
        self._heights: dict[int, list[int]] = {}
        self._widths: dict[int, int] = {}
        height_follows_width(self)
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
        appearance.changed.connect(self._measure)

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
        self._measure()

    def _measure(self) -> None:
        """Colour the names and take as much room as the lines need in the present look."""
        muted = QColor(self._appearance.theme.muted)
        for line in range(self.rowCount()):
            if (name := self.item(line, 0)) is not None:
                name.setForeground(muted)
        self.verticalHeader().setMinimumSectionSize(1)
        self.setWordWrap(self.rowCount() <= MOST_WRAPPED)
        self._heights.clear()
        self._widths.clear()
        self.updateGeometry()
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
        inner, heights = self._lines(self.width())
        policy = Qt.ScrollBarPolicy
        scrolls = self._is_tall(heights)
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOn if scrolls else policy.ScrollBarAlwaysOff
        )
        self.setColumnWidth(0, self._name_width(inner))
        for line, height in enumerate(heights):
            self.setRowHeight(line, height)

    def _lines(self, width: int) -> tuple[int, list[int]]:
        """Return the width inside of the whole width, and the height of each line there."""
        inner = max(1, width - 2 * self.frameWidth())
        heights = self._line_heights(inner)
        if self._is_tall(heights):
            inner = max(1, inner - self.verticalScrollBar().sizeHint().width())
            heights = self._line_heights(inner)
        return inner, heights

    def _is_tall(self, heights: list[int]) -> bool:
        return sum(heights) > self._line * MOST_LINES

    def _line_heights(self, inner: int) -> list[int]:
        # Layouts ask for several widths in turn, and again at every change of a text around it.
        if inner not in self._heights:
            count = self.rowCount()
            self._heights[inner] = (
                [self._line_height(line, inner) for line in range(count)]
                if self.wordWrap()
                else [self._line] * count
            )
        return self._heights[inner]

    def _name_width(self, inner: int) -> int:
        """Whichever column is short leaves its room to the other; two long ones share."""
        name, value = self._widest(0), self._widest(1)
        return min(name, max(inner - value, round(0.55 * inner)))

    def _line_height(self, line: int, inner: int) -> int:
        """Return the height of a line whose texts go over to further lines."""
        wrapped, metrics, tallest = int(Qt.TextFlag.TextWordWrap), self._metrics, 0
        name = self._name_width(inner)
        for column, width in enumerate((name, inner - name)):
            if (item := self.item(line, column)) is not None:
                # A text that fits to the pixel must not be taken for one that goes over.
                room = max(1, width - self._pad + self._appearance.px(3))
                box = metrics.boundingRect(0, 0, room, 10_000, wrapped, item.text())
                tallest = max(tallest, box.height())
        return tallest + self._line - metrics.height()

    def _widest(self, column: int) -> int:
        """Return the width that a column's texts need on one line."""
        if column not in self._widths:
            metrics = self._metrics
            texts = (self.item(line, column) for line in range(self.rowCount()))
            widths = [metrics.horizontalAdvance(item.text()) for item in texts if item is not None]
            self._widths[column] = max(widths, default=0) + self._pad
        return self._widths[column]

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines that are shown at a width."""
        _, heights = self._lines(width)
        # Half a line says that there is more.
        most = round(self._line * (MOST_LINES + 0.5))
        shown = most if self._is_tall(heights) else sum(heights)
        return shown + 2 * self.frameWidth() + 2

    def sizeHint(self) -> QSize:
        """Return the size at a comfortable width."""
        width = self._appearance.px(300)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least width; the height follows it."""
        return QSize(self._appearance.px(Gentle(160)), 0)
