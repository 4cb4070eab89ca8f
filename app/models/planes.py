"""Points of a plane and maps over it, for whatever draws them."""

from PySide6.QtCore import QObject, Signal

from engine.training.planes import Maps, Plane


class Planes(QObject):
    """What is drawn.

    Attributes
    ----------
    plane : Plane or None
        The points.
    maps : Maps or None
        What a network answers.

    Signals
    -------
    plane_changed
        There are other points.
    maps_changed
        There are other maps.
    """

    plane_changed = Signal()
    maps_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plane: Plane | None = None
        self.maps: Maps | None = None
