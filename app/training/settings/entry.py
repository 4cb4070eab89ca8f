"""The button that opens the settings, with what they are in short."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.models.training import TrainingModel
from app.theme import Appearance, Drawn, spaced
from app.training.settings.explanations import summary
from app.widgets.plain import plain_tip


class Short(Drawn):
    """Words on one line, cut at the end where there is no room."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_text(self, text: str) -> None:
        """Show these words."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.setToolTip(plain_tip(text))
            self.update()

    def sizeHint(self) -> QSize:
        """Return room for the first words, whatever they are: nothing moves when they change."""
        height = QFontMetrics(self._appearance.font(13)).height()
        return QSize(self._appearance.px(100), height)

    def minimumSizeHint(self) -> QSize:
        """Return room for the first few letters."""
        return QSize(self._appearance.px(60), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as many of the words as there is room for."""
        painter = QPainter(self)
        painter.setFont(self._appearance.font(13))
        painter.setPen(QColor(self._appearance.theme.muted))
        words = painter.fontMetrics().elidedText(
            self._text, Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


class SettingsEntry(QWidget):
    """Opens and closes the settings.

    Signals
    -------
    toggled : bool
        Whether the settings are to be open.
    """

    toggled = Signal(bool)

    def __init__(self, model: TrainingModel, appearance: Appearance) -> None:
        super().__init__()
        self._model = model
        self.button = QPushButton("Settings")
        self.button.setCheckable(True)
        self.button.setToolTip("Optimiser, learning rate, regularisation, data and start")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.words = Short(appearance)
        row = spaced(QHBoxLayout(self), appearance, 10, (0, 0, 0, 0))
        row.addWidget(self.button)
        row.addWidget(self.words, 1)
        self.button.toggled.connect(self.toggled)
        model.settings_changed.connect(self.refresh)
        model.scenario_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what the settings are."""
        scenario = self._model.scenario
        self.button.setEnabled(scenario is not None)
        self.words.set_text("" if scenario is None else summary(scenario))

    def set_brief(self, brief: bool) -> None:
        """Leave the button alone, or have what the settings are beside it."""
        self.words.setHidden(brief)
