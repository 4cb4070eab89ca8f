"""A layout that sets its widgets in lines, like words."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget


def height_follows_width(widget: QWidget) -> None:
    """Have layouts ask a widget for its ``heightForWidth`` in place of a height of its own."""
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


class FlowLayout(QLayout):
    """Lines from left to right, as many as the width asks for.

    What comes last and can grow takes the rest of its line.

    Parameters
    ----------
    parent : QWidget, optional
        The widget it arranges.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        # First: what follows already calls back.
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        super().__init__(parent)
        self._gap, self._line_gap = 0, 0
        self.setContentsMargins(QMargins())

    def setHorizontalSpacing(self, spacing: int, /) -> None:
        """Change the room between widgets of a line."""
        self._gap = spacing
        self.invalidate()

    def setVerticalSpacing(self, spacing: int, /) -> None:
        """Change the room between lines."""
        self._line_gap = spacing
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item."""
        self._items.append(item)
        self._heights.clear()

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove an item and return it, or None."""
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Ask for no more room than needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Return that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines at this width."""
        # The layouts around it ask again whenever any text of the pane changes.
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), False)
        return self._heights[width]

    def invalidate(self) -> None:
        """Forget the heights: a widget changed, came or went."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Place the widgets."""
        super().setGeometry(rect)
        self._arrange(rect, True)

    def sizeHint(self) -> QSize:
        """Return the size of a single line."""
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + self._gap * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the largest widget."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, place: bool) -> int:
        x, y, height = rect.x(), rect.y(), 0
        line: list[tuple[QLayoutItem, QRect]] = []

        def finish() -> None:
            for item, where in line:
                where.moveTop(y + (height - where.height()) // 2)
                if place:
                    item.setGeometry(where)
            line.clear()

        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            width = min(size.width(), rect.width())
            if line and x + width > rect.x() + rect.width():
                finish()
                x, y, height = rect.x(), y + height + self._line_gap, 0
            if item is self._items[-1] and item.expandingDirections() & Qt.Orientation.Horizontal:
                width = rect.x() + rect.width() - x
            tall = size.height()
            if width < size.width() and item.hasHeightForWidth():
                tall = item.heightForWidth(width)
            line.append((item, QRect(QPoint(x, y), QSize(width, tall))))
            x += width + self._gap
            height = max(height, tall)
        finish()
        return y + height - rect.y()


class GridLayout(FlowLayout):
    """Cells of one size in as many columns as fit, the lines as even as can be.

    Where it is not even, every widget has a width of its own, as in any flow.

    Parameters
    ----------
    parent : QWidget, optional
        The widget it arranges.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        self._least, self._even = 1, True
        super().__init__(parent)

    def set_cells(self, least: int, even: bool) -> None:
        """Change the least width of a cell, and whether all have the same."""
        self._least, self._even = least, even
        self.invalidate()

    def sizeHint(self) -> QSize:
        """Return the size of a single line."""
        shown = [item for item in self._items if not item.isEmpty()]
        cell = self._cell(shown)
        gaps = self._gap * max(0, len(shown) - 1)
        return QSize(cell.width() * len(shown) + gaps, cell.height())

    def minimumSize(self) -> QSize:
        """Return the size of a cell."""
        return self._cell([item for item in self._items if not item.isEmpty()])

    def _cell(self, shown: list[QLayoutItem]) -> QSize:
        size = QSize(self._least if self._even else 0, 0)
        for item in shown:
            size = size.expandedTo(item.sizeHint())
        return size

    def _arrange(self, rect: QRect, place: bool) -> int:
        shown = [item for item in self._items if not item.isEmpty()]
        if not shown:
            return 0
        if not self._even:
            return super()._arrange(rect, place)
        cell = self._cell(shown)
        most = max(1, (rect.width() + self._gap) // (cell.width() + self._gap))
        lines = -(-len(shown) // most)
        columns = -(-len(shown) // lines)
        width = (rect.width() - (columns - 1) * self._gap) // columns
        for index, item in enumerate(shown if place else []):
            line, column = divmod(index, columns)
            x = rect.x() + column * (width + self._gap)
            y = rect.y() + line * (cell.height() + self._line_gap)
            item.setGeometry(QRect(x, y, width, cell.height()))
        return lines * cell.height() + (lines - 1) * self._line_gap
