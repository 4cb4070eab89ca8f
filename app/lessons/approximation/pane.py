"""The pane that shows a curve with the networks near to it; the curve is drawn by hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.lessons.picture import MOVED, RIGHT, SAID, PicturePane, Shown, point
from app.lessons.plot import LessonPlot
from app.plot.axes import Axis, Logarithmic
from app.plot.layers import Dots, Layer, Line, Rule, Words, joined
from app.plot.legend import LegendEntry
from app.plot.look import LineLook
from app.plot.plot import Place, Plot
from app.text.lesson_words import shown_label
from app.theme import Appearance, spaced
from app.widgets.flow import FlowLayout
from engine.lessons import bumps
from engine.lessons.lesson import Scene
from engine.lessons.pictures.approximation import Approximation

CURVE = LineLook("forward.strong", 3.0)
BUILT = LineLook("backward.strong", 2.2)
PART = LineLook("muted", 1.4, Qt.PenStyle.DashLine)
TRAINED = LineLook("good", 2.4, Qt.PenStyle.DashDotLine)
GAP = LineLook("loss.strong", 3.0)
AXIS = LineLook("outline", 1.2)
EVEN = LineLook("muted", 1.4, Qt.PenStyle.DashLine)

_MOST_PARTS = 64
"""Of more bumps than this none is drawn by itself: they would be one grey."""
_PARTS_FINE = 1201
_FITS = 16
"""The number of bumps through whose error the line of 1/n goes."""


class ApproximationPane(PicturePane):
    """Curve above, errors over the number of bumps below."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.plot = LessonPlot("The curve of the lesson", appearance)
        self.errors = Plot("The largest error over the number of bumps", appearance)
        self._shown: Shown | None = None
        self._pen: int | None = None
        self._names: tuple[tuple[LineLook, str], ...] = ()
        self._legend = QWidget()
        self._entries = spaced(FlowLayout(self._legend), appearance, (22, 4), (56, 0, 0, 0))
        column = spaced(QVBoxLayout(self), appearance, 4, (0, 0, 0, 0))
        column.addWidget(self._legend)
        column.addWidget(self.plot, 3)
        column.addWidget(self.errors, 2)
        self.plot.chosen.connect(self._press)
        self.plot.pointed.connect(self._point)
        self.plot.released.connect(self._release)

    def show_picture(self, shown: Shown) -> None:
        """Draw it."""
        self._shown = shown
        picture = shown.setting.picture()
        assert isinstance(picture, Approximation)
        keys = picture.keys
        across, up = keys["axes"]
        x, y = Axis(across, picture.low, picture.high), Axis(up, *picture.heights)
        layers = _lines(picture) | _hint(shown)
        for name, answer, look in (("said", shown.answer, SAID), ("right", shown.expected, RIGHT)):
            if answer and shown.ask == "point":
                height = float(picture.curve(np.array([answer[0]]))[0])
                layers[name] = point(answer[0], height, look, 15.0, hollow=name == "said")
        self._name(_names(picture))
        self.plot.draw(x, y, layers)
        self.errors.setVisible(keys["sizes"])
        if keys["sizes"]:
            self.errors.draw(*_errors(picture))

    def prepare(self, scene: Scene) -> Iterator[None]:
        """Have the errors of all sizes, where they are shown or revealed."""
        for setting in (scene.setting, scene.revealed(scene.setting)):
            picture = setting.picture()
            assert isinstance(picture, Approximation)
            if picture.keys["sizes"]:
                for size in bumps.SIZES:
                    picture.largest(size)
                    yield

    def _name(self, names: tuple[tuple[LineLook, str], ...]) -> None:
        """Say what the lines are."""
        if names == self._names:
            return
        self._names = names
        while (item := self._entries.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for look, text in names:
            entry = LegendEntry(look, text, self._appearance, self._legend)
            self._entries.addWidget(entry)
            entry.show()

    # Drawing by hand --------------------------------------------------------------------

    @property
    def _draws(self) -> bool:
        shown = self._shown
        return shown is not None and any(name.startswith("f.") for name in shown.handles)

    def _press(self, place: Place) -> None:
        shown = self._shown
        if shown is not None and shown.ask == "point" and shown.waiting:
            self.answered.emit((round(place.x, 4),))
        elif self._draws:
            self._pen = self._node(place)
            self._point(place)

    def _point(self, place: Place | None) -> None:
        if place is None:
            return
        shape = Qt.CursorShape.CrossCursor if self._draws else Qt.CursorShape.ArrowCursor
        self.plot.setCursor(shape)
        if self._pen is not None and self._draws:
            start, self._pen = self._pen, self._node(place)
            self.dragged.emit(f"f.{start}", place.x, place.y)

    def _release(self) -> None:
        self._pen = None

    def _node(self, place: Place) -> int:
        assert self._shown is not None
        picture = self._shown.setting.picture()
        assert isinstance(picture, Approximation)
        return picture.node(place.x)


def _lines(picture: Approximation) -> dict[str, Layer]:
    keys, x = picture.keys, picture.line
    layers: dict[str, Layer] = {"curve": Line(x, picture.curve(x), CURVE)}
    if picture.heights[0] < 0.0 < picture.heights[1]:
        layers["level"] = Rule(0.0, AXIS, depth=-5.0)
    if keys["parts"] and picture.count <= _MOST_PARTS:
        fine = np.linspace(picture.low, picture.high, _PARTS_FINE)
        every = [(fine, picture.bumps.one(k, fine)) for k in range(picture.count)]
        layers["parts"] = Line(*joined(every), PART, -1.0)
    if keys["built"]:
        layers["built"] = Line(x, picture.bumps.at(x), BUILT, 1.0)
    if keys["trained"] and (answers := picture.answers(x)) is not None:
        layers["trained"] = Line(x, answers, TRAINED, 2.0)
    return layers | (_gap(picture) if keys["gap"] else {})


def _gap(picture: Approximation) -> dict[str, Layer]:
    """Return the largest distance as an upright line with its length."""
    at = picture.values["where"]
    places = np.array([at, at])
    ends = np.array([picture.curve(places)[0], picture.bumps.at(places)[0]])
    is_left = at < picture.low + 0.6 * (picture.high - picture.low)
    text = f"  largest error {shown_label(picture.values['error'])}  "
    low, high = picture.heights
    below = bool(ends.mean() > (low + high) / 2.0)
    return {
        "gap": Line(places, ends, GAP, 4.0),
        "gap words": Words(at, float(ends.mean()), text, is_left, below, 6.0, GAP, 15.0),
    }


def _hint(shown: Shown) -> dict[str, Layer]:
    """Say that the curve can be drawn, until it was."""
    if not (shown.untouched and shown.handles):
        return {}
    x, y = list(shown.handles.values())[-1]
    return {"hint": Words(x, y, " draw me anew ", True, False, 7.0, MOVED, 13.0)}


def _names(picture: Approximation) -> tuple[tuple[LineLook, str], ...]:
    keys, count = picture.keys, picture.count
    names = [(CURVE, "the curve")]
    if keys["built"]:
        names.append((BUILT, f"{count} bumps" if count > 1 else "1 bump"))
    if keys["trained"] and picture.learned is None:
        names.append((TRAINED, "trained: begins …"))
    elif keys["trained"] and picture.learned is not None:
        epochs = f"{picture.learned.epochs:,} epochs"
        going = "" if picture.learned.is_last else " …"
        names.append((TRAINED, f"{2 * count} units, trained: {epochs}{going}"))
    if keys["sizes"]:
        names.append((EVEN, "error as 1/n"))
    return tuple(names)


def _errors(picture: Approximation) -> tuple[Axis, Axis, dict[str, Layer]]:
    """Return axes and layers of the errors over the number of bumps."""
    sizes, errors = np.array(bumps.SIZES, dtype=np.float64), np.maximum(picture.sizes, 1e-12)
    values = picture.values
    present = max(values["error"], 1e-12)
    through = float(errors[bumps.SIZES.index(_FITS)]) * _FITS
    learned = values["learned"] if picture.keys["trained"] else np.nan
    scale = Logarithmic()
    seen = np.array([*errors, through, through / sizes[-1], present, max(learned, 1e-12)])
    low, high = scale.limits(seen[np.isfinite(seen)])
    layers: dict[str, Layer] = {
        "even": Line(sizes, through / sizes, EVEN),
        "errors": Line(sizes, errors, BUILT, 1.0),
        "all": Dots(sizes, errors, BUILT, 7.0, depth=2.0),
        "present": point(float(picture.count), present, GAP, 15.0),
    }
    if np.isfinite(learned):
        layers["learned"] = Rule(max(learned, 1e-12), TRAINED)
    x = Axis("bumps, n", -0.04, float(np.log10(sizes[-1])) + 0.04, scale)
    return x, Axis("largest error", low, high, scale), layers
