"""Choose what the iterations work on: batches in file order, or one row alone."""

import re

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from app.models import SessionModel
from app.own_units import row_text
from app.text.row_names import named_rows
from app.widgets.plain import PlainLabel, plain_tip
from app.window.notice import NoticeStrip
from engine.data.selection import select_rows
from engine.errors import UserError

CHOOSE = "Choose the rows that the iteration works on"
MOST_LETTERS = 400
_SHOWN = Qt.TextFlag.TextShowMnemonic


class RowsChooser(QToolButton):
    """A button that says which rows are worked on, and opens the choice.

    Hidden while there is but one row.

    Signals
    -------
    chosen
        Other rows are worked on.
    room_changed
        The button needs more room than before, or less.
    """

    chosen = Signal()
    room_changed = Signal()

    def __init__(self, session: SessionModel, notice: NoticeStrip) -> None:
        super().__init__()
        self.setObjectName("rows_chooser")
        self._offered = True
        self._brief = False
        self._widest = ""
        self._session = session
        self._notice = notice
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(CHOOSE)
        self._menu = QMenu(self)
        self._batch = self._menu.addAction("")
        self._batch.setCheckable(True)
        self._batch.triggered.connect(lambda: self.choose(None))
        self._row = QSpinBox()
        self._row.setObjectName("row_number")
        go = QPushButton("Use this row alone")
        go.clicked.connect(self._take_row)
        self._row.lineEdit().returnPressed.connect(self._take_row)
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.addWidget(PlainLabel("Row"))
        layout.addWidget(self._row)
        layout.addWidget(go)
        self._line = layout
        self._says = PlainLabel()
        self._says.setObjectName("row_says")
        self._says.setWordWrap(True)
        self._says.setProperty("role", "caption")
        self._row.valueChanged.connect(self._say_row)
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(line)
        column.addWidget(self._says)
        action = QWidgetAction(self._menu)
        action.setDefaultWidget(both)
        self._menu.addAction(action)
        self._menu.aboutToShow.connect(self._prepare)
        self.setMenu(self._menu)
        session.scenario_changed.connect(self._show)
        session.trace_changed.connect(self._show)

    def set_offered(self, offered: bool) -> None:
        """Say whether rows can be chosen in the present mode."""
        self._offered = offered
        several = self._session.is_open and self._session.rows.total > 1
        self.setVisible(offered and several)

    def set_brief(self, brief: bool) -> None:
        """Leave away how many rows there are, where there is little room."""
        if brief != self._brief:
            self._brief = brief
            if self._session.is_open:
                self._say()

    def choose(self, sample: int | None) -> None:
        """Work on one row (from 0), or on the batches in file order."""
        session = self._session
        try:
            selection = select_rows(session.scenario, sample)
        except UserError as error:
            self._notice.say_error(str(error))
            return
        if selection.row != session.selection.row:
            session.select(selection)
            self.chosen.emit()

    def _prepare(self) -> None:
        """Say what is worked on now, with room for the number at the present text size."""
        rows, metrics = self._session.rows, self.fontMetrics()
        self._batch.setChecked(not rows.alone)
        line = metrics.height()
        # Between the buttons on both sides of the number.
        self._row.setMinimumWidth(metrics.horizontalAdvance(f"{rows.total}0") + 5 * line)
        self._line.setContentsMargins(line, line // 3, line // 2, line // 3)
        self._says.setContentsMargins(line, 0, line // 2, line // 3)
        self._row.setValue(int(rows.numbers[0]) + 1)
        self._say_row()

    def _say_row(self) -> None:
        """Say what the table has in the row whose number stands in the menu."""
        session, sample = self._session, self._row.value() - 1
        units, rows = session.rows.units, session.rows
        if units is not None and session.selection.row != sample:
            try:
                rows = select_rows(session.scenario, sample).batch(0)
            except UserError:
                units = None
        self._says.setText("" if units is None else row_text(rows, 0)[:MOST_LETTERS])
        self._says.setVisible(bool(self._says.text()))

    def _take_row(self) -> None:
        self._menu.close()
        self.choose(self._row.value() - 1)

    def _show(self) -> None:
        rows = self._session.rows
        self.set_offered(self._offered)
        self._batch.setText(self._in_turn())
        self._row.setRange(1, rows.total)
        self._row.setValue(int(rows.numbers[0]) + 1)
        self._say()
        if (widest := self._widest_text(brief=False)) != self._widest:
            self._widest = widest
            self.room_changed.emit()

    def _in_turn(self) -> str:
        """Return what the batches in file order are."""
        epoch = self._session.selection.epoch
        if epoch.updates > 1:
            size = epoch.batch_size
            return "One row after another" if size == 1 else f"Batches of {size:,} rows in turn"
        return f"The first {epoch.rows:,} rows together (a batch)" if epoch.rows > 1 else "Row 1"

    def _say(self) -> None:
        rows = self._session.rows
        lines = [f"{CHOOSE}."] if (more := self._more()) else [CHOOSE]
        self.setToolTip(plain_tip("\n".join((*lines, *more))))
        if len(rows.numbers) == rows.total:
            self.setText(f"all {rows.total:,} rows")
        else:
            self.setText(named_rows(rows, brief=self._brief))
        self.updateGeometry()

    def _more(self) -> list[str]:
        """Return what the tool tip says of the rows."""
        session, selection = self._session, self._session.selection
        epoch, rows = selection.epoch, session.rows
        if rows.alone:
            return [says] if (says := row_text(rows, 0)) else []
        lines = []
        if selection.has_several:
            place = (selection.start + session.iteration - 1) % epoch.updates
            lines = [
                f"Batch {place + 1:,} of {epoch.updates:,}: every iteration takes the next one."
            ]
        if epoch.rows < rows.total:
            lines.append(f"{rows.total - epoch.rows:,} rows are held out and never among them.")
        return lines

    def sizeHint(self) -> QSize:
        """Return room for any batch's rows: the bar stays as it is from one to another."""
        hint: QSize = super().sizeHint()
        if self._session.is_open:
            # As the button itself measures its text.
            texts = (self._widest_text(self._brief), self.text())
            widest, present = (self.fontMetrics().size(_SHOWN, text).width() for text in texts)
            hint.setWidth(hint.width() + max(0, widest - present))
        return hint

    def _widest_text(self, brief: bool) -> str:
        """Return a text as wide as the widest that an iteration has."""
        session = self._session
        rows, total = session.rows, re.sub(r"\d", "0", f"{session.rows.total:,}")
        if not session.selection.has_several:
            return named_rows(rows, brief=brief)
        if session.selection.epoch.batch_size == 1:
            return f"row {total}" if brief else f"row {total} of {total}"
        return f"rows {total} to {total}" if brief else f"rows {total} to {total} of {total}"
