"""The table of all parameters, which selects together with the graph."""

from itertools import pairwise

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from app.commands import Editor
from app.models import Stepper
from app.theme import Appearance, Gentle, spaced
from app.timeline.step_names import BIAS, end_names, unit_names
from app.timeline.table_filter import ParameterFilter
from app.timeline.table_model import HEADERS, Column, ParameterTableModel
from app.timeline.table_view import ParameterDelegate, ParameterView
from app.widgets.plain import PlainLabel
from engine.network.quantities import Quantity, Ref

MARGIN = Gentle(10)
WIDEST_NUMBER = "−8.88888·10⁻⁸"
NAMES_MEASURED = 200
NUMBERS_MEASURED = 40


class ParameterTable(QWidget):
    """Name, ends, value, gradient, update and new value of every weight and bias.

    Parameters
    ----------
    stepper : Stepper
        Has the iteration, the position and the selection, which it shares with the graph.
    editor : Editor
        Takes new values.
    appearance : Appearance
        Fonts and sizes.
    """

    def __init__(
        self,
        stepper: Stepper,
        editor: Editor,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._stepper = stepper
        self._appearance = appearance
        self._filter: ParameterFilter | None = None
        self._inked = [0] * len(Column)
        self.model = ParameterTableModel(stepper, editor, appearance, self)
        self.filter_field = QLineEdit()
        self.filter_field.setClearButtonEnabled(True)
        self.filter_field.setAccessibleName("Find a parameter or a unit")
        self.view = ParameterView()
        self.view.setModel(self.model)
        self._delegate = ParameterDelegate(self.model, self)
        self.view.setItemDelegate(self._delegate)
        self.message = PlainLabel()
        self.message.setProperty("role", "error")
        self.message.setWordWrap(True)
        self.message.hide()
        self.view.setObjectName("parameters")
        column = spaced(QVBoxLayout(self), appearance, Gentle(8), (MARGIN, MARGIN, MARGIN, MARGIN))
        for widget in (self.filter_field, self.view, self.message):
            column.addWidget(widget)
        self._connect()
        self._measure()
        self._suggest()
        self._follow_selection()

    def _connect(self) -> None:
        session, selection = self._stepper.session, self._stepper.selection
        session.scenario_changed.connect(self._begin_anew)
        session.notation_changed.connect(self._begin_anew)
        session.trace_changed.connect(self._follow_numbers)
        selection.selected_changed.connect(self._follow_selection)
        self.filter_field.textChanged.connect(self._apply_filter)
        self.filter_field.installEventFilter(self)
        self.view.selectionModel().currentRowChanged.connect(self._select_current)
        self.view.entered.connect(lambda index: self.hover(self.model.ref_at(index.row())))
        self.view.left.connect(lambda: self.hover(None))
        self.view.copy_requested.connect(self.copy_selection)
        self.view.derivation_requested.connect(self.derive_current)
        self.view.doubleClicked.connect(self.derive_current)
        self._delegate.answered.connect(self.say)
        self._appearance.changed.connect(self._measure)

    @property
    def _margin(self) -> int:
        return self._appearance.px(MARGIN)

    @property
    def _padding(self) -> int:
        return self._appearance.px(Gentle(6))

    @property
    def current_ref(self) -> Ref | None:
        """The parameter of the current row."""
        index = self.view.currentIndex()
        return self.model.ref_at(index.row()) if index.isValid() else None

    def say(self, sentence: str) -> None:
        """Show why a number was not taken; empty takes it away."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def hover(self, ref: Ref | None) -> None:
        """Point at a parameter, which lights it up in the graph."""
        self._stepper.selection.hover(*(() if ref is None else (ref,)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let ↓ go from the filter into the table, and Enter to its first row's derivation."""
        if watched is self.filter_field and event.type() is QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if (enter or event.key() == Qt.Key.Key_Down) and self.model.rowCount():
                self._enter_rows()
                if enter:
                    self.derive_current()
                return True
        return super().eventFilter(watched, event)

    def _enter_rows(self) -> None:
        """Set the focus on the rows, and select the first where none of them is current."""
        if not self.view.currentIndex().isValid():
            self._show_current(self.model.ref_at(0))
        self.view.setFocus(Qt.FocusReason.TabFocusReason)

    def derive_current(self) -> None:
        """Move to the step that derives the current row's gradient."""
        ref = self.current_ref
        if ref is not None:
            self._stepper.playback.go_to_ref(ref)

    def copy_selection(self) -> None:
        """Copy the selected rows as a spreadsheet reads them, headings first."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        if rows:
            lines = ["\t".join(HEADERS)]
            lines += [
                "\t".join(self.model.plain(self.model.ref_at(row), column) for column in Column)
                for row in rows
            ]
            QApplication.clipboard().setText("\n".join(lines) + "\n")

    def _begin_anew(self) -> None:
        self._filter = None
        self.filter_field.clear()
        self._suggest()
        self.say("")
        self._measure()

    def _suggest(self) -> None:
        """Return examples from the open network of what can be found."""
        example = ""
        if self.model.rows is not None:
            layout = self.model.rows.layout
            last = Ref(Quantity.WEIGHT, layout.scenario.depth, 0, 0)
            example = f": {layout.name(last)}, {end_names(layout, last, whole=True)[1]}"
        self.filter_field.setPlaceholderText(f"Find a parameter or a unit{example}")

    def _follow_numbers(self) -> None:
        self.say("")
        self._measure()

    def _apply_filter(self, text: str) -> None:
        rows = self.model.rows
        if rows is None:
            return
        if self._filter is None:
            self._filter = ParameterFilter(rows)
        found = self._filter.matching(text)
        self.model.show_only(found)
        nothing = f"No parameter or unit is called “{text.strip()}”."
        self.say("" if found is None or found.size else nothing)
        self._show_current(self._stepper.selection.selected)

    def _select_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._stepper.selection.select(self.model.ref_at(current.row()))

    def _follow_selection(self) -> None:
        selected = self._stepper.selection.selected
        if selected is None:
            # The current row goes too, so that a click on it selects it again.
            self.view.selectionModel().clear()
            return
        shown = self.view.selectionModel().hasSelection() and selected == self.current_ref
        if shown or not self._stepper.session.is_open:
            return
        if self.model.row_of(selected) is None:
            self.filter_field.clear()
        self._show_current(selected)

    def _show_current(self, ref: Ref | None) -> None:
        row = None if ref is None else self.model.row_of(ref)
        if row is None:
            return
        column = max(0, self.view.currentIndex().column())
        index = self.model.index(row, column)
        self.view.selectionModel().setCurrentIndex(
            index,
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )
        self.view.scrollTo(index)

    def _measure(self) -> None:
        """Find out how wide each column's words are, and how high a row."""
        plain = QFontMetrics(self._appearance.font())
        self.view.verticalHeader().setDefaultSectionSize(plain.height() + self._appearance.px(10))
        strong = QFontMetrics(self._appearance.font(14, 600))
        self._inked = []
        for column in Column:
            widest = max(plain.horizontalAdvance(word) for word in self._widest_words(column))
            self._inked.append(max(strong.horizontalAdvance(HEADERS[column]), widest))
        self._size_columns()

    def _size_columns(self) -> None:
        """Set the columns to their words' width and share what room there is between them."""
        # The padding on both sides, and the frame that a cell with the focus has.
        least = 2 * self._padding + 8
        room = self.width() - 2 * self._margin - self._appearance.px(16) - sum(self._inked)
        between = max(least, (room - least) // (len(Column) - 1))
        for column, inked in enumerate(self._inked):
            # The ends are written from the left and the values from the right: the room between
            # the two is that of the values alone.
            width = inked + (least if column == Column.ENDS else between)
            if self.view.columnWidth(column) != width:
                self.view.setColumnWidth(column, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width among the columns."""
        super().resizeEvent(event)
        self._size_columns()

    def sizeHint(self) -> QSize:
        """Return room for every column and some rows."""
        px = self._appearance.px
        margins = 2 * self._margin + px(16)
        return QSize(sum(self._inked) + px(26) * len(Column) + margins, px(260))

    def _widest_words(self, column: int) -> list[str]:
        """Return what is as wide as anything the column may hold, without reading it all."""
        rows = self.model.rows
        if rows is None:
            return [WIDEST_NUMBER]
        if column >= Column.VALUE:
            if len(rows) > NUMBERS_MEASURED:
                return [WIDEST_NUMBER]
            return [self.model.computed_text(rows.ref(row), column) for row in range(len(rows))]
        layout = rows.layout
        if column == Column.NAME:
            few = len(rows) <= NAMES_MEASURED
            ends = (0, len(rows) - 1, *(row for row in rows.last_weights))
            chosen = range(len(rows)) if few else ends
            return [self.model.text(rows.ref(row), column) for row in chosen]
        words = []
        units = [sorted(names, key=len)[-1:] for names in unit_names(layout.scenario)]
        for before, own in pairwise(units):
            words += [f"{one} → {other}" for one in (*before, BIAS) for other in own]
        return words
