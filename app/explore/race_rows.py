"""The optimisers that race: which, how fast, and how far each has come."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QSpacerItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.explore.heads import small_button
from app.models.exploring import MOST_RACERS, ExploreModel
from app.models.exploring_edits import ExploreEditor
from app.models.exploring_run import Racer
from app.models.training_settings import fits_optimiser
from app.plot.legend import LegendEntry
from app.plot.look import LineLook
from app.theme import Appearance, spaced
from app.widgets.number_edit import NumberEdit
from app.widgets.plain import PlainLabel, plain_tip
from engine.catalogue.optimisers import OPTIMISERS
from symbolic.formula.numbers import format_number

RACING = (
    LineLook("first_racer", 2.0, Qt.PenStyle.DashDotLine),
    LineLook("second_racer", 2.0, Qt.PenStyle.DotLine),
)
"""How the lines of racers look, by their numbers."""
FIRST_CHOICES = ("adam", "sgd", "momentum")


def loss_text(value: float) -> str:
    """Return a loss as curves have it beside them."""
    return f"{value:.4f}" if 1e-4 <= value < 1e4 else format_number(value, 2)


class _ScoreLabel(PlainLabel):
    """Says how far a racer has come in as many words as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: tuple[str, ...] = ()

    def say(self, texts: tuple[str, ...]) -> None:
        """Show the first of ever shorter texts that fits, if there is one."""
        self._texts = texts
        width = self.fontMetrics().horizontalAdvance
        self.setText(next((text for text in texts if width(text) <= self.width()), ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose again."""
        super().resizeEvent(event)
        self.say(self._texts)


class RacerRow(QWidget):
    """One racer: its line, its optimiser, its learning rate, how far it has come, its end."""

    def __init__(self, number: int, rows: "RaceRows", appearance: Appearance) -> None:
        super().__init__()
        self._number, self._rows = number, rows
        self._racer: Racer | None = None
        self.choice, self.rate = QToolButton(), NumberEdit(5, 10, appearance)
        self.score = _ScoreLabel()
        self.end = small_button("close", "", lambda: rows.model.end_race(number), appearance)
        self.choice.setProperty("kind", "heading")
        self.choice.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.choice.setToolTip("Another optimiser")
        self.menu = QMenu(self.choice)
        self.menu.aboutToShow.connect(self._offer)
        self.choice.setMenu(self.menu)
        self.rate.setProperty("compact", True)
        self.rate.setAccessibleName(f"Learning rate of racer {number + 1}")
        self.rate.setToolTip("Learning rate")
        self.score.setProperty("role", "caption")
        self.score.setMinimumWidth(1)
        row = spaced(QHBoxLayout(self), appearance, 6, (0, 0, 0, 0))
        line = LegendEntry(RACING[number], "", appearance, self)
        line.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row.addWidget(line)
        self._of_choice = QHBoxLayout()
        self._of_choice.addWidget(self.choice)
        self._gap = QSpacerItem(0, 0)
        self._of_choice.addItem(self._gap)
        row.addLayout(self._of_choice)
        row.addWidget(self.rate)
        row.addWidget(self.score, 1)
        row.addWidget(self.end)
        for widget in (self.choice, self.rate):
            widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.rate.editingFinished.connect(self._take_rate)

    def _offer(self) -> None:
        self.menu.clear()
        scenario, racer = self._rows.model.run.scenario, self._racer
        for name, record in OPTIMISERS.items():
            if racer is None or not fits_optimiser(scenario, name):
                continue
            action = self.menu.addAction(record.label)
            action.setCheckable(True)
            action.setChecked(name == racer.entry.optimiser)
            action.triggered.connect(lambda _=False, name=name: self._take(name, ""))

    def _take_rate(self) -> None:
        if self._racer is not None and self.rate.isModified():
            self._take(self._racer.entry.optimiser, self.rate.text())

    def _take(self, optimiser: str, rate: str) -> None:
        """Let another optimiser race here, or the same one at another rate."""
        self.rate.forget()
        self._rows.editor.race(optimiser, rate, self._number)
        self._rows.refresh()

    def show_racer(self, racer: Racer | None) -> None:
        """Show a racer, or nothing."""
        self._racer = racer
        self.setVisible(racer is not None)
        if racer is None:
            return
        entry, name = racer.entry, OPTIMISERS[racer.entry.optimiser].label
        room = round(0.3 * self.width()) if self._rows.is_narrow else 1000
        elided = self.choice.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        self.choice.setText(elided)
        self.choice.setAccessibleName(f"Optimiser of racer {self._number + 1}: {name}")
        if not self.rate.isModified():
            self.rate.setText(f"{entry.learning_rate:g}")
        for widget, text in (
            (self.score, _score(racer)[0]),
            (self.end, f"End the race of {entry.label}"),
        ):
            widget.setAccessibleName(text)
            widget.setToolTip(plain_tip(text))
        self.score.say(_score(racer))

    def align(self, width: int) -> None:
        """Leave room behind the optimiser's name, to so many pixels with it."""
        self._gap.changeSize(max(0, width - self.choice.sizeHint().width()), 0)
        self._of_choice.invalidate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write the optimiser's name as far as there is room."""
        super().resizeEvent(event)
        self.show_racer(self._racer)


class RaceRows(QWidget):
    """A row for each optimiser that races; nothing where none does.

    Parameters
    ----------
    model : ExploreModel
        What is explored.
    editor : ExploreEditor
        Takes who races.
    appearance : Appearance
        The look.

    Attributes
    ----------
    is_narrow : bool
        Whether there is no room to align what stands in the rows.

    Signals
    -------
    gathered
        More race, or fewer.
    """

    gathered = Signal()

    def __init__(self, model: ExploreModel, editor: ExploreEditor, appearance: Appearance) -> None:
        super().__init__()
        self.model, self.editor = model, editor
        self._count, self.is_narrow = 0, False
        self.setAccessibleName("Race")
        self.rows = [RacerRow(number, self, appearance) for number in range(MOST_RACERS)]
        column = spaced(QVBoxLayout(self), appearance, 2, (0, 0, 0, 0))
        for row in self.rows:
            column.addWidget(row)
        for signal in (model.run_changed, model.advanced):
            signal.connect(self.refresh)

    def begin(self) -> None:
        """Let one more race: the first that does not take part yet."""
        model = self.model
        racing = {entry.optimiser for entry in model.entries.values()}
        racing.add(model.run.scenario.training.optimiser)
        self.editor.race(next(n for n in (*FIRST_CHOICES, *OPTIMISERS) if n not in racing))

    def refresh(self) -> None:
        """Show who races, and how far each has come."""
        racers = {racer.number: racer for racer in self.model.racers}
        for number, row in enumerate(self.rows):
            row.show_racer(racers.get(number))
        widest = 0 if self.is_narrow else max(row.choice.sizeHint().width() for row in self.rows)
        for row in self.rows:
            row.align(widest)
        self.setVisible(bool(racers))
        if len(racers) != self._count:
            self._count = len(racers)
            self.gathered.emit()


def _score(racer: Racer) -> tuple[str, ...]:
    """Return how far a racer has come, in ever fewer words."""
    scores = racer.scores
    if racer.problem:
        return f"stopped: {racer.problem}", "stopped"
    if scores is None:
        return ("",)
    loss, share = loss_text(scores.train_loss), scores.held_out_accuracy
    if share is None:
        return f"training {loss}", loss
    percent = f"{100 * share:.1f} %"
    return f"training {loss} · held out {percent}", f"{loss} · {percent}", loss
