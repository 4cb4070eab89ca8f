"""What is trained: the chooser, whether it has settings of one's own, and what it is."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.models.training import TrainingModel
from app.text.counting import counted
from app.text.markdown import plain
from app.theme import Appearance, set_icon, spaced
from app.training.number_texts import sizes
from app.widgets.drop_down import DropDown
from app.widgets.flow import FlowLayout
from app.widgets.plain import PlainLabel
from engine.network.layout import ParameterLayout
from engine.network.scenario import Scenario
from engine.scenario import shipped_titles


class Heading(QWidget):
    """Chooses the scenario, and says what it is and which settings it has.

    Signals
    -------
    scenario_chosen : str
        Open a shipped scenario by its id, or a file by its path.
    """

    scenario_chosen = Signal(str)

    def __init__(self, model: TrainingModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        # By id or path, in the order in which they are offered.
        self._known = dict(shipped_titles())
        self._offered = dict(self._known)
        self._cramped = False
        self.chooser = DropDown()
        self.own = PlainLabel("Own settings")
        self.restore_button = QToolButton()
        self.description, self.shape = PlainLabel(), PlainLabel()
        self._arrange()
        self.chooser.activated.connect(self._choose)
        self.restore_button.clicked.connect(model.restore)
        model.scenario_changed.connect(self._take_scenario)
        for signal in (model.settings_changed, model.state_changed):
            signal.connect(self.refresh)
        self._take_scenario()

    def _arrange(self) -> None:
        self.chooser.setObjectName("training-chooser")
        self.chooser.setAccessibleName("scenario")
        self.chooser.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.own.setProperty("role", "caption")
        self.own.setToolTip("What the next run does differs from the scenario, and is not saved")
        set_icon(self.restore_button, self._appearance, "undo", 15)
        self.restore_button.setText(" Undo changes")
        self.restore_button.setAccessibleName("Undo changes of the settings")
        self.restore_button.setToolTip("Go back to the scenario as its file has it")
        self.restore_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.restore_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for label in (self.description, self.shape):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
        top = QWidget()
        line = spaced(FlowLayout(top), self._appearance, (12, 4))
        # What belongs together goes over to a second line together.
        self._changes = QWidget()
        beside = spaced(FlowLayout(self._changes), self._appearance, (12, 4))
        beside.addWidget(self.own)
        beside.addWidget(self.restore_button)
        line.addWidget(self.chooser)
        line.addWidget(self._changes)
        column = spaced(QVBoxLayout(self), self._appearance, 10, (0, 0, 0, 0))
        for widget in (top, self.description, self.shape):
            column.addWidget(widget)

    def _choose(self, index: int) -> None:
        word = list(self._offered)[index]
        if word != self._word:
            self.scenario_chosen.emit(word)
            self._take_scenario()

    @property
    def _word(self) -> str:
        scenario = self._model.scenario
        return "" if scenario is None else str(scenario.path or scenario.id)

    def _take_scenario(self) -> None:
        scenario = self._model.scenario
        if scenario is None:
            self.description.setText("Choose what is to be trained.")
            self.chooser.setPlaceholderText("Choose a scenario")
        else:
            self._offered = self._known | {self._word: scenario.title}
            if scenario.path is not None:
                self._known = self._offered
            self.description.setText(" ".join(plain(scenario.description).split()))
        self.chooser.clear()
        self.chooser.addItems(list(self._offered.values()))
        self.chooser.setCurrentIndex(-1 if scenario is None else [*self._offered].index(self._word))
        self.refresh()

    def refresh(self) -> None:
        """Follow the settings and what is known of the rows."""
        model = self._model
        self._changes.setVisible(model.document.is_modified)
        self.restore_button.setEnabled(not model.is_busy)
        self.chooser.setEnabled(not model.is_busy)
        self.shape.setText("" if model.scenario is None else self._shape_words(model.scenario))
        self._show_words()

    def _shape_words(self, scenario: Scenario) -> str:
        words = [sizes(scenario), f"{ParameterLayout(scenario).trained:,} trained parameters"]
        facts = self._model.facts
        if facts is not None:
            words.append(f"{counted(facts.train_rows, 'row')} to train on")
            if scenario.training.folds:
                words.append(f"{scenario.training.folds} folds")
            elif facts.held_out_rows:
                words.append(f"{facts.held_out_rows:,} held out")
            if facts.test_rows and not scenario.training.folds:
                words.append(f"{facts.test_rows:,} to test")
        return ", ".join(words)

    def set_room(self, width: int, cramped: bool) -> None:
        """Take so much of the window's width, and leave the words out where height is short."""
        self.chooser.setMinimumWidth(width)
        self._cramped = cramped
        self._show_words()

    def _show_words(self) -> None:
        for label in (self.description, self.shape):
            label.setHidden(self._cramped or not label.text())
