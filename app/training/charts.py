"""Loss and accuracy over the epochs side by side, with the legend of both."""

import math

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.models.training import TrainingModel
from app.theme import Appearance, spaced
from app.training.baselines import Reference, references
from app.training.curve_plot import CurvePlot
from app.training.legend import KINDS, Legend
from app.training.number_texts import duration, percent, short
from app.training.run_layers import Marked, RunCurves, Summary
from app.training.strip import COMPILING, PREPARING
from engine.network.scenario import Scenario

LOSSES = ("batch_loss", "train_loss", "validation_loss")
ACCURACIES = ("batch_accuracy", "train_accuracy", "validation_accuracy")


class Charts(QWidget):
    """Both plots of a run, what they are held against, and what their lines are."""

    def __init__(self, model: TrainingModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self.loss = CurvePlot("Loss", False, appearance)
        self.accuracy = CurvePlot("Accuracy", True, appearance)
        self.legend = Legend(appearance)
        self._plots = spaced(QBoxLayout(QBoxLayout.Direction.LeftToRight), appearance, 20)
        self._plots.addWidget(self.loss, 1)
        self._plots.addWidget(self.accuracy, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.legend)
        self._column.addLayout(self._plots, 1)

    # What is shown ----------------------------------------------------------------------

    def take_scenario(self, scenario: Scenario) -> None:
        """Follow the scenario and what is known of its rows: references, and which lines come."""
        facts = self._model.facts
        known = references(scenario)
        if scenario.dataset == "census" and facts is not None and facts.majority_baseline:
            baseline = Reference(facts.majority_baseline, "always no", "majority baseline")
            known = (baseline, *known)
        self.accuracy.set_references(known)
        self.legend.set_references(known)
        self.accuracy.setVisible(facts is None or bool(facts.classes))
        self._name_lines()

    def _name_lines(self) -> None:
        """Name in the legend what the run, or the next one, shows."""
        run = self._model.run
        scenario = self._model.shown
        if scenario is None:
            return
        kinds = ["training"]
        if scenario.dataset is not None or scenario.training.batch_size is not None:
            kinds.append("batches")
        if scenario.training.validation or scenario.training.folds:
            kinds.append("held out")
        if run.earlier:
            kinds.append("earlier folds")
        if run.summary is not None:
            kinds.append("mean ± deviation")
        self.legend.show_kinds(kinds)

    def draw(self) -> None:
        """Draw both plots."""
        self.show_loss()
        self.show_accuracy()

    def show_loss(self) -> None:
        """Draw the losses of the run."""
        self._show(self.loss, LOSSES)

    def show_accuracy(self) -> None:
        """Draw the accuracies of the run."""
        self._show(self.accuracy, ACCURACIES)

    def _show(self, plot: CurvePlot, names: tuple[str, str, str]) -> None:
        model, run = self._model, self._model.run
        self._name_lines()
        _, train, held_out = names
        found = None if run.summary is None else run.summary.values.get(held_out)
        lines = zip(KINDS, names, strict=True)
        plot.show_run(
            RunCurves(
                1 if model.shown is None else model.shown.training.epochs,
                {kind: getattr(run.curves, name).points() for kind, name in lines},
                [(getattr(c, train), getattr(c, held_out)) for c in run.earlier],
                self._best(held_out),
                None if found is None else _summary(plot is self.accuracy, *found),
            )
        )

    def _best(self, held_out: str) -> Marked | None:
        """Mark the best epoch where a run may end early: its values are what it ends with."""
        run = self._model.run
        best = run.best
        if best is None:
            return None
        over = run.ended_with is not None or run.summary is not None
        words = f"best epoch {best.epoch:,}" if over else f"best so far: epoch {best.epoch:,}"
        return Marked(best.epoch, getattr(best, held_out), words)

    def say_what_comes(self) -> None:
        """Say in the empty plots what is to be done, or waited for."""
        model = self._model
        words = {"idle": "Press Start to train.", "loading": "Loading the rows …"}
        text = words.get(model.state, "")
        if model.is_preparing:
            text = self._compiling_words() if model.is_compiling else PREPARING
        for plot in (self.loss, self.accuracy):
            plot.say(text if model.scenario is not None else "")

    def _compiling_words(self) -> str:
        left = self._model.run.seconds_left
        lines = [COMPILING, "Only the first run on a machine waits for this."]
        if left is not None:
            lines.append(f"{duration(round(left))} left")
        return "\n".join(lines)

    # Look -------------------------------------------------------------------------------

    def set_room(self, width: int, cramped: bool, legend_below: bool) -> None:
        """Set the plots beside or under each other; without height, leave their names out."""
        beside = width >= self._appearance.px(540)
        direction = QBoxLayout.Direction
        self._plots.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        for plot in (self.loss, self.accuracy):
            plot.title.setHidden(cramped)
        if legend_below != (self._column.indexOf(self.legend) > 0):
            self._column.removeWidget(self.legend)
            self._column.insertWidget(self._column.count() if legend_below else 0, self.legend)

    def set_spacing(self, spacing: int) -> None:
        """Leave so many pixels between plots and legend."""
        self._column.setSpacing(spacing)


def _summary(share: bool, mean: float, deviation: float) -> Summary:
    """Return a mean with its deviation, to the decimals that leave two digits of that."""
    text = f"mean {short(mean)} ± {short(deviation)}"
    if share:
        text = f"mean {100 * mean:.1f} ± {percent(deviation)}"
    elif 1e-6 < deviation < 1e5:
        decimals = max(0, 1 - math.floor(math.log10(deviation)))
        text = f"mean {mean:,.{decimals}f} ± {deviation:,.{decimals}f}"
    return Summary(mean, deviation, text)
