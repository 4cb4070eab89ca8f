"""What a click on the map does to own points: read, set one of a class or value, remove all."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from app.maps.colours import class_colour
from app.theme import Appearance, Gentle, spaced
from app.widgets.plain import plain_tip
from engine.catalogue.generators import COLOURS
from engine.training.planes import Plane

VALUES = (-1.0, -0.5, 0.0, 0.5, 1.0)
"""What a number to be met can be set to."""


class PointTools(QWidget):
    """The tools, of which one is held.

    Attributes
    ----------
    outcome : float or None
        The class or value of a point that is set; None where clicks read.

    Signals
    -------
    changed
        Another tool is held.
    cleared
        All points but a few are to go.
    """

    changed = Signal()
    cleared = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.outcome: float | None = None
        self._row = spaced(QHBoxLayout(self), appearance, 2, (0, 0, 0, 0))
        self._group = QButtonGroup(self)
        self.buttons: list[QToolButton] = []
        self._known: tuple[object, ...] = ()
        appearance.changed.connect(self._renew)
        self._plane: Plane | None = None

    def show_plane(self, plane: Plane | None) -> None:
        """Offer what points of a plane can be; nothing where they are not a person's own."""
        own = plane is not None and plane.spec.generator == "points"
        self.setVisible(own)
        self._plane = plane if own else None
        key = (own, plane.classes if plane else 0, plane.axes if plane else 0)
        if key != self._known:
            self._known = key
            self._renew()

    def _renew(self) -> None:
        """Make the buttons anew."""
        for button in self.buttons:
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons, plane = [], self._plane
        self._hold(None)
        if plane is None:
            return
        self._add("read", "Clicks read the place", None)
        if plane.axes == 1:
            self._add("set", "Clicks set a point", 0.0, "set points")
        elif plane.classes:
            for number in range(plane.classes):
                name = COLOURS[number]
                self._add(name, f"Clicks set a point that is {name}", float(number))
        else:
            for value in VALUES:
                self._add(f"{value:g}", f"Clicks set a point to meet {value:g}", value)
        clear = self._button("clear", "Remove all points but one of each class")
        clear.clicked.connect(self.cleared)
        self.buttons[0].setChecked(True)

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(plain_tip(tip))
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row.addWidget(button)
        self.buttons.append(button)
        return button

    def _add(self, text: str, tip: str, outcome: float | None, words: str = "") -> None:
        button = self._button(
            words or text, f"{tip}. Dragging moves points, a right click removes."
        )
        button.setCheckable(True)
        if outcome is not None and not words:
            button.setIcon(self._icon(outcome))
            button.setIconSize(QSize(*(2 * [self._appearance.px(Gentle(14))])))
        self._group.addButton(button)
        button.clicked.connect(lambda _=False: self._hold(outcome))

    def _icon(self, outcome: float) -> QIcon:
        theme, side = self._appearance.theme, self._appearance.px(Gentle(14))
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.outline))
        classes = self._plane is not None and self._plane.classes > 0
        number = int(outcome) if classes else int(outcome > 0)
        painter.setBrush(class_colour(theme, number, 1.0 if classes else abs(outcome)))
        painter.drawEllipse(1, 1, side - 3, side - 3)
        painter.end()
        return QIcon(picture)

    def _hold(self, outcome: float | None) -> None:
        self.outcome = outcome
        self.changed.emit()
