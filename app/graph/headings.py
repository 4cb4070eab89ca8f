"""At each layer's heading: fewer and more units, its activation, and a layer between two others.

They lie over the captions while the pointer is there, a unit is selected, or a network is built.
"""

from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QWidget,
)

from app.graph.items.picture import GraphPicture
from app.graph.labels import wording
from app.graph.plan.geometry import Point
from app.graph.view import GraphView
from app.theme import Appearance, set_icon
from app.widgets.plain import masked_lines, plain_tip, without_mnemonics
from engine.design.choices import activations_of, number_is_free
from engine.network.scenario import Scenario

BAND = 22.0
"""How far above and below the captions the pointer calls the headings, at scale 1."""

LEAVE_MS = 400

WORDINGS = 4
"""How many wordings a heading has, from the whole caption to none."""


class Heading(QFrame):
    """A layer's heading.

    Signals
    -------
    units_wanted(int)
        So many units more, or fewer.
    activation_wanted(str)
        Another activation, by its id.
    """

    units_wanted = Signal(int)
    activation_wanted = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "column")
        self._appearance = appearance
        self._texts = ("",) * WORDINGS
        self.name = _button(self)
        self.menu = QMenu(self)
        self.fewer, self.more = _button(self), _button(self)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in (self.name, self.fewer, self.more):
            row.addWidget(button)
        self.fewer.clicked.connect(lambda: self.units_wanted.emit(-1))
        self.more.clicked.connect(lambda: self.units_wanted.emit(1))

    def show_layer(self, scenario: Scenario, layer: int, strip: bool) -> None:
        """Show a layer of a network."""
        whole = wording.caption(scenario, layer, strip)
        brief = wording.caption(scenario, layer, strip, brief=True)
        self._texts = (whole, brief, brief.rpartition(", ")[2], "")
        self.name.setAccessibleName(f"Activation of {brief}" if layer else brief)
        self.name.setToolTip(plain_tip("Another activation" if layer else ""))
        self.name.setEnabled(layer > 0)
        count, free = scenario.sizes[layer], number_is_free(scenario, layer)
        self.fewer.setEnabled(free and count > 1)
        self.more.setEnabled(free)
        kind = "input" if layer == 0 else "output" if layer == scenario.depth else "unit"
        for button, text in ((self.fewer, f"One {kind} fewer"), (self.more, f"One {kind} more")):
            button.setToolTip(plain_tip(text if free else "The data set says how many there are"))
            button.setAccessibleName(f"{text}: {brief}")
        self.menu.clear()
        for key, name in activations_of(scenario, layer) if layer else ():
            action = self.menu.addAction(without_mnemonics(name))
            action.setCheckable(True)
            action.setChecked(scenario.layers[layer - 1].activation == key)
            action.triggered.connect(lambda _=False, key=key: self.activation_wanted.emit(key))
        if layer:
            self.name.setMenu(self.menu)
        instant, bare = QToolButton.ToolButtonPopupMode, layer == 0
        self.name.setPopupMode(instant.DelayedPopup if bare else instant.InstantPopup)

    def write(self, wording_number: int, font: QFont, icon: float) -> int:
        """Write one of the wordings in a font, and return the width that it takes."""
        self.name.setText(without_mnemonics(masked_lines(self._texts[wording_number])))
        self.name.setFont(font)
        set_icon(self.fewer, self._appearance, "minus", icon)
        set_icon(self.more, self._appearance, "plus", icon)
        self.resize(self.minimumSizeHint())
        # At once, as where a button is may be asked for before the next event.
        self._row.activate()
        return self.width()


class Headings(QWidget):
    """All headings of a graph, and the buttons for a layer between them.

    Signals
    -------
    units_wanted(int, int)
        A layer is to have so many units more, or fewer.
    activation_wanted(int, str)
        A layer is to have another activation.
    layer_wanted(int)
        A hidden layer of this number is to be added.
    """

    units_wanted = Signal(int, int)
    activation_wanted = Signal(int, str)
    layer_wanted = Signal(int)

    def __init__(self, view: GraphView, appearance: Appearance) -> None:
        super().__init__(view)
        self.hide()
        self._view, self._appearance = view, appearance
        self._picture: GraphPicture | None = None
        self._always = self._pointed = self._selected = False
        # The button that was clicked stays under the pointer, for another click.
        self._held: tuple[int, int, int] | None = None
        # They stay when a network has fewer layers: the next may have more.
        self._made: list[tuple[Heading, QToolButton]] = []
        self.items: list[Heading] = []
        self.between: list[QToolButton] = []
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(LEAVE_MS)
        self._leaving.timeout.connect(self._leave)
        for moved in (view.horizontalScrollBar(), view.verticalScrollBar()):
            moved.valueChanged.connect(self.place)
        view.zoomed.connect(self.place)

    def set_always(self, always: bool) -> None:
        """Have them there wherever the pointer is, or not."""
        self._always = always
        self.place()

    def select(self, selected: bool) -> None:
        """Have them there while a unit is selected."""
        if selected != self._selected:
            self._selected = selected
            self.place()

    def point(self, point: Point | None) -> None:
        """Follow the pointer."""
        if self._picture is None:
            return
        if self._held is not None:
            self._held = None
            self.place()
        plan = self._picture.canvas.frame.plan
        if point is not None and abs(point.y - plan.caption_y) <= BAND * plan.scale:
            self._leaving.stop()
            if not self._pointed:
                self._pointed = True
                self.place()
        elif self._pointed and not self._leaving.isActive():
            self._leaving.start()

    def _leave(self) -> None:
        if any(item.menu.isVisible() for item in self.items):
            self._leaving.start()
            return
        self._pointed = False
        self.place()

    def show_picture(self, picture: GraphPicture | None) -> None:
        """Follow the picture that is drawn; until there is another, all stays under the pointer."""
        self._picture = picture
        if picture is not None:
            self.place()

    def place(self) -> None:
        """Put everything where the captions are; away, where nobody asks for it."""
        picture = self._picture
        wanted = self._always or self._pointed or self._selected
        if picture is None or not wanted:
            for each in (*self.items, *self.between):
                each.hide()
            return
        scenario, plan = picture.canvas.frame.trace.scenario, picture.canvas.frame.plan
        self._make(len(scenario.sizes))
        fonts, scale = picture.canvas.frame.fonts, plan.scale / self._appearance.scale
        middles = [self._view.mapFromScene(x, plan.caption_y) for x in plan.columns[:-1]]
        apart = [b.x() - a.x() for a, b in pairwise(middles)]
        for button in self.between:
            button.setFont(fonts.font("caption"))
            button.setText("+")
        small = self.between[0].minimumSizeHint().width()
        for layer, heading in enumerate(self.items):
            heading.show_layer(scenario, layer, picture.shape.is_strip(layer))
        for number in range(WORDINGS):
            # All in the same wording, the longest that all have room for.
            widths = [item.write(number, fonts.font("caption"), 12 * scale) for item in self.items]
            taken = ((a + b) / 2 + small for a, b in pairwise(widths))
            if all(width <= room for width, room in zip(taken, apart, strict=True)):
                break
        whole = self._view.mapFromScene(self._view.sceneRect()).boundingRect()
        for heading, middle in zip(self.items, middles, strict=True):
            _centre(heading, middle, whole)
        if self._held is not None and self._held[0] < len(self.items):
            layer, by, x = self._held
            heading = self.items[layer]
            heading.move(heading.x() + x - _middle_of(heading, by), heading.y())
            # Qt learns what is under the pointer with its next move alone.
            for button, here in ((heading.more, by > 0), (heading.fewer, by < 0)):
                button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, here)
                button.update()
        for number, button in enumerate(self.between, start=1):
            _place_between(button, self.items[number - 1], self.items[number])

    def _ask(self, layer: int, by: int) -> None:
        heading = self.items[layer]
        pressed = heading.more if by > 0 else heading.fewer
        self._held = (layer, by, _middle_of(heading, by)) if pressed.underMouse() else None
        self.units_wanted.emit(layer, by)

    def _make(self, count: int) -> None:
        while len(self._made) < count:
            self._made.append(self._new(len(self._made)))
        for heading, button in self._made[count:]:
            heading.hide()
            button.hide()
        self.items = [heading for heading, _ in self._made[:count]]
        self.between = [button for _, button in self._made[1:count]]

    def _new(self, layer: int) -> tuple[Heading, QToolButton]:
        """Make what a layer has: its heading, and the button for a layer before it."""
        room = self._view.viewport()
        heading, button = Heading(self._appearance, room), _button(room)
        heading.units_wanted.connect(lambda by: self._ask(layer, by))
        heading.activation_wanted.connect(lambda name: self.activation_wanted.emit(layer, name))
        button.setToolTip("Add a layer here")
        button.setAccessibleName(f"Add a layer behind layer {layer - 1}")
        button.clicked.connect(lambda: self.layer_wanted.emit(layer))
        button.hide()
        return heading, button


def _button(parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setProperty("kind", "heading")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _middle_of(heading: Heading, by: int) -> int:
    """Return where the button for a unit more or fewer is."""
    button = heading.more if by > 0 else heading.fewer
    return heading.x() + button.geometry().center().x()


def _place_between(button: QToolButton, before: Heading, after: Heading) -> None:
    """Show the button for a layer between two headings, where it has room."""
    gap = after.x() - before.geometry().right()
    button.setText("+ layer")
    if button.minimumSizeHint().width() > gap - 4:
        button.setText("+")
    button.resize(button.minimumSizeHint())
    _centre(button, QPoint(before.geometry().right() + gap // 2, after.geometry().center().y()))
    button.setVisible(gap >= button.width())


def _centre(widget: QWidget, middle: QPoint, within: QRect | None = None) -> None:
    """Show a widget around a point, within the picture."""
    x = middle.x() - widget.width() // 2
    if within is not None:
        x = max(within.left(), min(x, within.right() + 1 - widget.width()))
    widget.move(x, max(0, middle.y() - widget.height() // 2))
    widget.show()
    widget.raise_()
