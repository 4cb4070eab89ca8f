"""What every picture of a lesson is as a widget, and how its handles are dragged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.plot.axes import Axis
from app.plot.layers import Dots, Layer, Words
from app.plot.look import LineLook
from app.plot.plot import Place, Plot
from app.plot.values import Points
from app.theme import Appearance
from engine.lessons.answers import Answer
from engine.lessons.kinds import Setting
from engine.lessons.lesson import Scene

REACH = 26
"""How near to a handle, in pixels at 100 %, a press takes hold of it."""

MOVED = LineLook("backward.strong", 2.0)
RIGHT = LineLook("good", 2.0)
SAID = LineLook("loss.strong", 2.0)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a picture is to show.

    Attributes
    ----------
    setting : Setting
        The picture as it stands.
    handles : mapping of str to (float, float)
        What may be dragged, and where it is.
    ask : str
        "point" or "line" where that is answered on the picture, else empty.
    answer : tuple of float
        What has been put there; empty for nothing.
    expected : tuple of float
        What is right, once it is revealed; empty before.
    untouched : bool
        Whether nothing has been moved yet.
    waiting : bool
        Whether an answer is still taken.
    run_state : str
        "running" or "paused" while something is being trained for it, else empty.
    run_note : str
        What that waits for, or why there is nothing.
    """

    setting: Setting
    handles: Mapping[str, tuple[float, float]]
    ask: str = ""
    answer: Answer = ()
    expected: Answer = ()
    untouched: bool = True
    waiting: bool = False
    run_state: str = ""
    run_note: str = ""


class PicturePane(QWidget):
    """A picture of one kind.

    Signals
    -------
    dragged(str, float, float)
        A handle is put elsewhere.
    answered(object)
        A point was set or a line was turned: its numbers.
    paused, run_again
        What is being trained is to wait or to go on, or to begin anew.
    stepped(int)
        The lesson is to go forward, or back where it is negative.
    scenario_made(object)
        A `Scenario` is to be stepped through.
    """

    dragged = Signal(str, float, float)
    answered = Signal(object)
    paused = Signal()
    run_again = Signal()
    stepped = Signal(int)
    scenario_made = Signal(object)

    def show_picture(self, shown: Shown) -> None:
        """Draw it."""
        raise NotImplementedError

    def prepare(self, scene: Scene) -> Iterator[None]:  # noqa: ARG002 - for who overrides it
        """Have ready what the picture of a scene takes long to make, a part a turn."""
        yield from ()

    def shutdown(self) -> None:
        """End what is under way."""


class Dragging(QObject):
    """Takes hold of what is nearest in a plot, and moves it with the pointer.

    Parameters
    ----------
    plot : Plot
        What is pressed.
    moved : callable
        Is called with a handle's name and where it is put.
    placed : callable
        Is called where nothing was near: with the place.
    """

    def __init__(
        self,
        plot: Plot,
        appearance: Appearance,
        moved: Callable[[str, float, float], None],
        placed: Callable[[float, float], None] = lambda *_: None,
    ) -> None:
        super().__init__(plot)
        self._plot, self._appearance = plot, appearance
        self._moved, self._placed = moved, placed
        self.handles: Mapping[str, tuple[float, float]] = {}
        self._held = ""
        plot.chosen.connect(self._press)
        plot.pointed.connect(self._point)
        plot.released.connect(self._release)

    def _near(self, place: Place) -> str:
        """Return the handle at a place; the last drawn of those that are equally near."""
        at = self._plot.pixel(place.x, place.y)
        reach = self._appearance.px(REACH)
        found, least = "", float(reach)
        for name, (x, y) in self.handles.items():
            away: QPointF = self._plot.pixel(x, y) - at
            distance = (away.x() ** 2 + away.y() ** 2) ** 0.5
            if distance <= least:
                found, least = name, distance
        return found

    def _press(self, place: Place) -> None:
        self._held = self._near(place)
        if not self._held:
            self._placed(place.x, place.y)

    def _point(self, place: Place | None) -> None:
        if place is None:
            return
        if self._held:
            self._moved(self._held, place.x, place.y)
        over = self._held or self._near(place)
        shape = Qt.CursorShape.SizeAllCursor if over else Qt.CursorShape.ArrowCursor
        self._plot.setCursor(shape)

    def _release(self) -> None:
        self._held = ""


def handle_layers(
    handles: Mapping[str, tuple[float, float]], untouched: bool, axis: Axis
) -> dict[str, Layer]:
    """Return the dots that can be dragged; the last has words beside it until it was."""
    layers: dict[str, Layer] = {}
    for name, (x, y) in handles.items():
        layers[f"handle {name}"] = Dots(*_one(x, y), MOVED, 17.0, depth=8.0)
    if untouched and handles:
        x, y = list(handles.values())[-1]
        is_left = x > axis.start + 0.2 * axis.length
        place = Words(x, y, " drag me  ", not is_left, False, 7.0, MOVED, 13.0)
        layers["drag me"] = place
    return layers


def point(x: float, y: float, look: LineLook, size: float = 11.0, *, hollow: bool = False) -> Dots:
    """Return one point."""
    return Dots(*_one(x, y), look, size, hollow, 7.0)


def _one(x: float, y: float) -> tuple[Points, Points]:
    return np.array([x]), np.array([y])
