"""The panel of settings: what the next run does beyond the numbers in the bar."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
)

from app.models.training import TrainingModel
from app.theme import Appearance, Gentle, set_icon, spaced
from app.training.settings.data import data_section, images_section
from app.training.settings.learning import optimiser_section, schedule_section, start_section
from app.training.settings.regularising import layer_rows, regularisation_section, stopping_rows
from app.training.settings.row_factory import RowFactory
from app.widgets.plain import PlainLabel
from app.widgets.scrolling import SteadyScrollArea
from app.widgets.settings.row import Row
from app.widgets.settings.row_kinds import NumberRow
from app.widgets.settings.section import Section


class SettingsPanel(QFrame):
    """Sections of rows; every change goes to the model at once.

    Signals
    -------
    closed
        The person is done.
    """

    closed = Signal()

    def __init__(self, model: TrainingModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self.setProperty("role", "pane")
        self._factory = factory = RowFactory(model, appearance)
        self._of_layers: list[Row] = []
        self._layers: tuple[object, ...] = ()
        self.optimiser = optimiser_section(factory)
        self.schedule, self.curve = schedule_section(factory)
        self.regularisation = regularisation_section(factory)
        self.images, self.preview = images_section(factory, model)
        self.data = data_section(factory)
        self.start = start_section(factory)
        self.sections = (
            self.optimiser,
            self.schedule,
            self.regularisation,
            self.images,
            self.data,
            self.start,
        )
        self.title = PlainLabel("Settings")
        self.title.setProperty("role", "heading")
        self.note = PlainLabel()
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.restore_button = QToolButton()
        self.close_button = QToolButton()
        self._arrange()
        self.optimiser.header.setChecked(True)
        self.schedule.header.setChecked(True)
        for section in self.sections:
            section.header.toggled.connect(self._show_unfolded)
        self.close_button.clicked.connect(self.closed)
        self.restore_button.clicked.connect(model.restore)
        model.scenario_changed.connect(self._renew)
        for signal in (model.settings_changed, model.state_changed):
            signal.connect(self.refresh)
        appearance.changed.connect(self._fit)
        self._fit()
        self.refresh()

    def _arrange(self) -> None:
        look, margin = self._appearance, Gentle(18)
        set_icon(self.restore_button, look, "undo")
        set_icon(self.close_button, look, "close")
        self.restore_button.setText(" Undo changes")
        self.restore_button.setAccessibleName("Undo changes")
        self.restore_button.setToolTip("Go back to the scenario as its file has it")
        self.close_button.setToolTip("Close the settings (Esc)")
        self.close_button.setAccessibleName("Close the settings")
        head = spaced(QHBoxLayout(), look, 8, (0, 0, margin, 0))
        head.addWidget(self.title, 1)
        head.addWidget(self.restore_button)
        head.addWidget(self.close_button)
        body = QFrame()
        body.setProperty("role", "pane")
        self._sections = QVBoxLayout(body)
        for section in self.sections:
            self._sections.addWidget(section)
        self._sections.addStretch(1)
        self.view = SteadyScrollArea()
        self.view.setWidget(body)
        column = spaced(QVBoxLayout(self), look, 6, (margin, 12, 0, 0))
        column.addLayout(head)
        below = spaced(QHBoxLayout(), look, margins=(0, 0, margin, 0))
        below.addWidget(self.note)
        column.addLayout(below)
        column.addWidget(self.view, 1)

    def refresh(self) -> None:
        """Show the next run's settings, and whether they can be changed."""
        model = self._model
        if model.scenario is None:
            return
        self._follow_layers()
        editable = not model.is_busy
        for section in self.sections:
            section.refresh(editable)
        self.curve.refresh()
        self.preview.refresh()
        self.restore_button.setEnabled(editable and model.document.is_modified)
        self.note.setText(
            "They take effect with the next start."
            if editable
            else "A run is under way: stop it to change its settings."
        )

    def commit(self) -> bool:
        """Take what stands in all rows that are offered; return whether nothing was refused."""
        for section in self.sections:
            for row in section.rows:
                if isinstance(row, NumberRow) and row.is_typed:
                    row.commit()
        return self._refused() is None

    def focus_refused(self) -> None:
        """Show the first row that was refused and set the focus there."""
        refused = self._refused()
        if refused is None:
            return
        section, row = refused
        section.header.setChecked(True)
        row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        # Once there is room for the row.
        QTimer.singleShot(0, row, lambda: self.view.ensureWidgetVisible(row))

    def _refused(self) -> tuple[Section, NumberRow] | None:
        for section in self.sections:
            for row in () if section.isHidden() else section.rows:
                if isinstance(row, NumberRow) and row.is_typed and not row.isHidden():
                    return section, row
        return None

    def _renew(self) -> None:
        for section in self.sections:
            for row in section.rows:
                row.forget_typed()
        self.refresh()

    def _show_unfolded(self, unfolded: bool) -> None:
        header = self.sender()
        if unfolded and isinstance(header, QToolButton):
            # Once there is room for the rows: the first ones are to be seen, not the name alone.
            QTimer.singleShot(0, header, lambda: self._scroll_to(header))

    def _scroll_to(self, header: QToolButton) -> None:
        self.view.ensureWidgetVisible(header, 0, self._appearance.px(150))

    def _follow_layers(self) -> None:
        """Make rows for the layers there are."""
        scenario = self._model.scenario
        if scenario is None:
            return
        layers = tuple((layer.units, layer.activation) for layer in scenario.layers)
        if layers == self._layers:
            return
        self._layers = layers
        self.regularisation.remove(self._of_layers)
        self._of_layers = [*layer_rows(self._factory), *stopping_rows(self._factory)]
        before = self.regularisation.rows[-1]
        self.regularisation.add(*self._of_layers)
        # What is made later would else come last for the Tab key.
        for row in self._of_layers:
            self.setTabOrder(before.editor, row.editor)
            before = row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words of a button out where there is no room for them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        px = self._appearance.px
        right = max(px(4), px(Gentle(18)) - self.view.reserved)
        self._sections.setContentsMargins(0, 0, right, px(12))
        self._sections.setSpacing(px(4))
        style = Qt.ToolButtonStyle
        roomy = self.width() >= px(330)
        self.restore_button.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if roomy else style.ToolButtonIconOnly
        )

    def take_focus(self) -> None:
        """Set the focus on the first row."""
        self.optimiser.header.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
