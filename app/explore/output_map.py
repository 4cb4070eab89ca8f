"""The map of the output under the pointer: a place is read, and chosen."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.maps.plane_picture import PlanePicture
from app.models.exploring_plane import PlaneModel
from app.theme import Appearance
from app.widgets.focus_ring import FocusRing
from engine.catalogue.generators import REACH

STEP = 0.1
"""How far an arrow key moves the place that is read."""


class OutputMap(PlanePicture):
    """The plane, of which the pointer and the keys read places.

    Attributes
    ----------
    is_own : bool
        Whether the points are a person's own.
    outcome : float or None
        The class or value of points that clicks set; None where clicks read.

    Signals
    -------
    pointed : tuple or None
        The pointer is at another place, or at none.
    chosen : tuple or None
        A place was clicked.
    point_added : tuple of float, float
        A point of this class or value is to be set; on a line the place has its value.
    point_moved : int, tuple of float
        One of the points is to be elsewhere.
    point_removed : int
        One of the points is to go.
    """

    pointed = Signal(object)
    chosen = Signal(object)
    point_added = Signal(object, float)
    point_moved = Signal(int, object)
    point_removed = Signal(int)

    def __init__(self, planes: PlaneModel, appearance: Appearance) -> None:
        super().__init__(planes, appearance)
        self.is_own = False
        self.outcome: float | None = None
        self._held: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Output over the plane")
        self._ring = FocusRing(self, appearance)
        planes.plane_changed.connect(lambda: self.chosen.emit(self.place))

    def set_place(self, place: tuple[float, ...] | None) -> None:
        """Read a place until another is clicked."""
        self.place = place
        self.chosen.emit(place)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the place under the pointer."""
        self._point(self.place_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Read the chosen place again."""
        super().leaveEvent(event)
        self._point(None)

    def _point(self, place: tuple[float, ...] | None) -> None:
        if place != self.pointer:
            self.pointer = place
            self.pointed.emit(place)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the place; of own points, set one, take hold of one, or remove one."""
        at, place = event.position(), self.place_at(event.position())
        near = self._point_near(at) if self.is_own else None
        if place is None:
            return
        if event.button() == Qt.MouseButton.RightButton and near is not None:
            self.point_removed.emit(near)
        elif event.button() == Qt.MouseButton.LeftButton and self.outcome is not None:
            self._held = near
            if near is None:
                self.point_added.emit(self._set_at(at, place), self.outcome)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.set_place(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let a point go where it was dragged."""
        place, held, self._held = self.place_at(event.position()), self._held, None
        if held is not None and place is not None and self._point_near(event.position()) != held:
            self.point_moved.emit(held, self._set_at(event.position(), place))

    def _set_at(self, at: QPointF, place: tuple[float, ...]) -> tuple[float, ...]:
        """Return where a point is set: on a line the height is its value."""
        if len(place) > 1:
            return place
        low, high = self._heights
        up = (self.area.bottom() - at.y()) / self.area.height()
        return (*place, round(low + up * (high - low), 2))

    def _point_near(self, at: QPointF) -> int | None:
        """Return which point is under the pointer."""
        plane, near = self._planes.plane, self._appearance.px(7)
        if plane is None:
            return None
        away = np.hypot(*(self.ground.points(plane) - (at.x(), at.y())).T)
        return int(away.argmin()) if away.min() <= near else None

    def claims(self, event: QKeyEvent) -> bool | None:
        """Claim the arrow keys."""
        return event.key() in _MOVES or None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the place that is read with the arrow keys, in larger steps with Shift."""
        plane = self._planes.plane
        if event.key() not in _MOVES or plane is None:
            super().keyPressEvent(event)
            return
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        moved = zip(self.place or (0.0,) * plane.axes, _MOVES[event.key()], strict=False)
        places = (min(REACH, max(-REACH, round(at + far * STEP * by, 2))) for at, by in moved)
        self.set_place(tuple(places))


_MOVES: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
