"""What the network makes of single rows, and of all of them by class."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from app.models.training import TrainingModel
from app.models.training_messages import Samples
from app.theme import Appearance, Gentle, set_icon
from app.training.baselines import baseline_sentence, references
from app.training.comparison import Comparison, Standing
from app.training.confusion import ConfusionMatrix
from app.training.digits import DigitGrid
from app.training.reading_notes import ReadingNotes
from app.training.row_detail import RowDetail
from app.training.row_texts import cell_note, row_texts, rows_note, samples_title
from app.training.rows_table import RowsTable
from app.training.scores import ScoresTable
from app.widgets.picture import limits_of
from app.widgets.plain import PlainLabel
from app.widgets.probabilities import Probabilities
from app.widgets.scrolling import SteadyScrollArea

STEP_THROUGH = ("Step through this network", "Step through")
OWN_DIGIT, OWN_ROW = ("Own digit…", "Own…"), ("Own row…", "Own…")
SAVE = ("Save trained network…", "Save network…", "Save…")
"""What the buttons say, where there is room and where there is less."""


class SidePanel(SteadyScrollArea):
    """Samples, the standing against published results, and the confusion matrix.

    Signals
    -------
    step_through_requested
        The person wants the trained network opened on the chosen row.
    save_requested
        The person wants the trained network in a file.
    own_data_wanted
        The person has a digit to put to the network.
    """

    step_through_requested = Signal()
    save_requested = Signal()
    own_data_wanted = Signal()

    def __init__(self, model: TrainingModel, appearance: Appearance) -> None:
        super().__init__()
        # The room of the scroll bar has the ground of what scrolls.
        self.setProperty("role", "pane")
        self._model, self._appearance = model, appearance
        self._samples: Samples | None = None
        self._shown: tuple[object, ...] = ()
        self.digits = DigitGrid(appearance)
        self.probabilities = Probabilities(appearance)
        self.table = RowsTable(appearance)
        self.detail = RowDetail(appearance)
        self.notes = ReadingNotes(appearance)
        self.comparison = Comparison(appearance)
        self.confusion = ConfusionMatrix(appearance)
        self.scores = ScoresTable(appearance)
        self.button = QPushButton(STEP_THROUGH[0])
        self.button.setAccessibleName(STEP_THROUGH[0])
        self.save_button = QPushButton(SAVE[0])
        self.save_button.setAccessibleName(SAVE[0])
        self.save_button.setToolTip("Save the trained weights and biases as .npz or .safetensors")
        self._own_names = OWN_DIGIT
        self.own_button = QPushButton(OWN_DIGIT[0])
        self.own_button.setToolTip("Put a digit or a row of your own to the network")
        self.back_button = QPushButton("All rows")
        self.back_button.setToolTip("Back from the rows of one cell of the confusion matrix")
        self.back_button.hide()
        self.samples_title = _heading()
        self.comparison_title = _heading("Better than guessing?")
        self.confusion_title = _heading("Confusion matrix")
        self.confusion_note = _note()
        self.scores_title = _heading("Precision, recall, F1")
        self.samples_note = _note()
        self._arrange()
        self.digits.selected.connect(self._show_chosen)
        self.table.chosen.connect(self._show_detail)
        self.button.clicked.connect(self.step_through_requested)
        self.back_button.clicked.connect(lambda: model.choose_rows(None))
        self.confusion.cell_chosen.connect(model.choose_rows)
        self.save_button.clicked.connect(self.save_requested)
        self.own_button.clicked.connect(self.own_data_wanted)
        model.scenario_changed.connect(self.refresh)
        appearance.changed.connect(self._fit)
        self._fit()
        self.refresh()

    def _arrange(self) -> None:
        body = QFrame()
        body.setProperty("role", "pane")
        self._column = QVBoxLayout(body)
        for widget in (
            self.comparison_title,
            self.comparison,
            self.samples_title,
            self.samples_note,
            self.back_button,
            self.digits,
            self.probabilities,
            self.table,
            self.detail,
            self.own_button,
            self.button,
            self.save_button,
            self.notes,
            self.confusion_title,
            self.confusion_note,
            self.confusion,
            self.scores_title,
            self.scores,
        ):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self.setWidget(body)
        icons = ((self.button, "step-into"), (self.save_button, "save"), (self.own_button, "edit"))
        for button, name in icons:
            button.setProperty("kind", "wide")
            set_icon(button, self._appearance, name)

    @property
    def sample(self) -> int | None:
        """The chosen sample, or None where none is."""
        if self._samples is None:
            return None
        if not self.digits.isHidden():
            return self.digits.current
        if self.table.current is None and not self._is_inline:
            return 0
        return self.table.current

    @property
    def _is_inline(self) -> bool:
        scenario = self._model.shown
        return scenario is None or scenario.dataset is None

    def refresh(self) -> None:
        """Follow the run."""
        model = self._model
        if model.samples is not self._samples:
            self._samples = model.samples
            self._take_samples()
        if self._samples is not None and model.outputs is not None:
            if not self.digits.isHidden():
                self.digits.set_outputs(model.outputs)
                if self.digits.current < len(model.outputs):
                    self.probabilities.set_outputs(model.outputs[self.digits.current])
            else:
                self.table.set_outputs(model.outputs)
        run = model.run
        shown = (run, run.metrics, run.test, run.ended_with, model.facts)
        if shown != self._shown:
            self._shown = shown
            self._show_comparison()
            self._show_confusion()

    def enable(self) -> None:
        """Enable what can be done now, at once: a button must not outlive its reason."""
        trained = self._model.can_step_through
        self.button.setEnabled(trained)
        self.save_button.setEnabled(trained)
        self.back_button.setEnabled(self._model.can_choose_rows)

    def _take_samples(self) -> None:
        samples, facts, scenario = self._samples, self._model.facts, self._model.shown
        known = samples is not None and facts is not None and scenario is not None
        pictures = facts is not None and facts.image_shape is not None
        self.digits.setVisible(known and pictures)
        self.probabilities.setVisible(known and pictures)
        self.own_button.setVisible(known and not self._is_inline)
        self._own_names = OWN_DIGIT if pictures else OWN_ROW
        self._name_button()
        self.table.setVisible(known and not pictures)
        self.detail.setVisible(known and samples is not None and samples.words is not None)
        self.notes.show_notes(facts.notes if facts is not None else ())
        self.button.setVisible(known)
        self.save_button.setVisible(known)
        self.samples_title.setVisible(known)
        self.samples_note.setVisible(known)
        self.back_button.hide()
        self.confusion.mark(None)
        if samples is None or facts is None or scenario is None:
            return
        self.samples_title.setText(samples_title(scenario, samples, facts.classes, pictures))
        if facts.image_shape is not None and samples.labels is not None:
            self.samples_note.setText("What the network says, and whether that is right.")
            self.digits.set_samples(samples.x, facts.image_shape, samples.labels, facts.classes)
            self._show_chosen(0)
            self._note_cell(samples)
        else:
            self.samples_note.setText(rows_note(scenario, facts))
            self.table.set_rows(
                row_texts(scenario, samples, facts.classes),
                samples.labels,
                facts.classes,
                facts.target_scale,
                named=samples.words is not None,
                threshold=facts.threshold,
            )
            self._note_cell(samples)
            if not self._is_inline:
                self.table.selectRow(0)

    def _note_cell(self, samples: Samples) -> None:
        """Say which rows of a cell are shown, mark it, and offer the way back."""
        cell = samples.cell
        self.back_button.setVisible(cell is not None)
        self.confusion.mark(None if cell is None else (cell.true, cell.predicted))
        if cell is not None:
            self.samples_note.setText(cell_note(samples))
            self.ensureWidgetVisible(self.samples_title)

    def _show_detail(self, index: int) -> None:
        if self._samples is not None and self._samples.words is not None:
            self.detail.show_row(self._samples.words, index)

    def _show_chosen(self, index: int) -> None:
        samples, facts = self._samples, self._model.facts
        if samples is None or facts is None or samples.labels is None:
            return
        if facts.image_shape is not None and index < len(samples.labels):
            label = int(samples.labels[index])
            self.probabilities.set_sample(
                samples.x[index], facts.image_shape, label, facts.classes, limits_of(samples.x)
            )
            # Other rows may have been chosen meanwhile, which are shown in turn.
            if self._model.outputs is not None and samples is self._model.samples:
                self.probabilities.set_outputs(self._model.outputs[index])

    def _show_comparison(self) -> None:
        standings = standings_of(self._model)
        self.comparison_title.setVisible(bool(standings))
        self.comparison.setVisible(bool(standings))
        self.comparison.show_standings(standings)

    def _show_confusion(self) -> None:
        model, facts = self._model, self._model.facts
        counted = 0 if facts is None else facts.held_out_rows or facts.test_rows
        shown = facts is not None and bool(facts.classes) and counted > 0
        for widget in (self.confusion_title, self.confusion_note, self.confusion):
            widget.setVisible(shown)
        run = model.run
        self.scores_title.setVisible(shown and run.scores is not None)
        self.scores.setVisible(shown and run.scores is not None)
        if not shown or facts is None:
            return
        self.scores.show_scores(run.scores, facts.classes)
        if run.confusion is None:
            note = f"{facts.held_out_rows:,} held-out rows, after each epoch."
            if not facts.held_out_rows:
                note = f"All {facts.test_rows:,} test rows, at the end of the run."
        elif run.test is not None and run.test.confusion is not None:
            when = "at the end of the run" if run.final else f"stopped {run.when}"
            note = f"All {facts.test_rows:,} test rows, {when}. {baseline_sentence(facts)}"
        else:
            epoch = run.epochs_done if run.present_epoch is None else run.present_epoch.epoch
            rows = f"{facts.held_out_rows:,} held-out rows{run.fold_words}"
            note = f"{rows} after epoch {epoch:,}."
        self.confusion_note.setText(note)
        self.confusion.show_counts(run.confusion, facts.classes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say on the button what there is room for."""
        super().resizeEvent(event)
        self._name_button()

    def _name_button(self) -> None:
        margins = self._column.contentsMargins()
        room = self.viewport().width() - margins.left() - margins.right()
        choices_of = ((self.button, STEP_THROUGH), (self.save_button, SAVE))
        for button, choices in (*choices_of, (self.own_button, self._own_names)):
            # Before it is seen for the first time, it has not the font of the style sheet.
            button.ensurePolished()
            for words in choices:
                button.setText(words)
                if button.sizeHint().width() <= room:
                    break

    def _fit(self) -> None:
        """Leave the room of the scroll bar out of the margin."""
        px = self._appearance.px
        margin = px(Gentle(20))
        self._column.setContentsMargins(margin, px(14), max(px(4), margin - self.reserved), px(14))
        self._column.setSpacing(px(8))
        self._name_button()


def _heading(text: str = "") -> QLabel:
    label = PlainLabel(text)
    label.setProperty("role", "heading")
    label.setWordWrap(True)
    return label


def _note() -> QLabel:
    label = PlainLabel()
    label.setProperty("role", "caption")
    label.setWordWrap(True)
    return label


def standings_of(model: TrainingModel) -> tuple[Standing, ...]:
    """Return the census accuracies to be compared, the baseline first."""
    facts, scenario, run = model.facts, model.shown, model.run
    if facts is None or scenario is None or scenario.dataset != "census":
        return ()
    own: tuple[Standing, ...]
    if run.test is not None:
        own = (
            Standing("this network, all test rows", run.test.test_accuracy, True),
            Standing(
                "the same, unknowns left out",
                run.test.test_accuracy_without_unknowns,
                True,
            ),
        )
    else:
        epoch = run.present_epoch
        accuracy = None if epoch is None else epoch.validation_accuracy
        own = (Standing("this network, held-out rows", accuracy, True),)
    published = tuple(
        Standing(f"{r.name}, unknowns left out ({r.source})", r.accuracy)
        for r in references(scenario)
    )
    return (Standing("always answering no", facts.majority_baseline), *own, *published)
