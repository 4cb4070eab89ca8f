"""The rows of the parameter table: their keys, their editing, their copying."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.text.lettering import laid_out
from app.theme import set_state
from app.timeline.table_model import Column, ParameterTableModel
from symbolic.notation.marks import unmarked

Index = QModelIndex | QPersistentModelIndex


class ParameterDelegate(QStyledItemDelegate):
    """Tints cells, and edits a value in its cell; what is refused stays in the field.

    Signals
    -------
    answered : str
        Why a number was not taken; empty when it was.
    """

    answered = Signal(str)

    def __init__(self, model: ParameterTableModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._index = QPersistentModelIndex()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Make the field."""
        self._index = QPersistentModelIndex(index)
        field = QLineEdit(parent)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setAccessibleName("value")
        return field

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Lay the model's ground under a cell, which the style sheet leaves out; set names."""
        if index.column() >= Column.GRADIENT:
            ground = index.data(Qt.ItemDataRole.BackgroundRole)
            if isinstance(ground, QColor):
                painter.fillRect(option.rect, ground)
        elif index.column() < Column.VALUE:
            marked = self._model.marked(self._model.ref_at(index.row()), index.column())
            if unmarked(marked) != marked:
                self._paint_set(painter, QStyleOptionViewItem(option), index, marked)
                return
        super().paint(painter, option, index)

    def _paint_set(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, marked: str
    ) -> None:
        """Paint a cell with what stands below the line, where it has room, else as plain text."""
        self.initStyleOption(option, index)
        style = option.widget.style()
        part = QStyle.SubElement.SE_ItemViewItemText
        room = style.subElementRect(part, option, option.widget)
        layout = laid_out(marked, option.font)
        # The room that Qt leaves between a cell's border and its text.
        gap = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, option.widget) + 1
        if layout.maximumWidth() + 2 * gap > room.width():
            super().paint(painter, option, index)
            return
        option.text = ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        selected = option.state & QStyle.StateFlag.State_Selected
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        painter.setPen(option.palette.color(role))
        # On the baseline of the other cells, however high what stands below it is.
        metrics = QFontMetricsF(option.font)
        base = room.top() + (room.height() - metrics.height()) / 2 + metrics.ascent()
        layout.draw(painter, QPointF(room.left() + gap, base - layout.lineAt(0).ascent()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Set the number at Enter, and close the field only if it was taken."""
        if isinstance(watched, QLineEdit) and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.type() == QEvent.Type.KeyPress and enter:
                self._accept(watched)
                return True
        return super().eventFilter(watched, event)

    def _accept(self, field: QLineEdit) -> None:
        message = self._model.try_value(self._index, field.text())
        self.answered.emit(message)
        if message:
            set_state(field, "invalid", True)
            field.selectAll()
        else:
            self.closeEditor.emit(field, QStyledItemDelegate.EndEditHint.NoHint)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take what stands in a field that is left, if it is a number."""
        super().setModelData(editor, model, index)
        self.answered.emit("")


class ParameterView(QTableView):
    """The rows: Enter and a double click derive, F2 edits, Ctrl+C copies.

    Signals
    -------
    copy_requested
        Ctrl+C was pressed.
    derivation_requested
        Enter was pressed on the current row.
    left
        The pointer went elsewhere.
    """

    copy_requested = Signal()
    derivation_requested = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setAccessibleName("All parameters")
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on Enter, F2 and Ctrl+C."""
        editing = self.state() is QAbstractItemView.State.EditingState
        current = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing:
            self.derivation_requested.emit()
        elif event.key() == Qt.Key.Key_F2 and current.isValid() and not editing:
            # The name may be the current cell; what can be edited is the value of its row.
            self.setCurrentIndex(current.siblingAtColumn(Column.VALUE))
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Search nothing: the filter does, and Qt would ask every row of perhaps millions."""

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing any more."""
        self.left.emit()
        super().leaveEvent(event)
