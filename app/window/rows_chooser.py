"""Choose what the iteration works on: the whole batch, or one row alone."""

from PySide6.QtCore import Qt, Signal
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

from app.plain import PlainLabel, plain_tip
from app.viewmodels import SessionModel
from app.viewmodels.own_units import row_text
from app.window.notice import NoticeStrip
from engine.datasets import DatasetError
from engine.rows import select_rows
from engine.scenario import ScenarioError

CHOOSE = "Choose the rows that the iteration works on"
MOST_LETTERS = 400


class RowsChooser(QToolButton):
    """A button that says which rows are worked on, and opens the choice.

    Hidden while there is but one row.

    Signals
    -------
    chosen
        Other rows are worked on.
    """

    chosen = Signal()

    def __init__(self, session: SessionModel, notice: NoticeStrip) -> None:
        super().__init__()
        self.setObjectName("rows_chooser")
        self._offered = True
        self._brief = False
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
        """Work on one row (from 0), or on the first batch."""
        session = self._session
        try:
            rows = select_rows(session.scenario, sample)
        except (ScenarioError, DatasetError) as error:
            self._notice.say_error(str(error))
            return
        if (rows.alone, rows.first) != (session.rows.alone, session.rows.first):
            session.set_rows(rows)
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
        self._row.setValue(rows.first + 1)
        self._say_row()

    def _say_row(self) -> None:
        """Say what the table has in the row whose number stands in the menu."""
        session, sample = self._session, self._row.value() - 1
        units, rows = session.rows.units, session.rows
        if units is not None and not (rows.alone and rows.first == sample):
            try:
                rows = select_rows(session.scenario, sample)
            except (ScenarioError, DatasetError):
                units = None
        self._says.setText("" if units is None else row_text(rows, 0)[:MOST_LETTERS])
        self._says.setVisible(bool(self._says.text()))

    def _take_row(self) -> None:
        self._menu.close()
        self.choose(self._row.value() - 1)

    def _show(self) -> None:
        rows = self._session.rows
        self.set_offered(self._offered)
        batch = min(self._session.scenario.training.batch_size or rows.total, rows.total)
        self._batch.setText(
            f"The first {batch:,} rows together (a batch)" if batch > 1 else "Row 1"
        )
        self._row.setRange(1, rows.total)
        self._row.setValue(rows.first + 1)
        self._say()

    def _say(self) -> None:
        rows = self._session.rows
        says = row_text(rows, 0) if rows.alone else ""
        self.setToolTip(plain_tip(f"{CHOOSE}.\n{says}" if says else CHOOSE))
        if rows.alone:
            of_all = "" if self._brief else f" of {rows.total:,}"
            self.setText(f"row {rows.first + 1:,}{of_all}")
        elif len(rows.x) == rows.total:
            self.setText(f"all {rows.total:,} rows")
        else:
            self.setText(f"batch of {len(rows.x):,}")
