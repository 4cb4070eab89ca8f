"""The place that is read: output, class, the formula with the weights put in, and the way on."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.formula import is_ready, readiness
from app.formula.lines import FormulaLines
from app.models.exploring import ExploreModel
from app.models.exploring_plane import PlaneModel
from app.models.exploring_point import formula_at
from app.theme import Appearance, spaced
from app.widgets.plain import PlainLabel, plain_tip
from app.widgets.scrolling import SteadyScrollArea
from engine.errors import UserError
from symbolic.formula.numbers import format_number
from symbolic.formula.tree import Formula

WHOLE, BRIEF = "Step through this point", "Step through"
HERE = "Once a place is read, here stands the formula with today's weights put in."
MATHEMATICS = 16.0
"""Its size, in pixels at 100 %."""

FORMULA_MS = 250
"""The formula follows a run about so often."""
LARGEST = 400
"""Of more weights the formula is written once the run pauses."""
_DOWN, _ACROSS = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight


class Readout(QWidget):
    """What the network says to a place.

    Signals
    -------
    step_wanted
        The stepper is to show the network at the place.
    read : str
        The place, the output and the class, in words.
    """

    step_wanted = Signal()
    read = Signal(str)

    def __init__(self, model: ExploreModel, planes: PlaneModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._planes = model, planes
        self.at: tuple[float, ...] | None = None
        self._layer, self._text = 0, ""
        self.hides_formula = self._has_room = False
        self._is_roomy = True
        self.place, self.output, self.named = PlainLabel(), PlainLabel(), PlainLabel()
        self.formula, self.sentence = FormulaLines(appearance, em=MATHEMATICS), PlainLabel()
        self.layer, self.copy = QToolButton(), QToolButton()
        self.step = QPushButton(WHOLE)
        self._caption = PlainLabel()
        self._names = PlainLabel("output"), PlainLabel("class")
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(FORMULA_MS)
        self._due.timeout.connect(self._write_formula)
        self._arrange(appearance)
        self.step.clicked.connect(self.step_wanted)
        self.copy.clicked.connect(self.copy_formula)
        self.layer.clicked.connect(self._next_layer)
        planes.maps_changed.connect(self.refresh)
        model.state_changed.connect(self._due.start)
        readiness.formula_ready.connect(self._due.start)
        self.show_place(None)

    def _arrange(self, look: Appearance) -> None:
        for label, role in (
            (self.place, "strong"),
            (self.output, "figure"),
            (self.sentence, "muted"),
        ):
            label.setProperty("role", role)
        self.sentence.setWordWrap(True)
        grid = spaced(QGridLayout(), look, (8, 2), (0, 0, 0, 0))
        for row, (name, value) in enumerate(
            zip(self._names, (self.output, self.named), strict=True)
        ):
            name.setProperty("role", "caption")
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(name, row, 0)
            grid.addWidget(value, row, 1)
        grid.setColumnStretch(1, 1)
        self._figures = spaced(QBoxLayout(_DOWN), look, 6, (0, 0, 0, 0))
        self._figures.addWidget(self.place)
        self._figures.addLayout(grid)
        self.today = QWidget()
        head = spaced(QHBoxLayout(), look, 4, (0, 0, 0, 0))
        self._caption.setProperty("role", "caption")
        head.addWidget(self._caption)
        head.addStretch(1)
        head.addWidget(self.layer)
        self._scroll = SteadyScrollArea()
        body = QWidget()
        written = spaced(QVBoxLayout(body), look, 0, (0, 0, 0, 0))
        written.addWidget(self.sentence)
        written.addWidget(self.formula)
        written.addStretch(1)
        self._scroll.setWidget(body)
        inside = spaced(QVBoxLayout(self.today), look, 4, (0, 0, 0, 0))
        inside.addLayout(head)
        inside.addWidget(self._scroll, 1)
        inside.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        for button in (self.layer, self.copy):
            button.setProperty("kind", "link")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.copy.setText("Copy the formula")
        self.copy.setToolTip(plain_tip("All of it as text, with the digits that make it come out"))
        self.layer.setToolTip("The next layer")
        self.step.setProperty("kind", "wide")
        self.step.setToolTip(plain_tip("Show this very network at this place in the stepper"))
        self._parts = spaced(QBoxLayout(_DOWN), look, 8, (0, 0, 0, 0))
        self._parts.addLayout(self._figures)
        # What is left is the formula's; without it the button stays at the lower end.
        self._parts.addWidget(self.today, 100)
        self._parts.addStretch(1)
        self._parts.addWidget(self.step)
        self.setLayout(self._parts)

    def least_width(self, *, brief: bool) -> int:
        """Return the width that nothing is cut in, with the formula or, ``brief``, without it."""
        self.step.setText(BRIEF if brief else WHOLE)
        place = self.place.fontMetrics().horizontalAdvance("at x = −0.00,00")
        return max(self.step.sizeHint().width(), place)

    def set_room(self, beside: bool, *, roomy: bool, narrow: bool = False) -> None:
        """Stand in a column beside the map, with the formula where there is room, or below it.

        Where it is narrow even below the map, the place is written in short.
        """
        self._figures.setDirection(_DOWN if beside else _ACROSS)
        self._is_roomy = roomy or not (beside or narrow)
        self.step.setText(WHOLE if roomy or not beside else BRIEF)
        self._has_room = beside and roomy
        self.today.setVisible(self._has_room and not self.hides_formula)
        self.refresh()

    def show_place(self, place: tuple[float, ...] | None) -> None:
        """Read another place."""
        self.at = place
        self.refresh()

    def refresh(self) -> None:
        """Ask the network as it is now."""
        place, plane = self.at, self._planes.plane
        answer = None if place is None else self._planes.answer(*place)
        self.step.setEnabled(answer is not None)
        self._names[1].setVisible(plane is not None and plane.classes > 0)
        if place is None or answer is None or plane is None:
            self.place.setText("point at the map" if self._is_roomy else "point at map")
            self.output.setText("–")
            self.named.setText("–" if plane is not None and plane.classes else "")
        else:
            pairs = zip(("x", "y"), place, strict=False)
            pattern = "{} = {}" if self._is_roomy else "{} {}"
            where = ", ".join(pattern.format(name, _fixed(value, 2)) for name, value in pairs)
            self.place.setText(f"at {where}" if self._is_roomy else where)
            several = len(answer.outputs) > 1
            shown = (_fixed(v, 2) if several else self._number(v) for v in answer.outputs)
            self.output.setText(" ".join(shown))
            self.named.setText("" if answer.named is None else plane.dataset.classes[answer.named])
        self.read.emit(f"{self.place.text()}: {self.output.text()} {self.named.text()}")
        if not self._due.isActive():
            self._due.start()

    def _number(self, value: float) -> str:
        """Return an output; where there is little room, a small one without a power of ten."""
        whole = self._is_roomy or abs(value) >= 0.01
        return format_number(value, 3) if whole else _fixed(value, 3)

    # The formula ------------------------------------------------------------------------

    def _next_layer(self) -> None:
        self._layer += 1
        self._write_formula()

    def _write_formula(self) -> None:
        """Write the formula of the present network, where there is a place and time for it."""
        plane, maps, place = self._planes.plane, self._planes.maps, self.at
        points = None if plane is None else plane.dataset.points
        if (
            maps is None
            or points is None
            or place is None
            or not is_ready()
            or self.today.isHidden()
        ):
            self._show_formula((), 0, place is not None, "" if place else HERE)
            return
        if self._model.is_playing and maps.parameters.layout.count > LARGEST:
            self._show_formula((), 0, False, "Pause to read it.")
            return
        try:
            found = formula_at(points, maps.parameters, place)
        except UserError as error:
            self._show_formula((), 0, False, str(error))
            return
        self._text = found.text
        layers = found.layers
        if found.is_long:
            self._layer %= len(layers)
            shown, count = layers[self._layer], len(layers)
        else:
            shown, count = tuple(line for layer in layers for line in layer), 0
        self._show_formula((*shown, *found.results), count, True)

    def _show_formula(
        self, lines: tuple[Formula, ...], layers: int, can_copy: bool, sentence: str = ""
    ) -> None:
        self.formula.show_formulas(lines)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self._caption.setText("formula" if layers > 1 else "today's formula")
        self.layer.setVisible(layers > 1)
        self.layer.setText(f"layer {self._layer + 1} of {layers} ▸")
        self.copy.setEnabled(can_copy and bool(self._text))
        self.copy.setVisible(bool(self._text))

    def copy_formula(self) -> None:
        """Copy the whole formula as text."""
        QGuiApplication.clipboard().setText(self._text)


def _fixed(value: float, decimals: int) -> str:
    """Return a number with as many decimals in any case."""
    return f"{value:z.{decimals}f}".replace("-", "−")
