"""The network of an exploration under the pointer: read, chosen, and walked through by keys."""

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.explore.network_picture import NetworkPicture, Part
from app.models.exploring import ExploreModel
from app.models.exploring_plane import PlaneModel
from app.theme import Appearance
from app.widgets.focus_ring import FocusRing

NEAR = 6.0
"""How near a line the pointer has to be, in pixels at 100 %."""


class NetworkView(NetworkPicture):
    """The network, of which the pointer and the keys choose parts.

    Signals
    -------
    pointed : Part or None
        Something else is under the pointer.
    feature_toggled : str
        A feature was clicked.
    part_chosen : Part or None
        A weight, bias or unit was clicked.
    """

    pointed = Signal(object)
    feature_toggled = Signal(str)
    part_chosen = Signal(object)

    def __init__(self, model: ExploreModel, planes: PlaneModel, appearance: Appearance) -> None:
        super().__init__(model, planes, appearance)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Features and network")
        self._ring = FocusRing(self, appearance)
        model.run_changed.connect(lambda: self.part_chosen.emit(self.chosen))

    def part_at(self, at: QPointF) -> Part | None:
        """Return what is drawn at a place."""
        for key, box in zip(self.features, self.plan.features, strict=True):
            if box.contains(at):
                return Part("feature", key)
        for layer, boxes in enumerate(self.plan.units, start=1):
            for unit, box in enumerate(boxes):
                if box.contains(at):
                    return Part("unit", layer=layer, unit=unit)
                if self.plan.foot and self._foot(box).contains(at):
                    return Part("bias", layer=layer, unit=unit)
        return self._line_at(at)

    def _line_at(self, at: QPointF) -> Part | None:
        within = self._appearance.px(NEAR)
        found = self.lines.nearest(at, within, self._model.run.scenario)
        return None if found is None else Part("weight", "", *found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read what is under the pointer."""
        self._at = event.position()
        self._point(self.part_at(self._at))
        if self.part is not None:
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing any more."""
        super().leaveEvent(event)
        self._point(None)

    def _point(self, part: Part | None) -> None:
        if part != self.part:
            self.part = part
            hand = Qt.CursorShape.ArrowCursor if part is None else Qt.CursorShape.PointingHandCursor
            self.setCursor(hand)
            self.update()
            self.pointed.emit(part)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Toggle a feature, or choose a number."""
        part = self.part_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and part is not None and part.feature:
            self._toggle(part.feature)
        else:
            self.choose(part)

    def _toggle(self, feature: str) -> None:
        if self.shows_features:
            self.feature_toggled.emit(feature)

    def choose(self, part: Part | None) -> None:
        """Select a weight, a bias or a unit; None selects nothing."""
        self.chosen = part
        self.part_chosen.emit(part)
        self.update()

    def claims(self, event: QKeyEvent) -> bool | None:
        """Claim the keys that choose."""
        on_feature = self.chosen is not None and bool(self.chosen.feature)
        chooses = event.key() in _MOVES or (event.key() == Qt.Key.Key_Space and on_feature)
        return (chooses and not event.modifiers()) or None

    def _columns(self) -> list[list[Part]]:
        columns = [[Part("feature", key) for key in self.features]]
        for layer, boxes in enumerate(self.plan.units, start=1):
            columns.append([Part("unit", layer=layer, unit=at) for at in range(len(boxes))])
        return columns

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from tile to tile with the arrow keys; Space or Return takes a feature in or out."""
        columns, key = self._columns(), event.key()
        chosen = self.chosen
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Return) and chosen is not None and chosen.feature:
            self._toggle(chosen.feature)
        elif key in _MOVES:
            across, down = _MOVES[key]
            column = 0 if chosen is None else chosen.layer
            row = 0
            if chosen is not None:
                known = [(p.feature, p.unit) for p in columns[column]]
                row = known.index((chosen.feature, chosen.unit))
                column = min(max(0, column + across), len(columns) - 1)
            row = min(max(0, row + down), len(columns[column]) - 1)
            self.choose(columns[column][row])
            self.setAccessibleDescription(self.text_of(columns[column][row]))
        else:
            super().keyPressEvent(event)


_MOVES: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
