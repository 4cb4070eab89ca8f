"""The map of the output under the pointer: a place is read, and chosen."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.explore.plane_picture import PlanePicture
from app.models.exploring_plane import PlaneModel
from app.theme import Appearance
from app.widgets.focus_ring import FocusRing
from engine.catalogue.generators import REACH

STEP = 0.1
"""How far an arrow key moves the place that is read."""


class OutputMap(PlanePicture):
    """The plane, of which the pointer and the keys read places.

    Signals
    -------
    pointed : tuple or None
        The pointer is at another place, or at none.
    chosen : tuple or None
        A place was clicked.
    """

    pointed = Signal(object)
    chosen = Signal(object)

    def __init__(self, planes: PlaneModel, appearance: Appearance) -> None:
        super().__init__(planes, appearance)
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
        """Choose the place."""
        if (place := self.place_at(event.position())) is not None:
            self.set_place(place)

    def event(self, event: QEvent) -> bool:
        """Claim the arrow keys, before the window's shortcuts are looked up."""
        claims = isinstance(event, QKeyEvent) and event.key() in _MOVES
        if claims and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

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
