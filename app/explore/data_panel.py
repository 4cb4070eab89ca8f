"""The panel at the left: where the points come from, how many there are, how they are learned."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.explore.generator_tiles import GeneratorTiles
from app.models.exploring import ExploreModel
from app.models.exploring_edits import ExploreEditor
from app.models.exploring_hiding import HidingModel
from app.theme import Appearance, Gentle, spaced
from app.widgets.flow import FlowLayout
from app.widgets.plain import PlainLabel, plain_tip
from app.widgets.scrolling import SteadyScrollArea
from engine.catalogue.generators import POINT_GENERATORS
from engine.network.data_specs import PointSpec

SIZES = (20, 50, 100, 200, 300, 400, 500, 800, 1200, 2000, 5000, 10000)
"""How many points a slider offers."""


class SliderRow(QWidget):
    """A name, a slider over some values, and the present one in words."""

    def __init__(
        self,
        name: str,
        values: tuple[float, ...],
        words: Callable[[float], str],
        accept: Callable[[float], object],
        appearance: Appearance,
    ) -> None:
        super().__init__()
        self._values, self._words, self._accept = values, words, accept
        self.label, self.reading = PlainLabel(name), PlainLabel()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(values) - 1)
        self.slider.setPageStep(1)
        # What is dragged is taken once it is let go: each edit begins a run anew.
        self.slider.setTracking(False)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setAccessibleName(name)
        self.label.setBuddy(self.slider)
        self.reading.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = spaced(QGridLayout(self), appearance, (8, 0), (0, 0, 0, 0))
        row.addWidget(self.label, 0, 0)
        row.addWidget(self.slider, 0, 1)
        row.addWidget(self.reading, 0, 2)
        for column, stretch in ((0, 5), (1, 6), (2, 3)):
            row.setColumnStretch(column, stretch)
        self.slider.sliderMoved.connect(lambda at: self.reading.setText(words(values[at])))
        self.slider.valueChanged.connect(lambda at: accept(values[at]))

    def show_value(self, value: float) -> None:
        """Show the present value."""
        nearest = min(range(len(self._values)), key=lambda at: abs(self._values[at] - value))
        self.slider.blockSignals(True)
        self.slider.setValue(nearest)
        self.slider.blockSignals(False)
        self.reading.setText(self._words(value))
        self.slider.setAccessibleDescription(self._words(value))


class DataPanel(QFrame):
    """Chooses points, and holds the settings of training below them.

    Parameters
    ----------
    model : ExploreModel
        What is explored.
    editor : ExploreEditor
        Takes what is chosen.
    hiding : HidingModel
        Says what is left out.
    settings : QWidget
        The settings of training.
    appearance : Appearance
        The look.

    """

    def __init__(
        self,
        model: ExploreModel,
        editor: ExploreEditor,
        hiding: HidingModel,
        settings: QWidget,
        appearance: Appearance,
    ) -> None:
        super().__init__()
        self._model, self._editor, self._hiding = model, editor, hiding
        self._appearance = appearance
        self.setProperty("role", "pane")
        self.tiles = GeneratorTiles(appearance)
        self.tiles.chosen.connect(editor.set_generator)
        self.formula = QLineEdit()
        self.noise = self._slider("noise", tuple(at / 20 for at in range(11)), _two, "noise")
        self.count = self._slider("points", SIZES, lambda n: f"{n:,.0f}", "size")
        shares = tuple(at / 10 for at in range(1, 11))
        self.share = self._slider("for training", shares, _percent, "train_share")
        self.seed = PlainLabel()
        self.new_points = _link("new points", "Draw other points: from the next seed")
        self.own_points = _link("my own points", "Set, move and remove points with the mouse")
        self.own_table = _link("my own CSV…", "Take points from columns of a table")
        self._settings = settings
        self._arrange()
        self._connect()

    def _slider(
        self, name: str, values: tuple[float, ...], words: Callable[[float], str], key: str
    ) -> SliderRow:
        def accept(value: float) -> None:
            self._editor.set_points(**{key: int(value) if key == "size" else value})

        return SliderRow(name, values, words, accept, self._appearance)

    def _arrange(self) -> None:
        look = self._appearance
        body = QFrame()
        body.setProperty("role", "pane")
        column = spaced(QVBoxLayout(body), look, Gentle(7), (Gentle(18), Gentle(12), 0, 12))
        column.addWidget(_heading("Data"))
        column.addWidget(self.tiles)
        own = spaced(FlowLayout(), look, (Gentle(14), 2))
        own.addWidget(self.own_points)
        own.addWidget(self.own_table)
        column.addLayout(own)
        self._formula_row = QWidget()
        typed = spaced(QHBoxLayout(self._formula_row), look, 6, (0, 0, 0, 0))
        words = PlainLabel("f(x) =")
        words.setBuddy(self.formula)
        self.formula.setAccessibleName("f(x)")
        typed.addWidget(words)
        typed.addWidget(self.formula, 1)
        column.addWidget(self._formula_row)
        for row in (self.noise, self.count, self.share):
            column.addWidget(row)
        last = spaced(QHBoxLayout(), look, 8, (0, 0, 0, 0))
        last.addWidget(self.seed)
        last.addStretch(1)
        last.addWidget(self.new_points)
        column.addLayout(last)
        column.addWidget(_heading("Training"))
        column.addWidget(self._settings)
        column.addStretch(1)
        scroll = SteadyScrollArea()
        scroll.setWidget(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _connect(self) -> None:
        self.new_points.clicked.connect(
            lambda: self._editor.set_points(seed=self._spec.seed + 1 if self._spec else 0)
        )
        self.own_points.clicked.connect(self._editor.take_points)
        self.formula.editingFinished.connect(self._take_formula)
        for signal in (self._model.run_changed, self._hiding.changed):
            signal.connect(self.refresh)

    @property
    def _spec(self) -> PointSpec | None:
        spec = self._model.run.scenario.dataset
        return spec if isinstance(spec, PointSpec) else None

    def _take_formula(self) -> None:
        spec, text = self._spec, self.formula.text().strip()
        taken = spec is None or text == spec.formula or self._editor.set_points(formula=text)
        if taken:
            self.refresh()

    def refresh(self) -> None:
        """Show where the points are from."""
        spec = self._spec
        if spec is None:
            return
        keys = POINT_GENERATORS[spec.generator].takes
        self.tiles.show_chosen(spec.generator)
        hides = self._hiding.hides
        for row, there, value in (
            (self.noise, "noise" in keys and not hides("noise"), spec.noise),
            (self.count, "size" in keys and not hides("size"), float(spec.size or 0)),
            (self.share, not hides("train share"), spec.train_share),
        ):
            row.setVisible(there)
            row.show_value(value)
        for part in (self.tiles, self.own_points, self.own_table):
            part.setVisible(not hides("data"))
        self._formula_row.setVisible("formula" in keys and not hides("data"))
        self.formula.setText(spec.formula)
        self.seed.setText(f"seed {spec.seed}")
        for widget in (self.seed, self.new_points):
            widget.setVisible("seed" in keys and not hides("seed"))


def _heading(text: str) -> PlainLabel:
    label = PlainLabel(text)
    label.setProperty("role", "heading")
    return label


def _link(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("kind", "link")
    button.setText(text)
    button.setToolTip(plain_tip(tip))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _two(value: float) -> str:
    return f"{value:.2f}"


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"
