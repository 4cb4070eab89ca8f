"""The Explore pane: data, features and network, output, and the time line below."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.explore.data_panel import DataPanel
from app.explore.heads import LayerCount, NetworkHeads
from app.explore.hidden_parts import HiddenParts
from app.explore.network_picture import Part
from app.explore.network_view import NetworkView
from app.explore.output_map import OutputMap
from app.explore.part_card import PartCard
from app.explore.point_tools import PointTools
from app.explore.readout import Readout
from app.explore.score_curves import ScoreCurves
from app.explore.surface_drawer import SurfaceDrawer
from app.explore.time_bar import TimeBar
from app.models.exploring_models import Exploring
from app.theme import Appearance, Gentle, spaced
from app.widgets.plain import PlainLabel

SLIM = 700
"""In less width at 100 % data and network are not shown together."""
LEAST = (600, 320)
"""In pixels at any text size: the page holds no window up."""
LOW = 380
"""In less height at 100 % there is room for the map or the curves, not for both."""


class ExplorePane(QWidget):
    """Shows an exploration; everything the person does goes to its models.

    Parameters
    ----------
    models : Exploring
        What is explored.
    settings : QWidget
        The settings of training.
    appearance : Appearance
        The look.

    Signals
    -------
    step_wanted
        The stepper is to show the network at the place that is read.
    """

    step_wanted = Signal()

    def __init__(
        self,
        models: Exploring,
        settings: QWidget,
        appearance: Appearance,
    ) -> None:
        super().__init__()
        model, planes, editor, hiding = models.model, models.planes, models.editor, models.hiding
        self.model, self.planes, self.editor = model, planes, editor
        self._hiding = hiding
        self._appearance = appearance
        self.data = DataPanel(model, editor, hiding, settings, appearance)
        self.network = NetworkView(model, planes, appearance)
        self.heads = NetworkHeads(model, editor, self.network, appearance)
        self.layers = LayerCount(model, editor, appearance)
        self.card = PartCard(model, editor, self.network, appearance)
        self.map = OutputMap(planes, appearance)
        self.tools = PointTools(appearance)
        self.readout = Readout(model, planes, appearance)
        self.curves = ScoreCurves(model, editor, appearance)
        self.hidden = HiddenParts(hiding, appearance)
        self.time = TimeBar(model, editor, self.hidden, appearance)
        self.data_button = QToolButton()
        self.data_button.setText("Data")
        self.data_button.setCheckable(True)
        self.data_button.setToolTip("Show data and settings in the place of the network")
        self.data_button.toggled.connect(self.fit)
        self._presenting = False
        self.titles = [_heading(text) for text in ("Features", "Network", "Output")]
        self.surface = SurfaceDrawer(models.surface, appearance)
        self.surface.closed.connect(lambda: self.show_surface(False))
        self.curves.surface_wanted.connect(lambda: self.show_surface(self.surface.isHidden()))
        self._middle, self._right = QWidget(), QWidget()
        self._arrange()
        self.network.feature_toggled.connect(editor.toggle_feature)
        self.network.pointed.connect(self._show_unit)
        # The unit may be gone.
        model.run_changed.connect(lambda: self._show_unit(None))
        self.network.part_chosen.connect(self.card.show_part)
        self.map.pointed.connect(lambda place: self.readout.show_place(place or self.map.place))
        self.map.chosen.connect(self.readout.show_place)
        self.readout.read.connect(self.map.setAccessibleDescription)
        self.readout.step_wanted.connect(self.step_wanted)
        for signal, does in (
            (self.map.point_added, editor.add_point),
            (self.map.point_moved, editor.move_point),
            (self.map.point_removed, editor.remove_point),
            (self.tools.cleared, editor.clear_points),
            (self.tools.changed, self._hold_tool),
            (planes.plane_changed, self._hold_tool),
        ):
            signal.connect(does)
        for signal in (hiding.changed, model.run_changed):
            signal.connect(self._hide_parts)
        self.curves.race.gathered.connect(self.fit)
        appearance.changed.connect(self.fit)

    def _arrange(self) -> None:
        look = self._appearance
        features, network, output = self.titles
        middle = spaced(QVBoxLayout(self._middle), look, Gentle(6), (16, Gentle(10), 8, 6))
        head = spaced(QHBoxLayout(), look, 10, (0, 0, 0, 0))
        for each in (features, network, self.layers):
            head.addWidget(each)
        head.insertSpacing(1, look.px(Gentle(60)))
        head.addStretch(1)
        self._of_network = QWidget()
        inside = spaced(QVBoxLayout(self._of_network), look, Gentle(6), (0, 0, 0, 0))
        inside.addLayout(head)
        inside.addWidget(self.network, 1)
        inside.addWidget(self.card)
        middle.addWidget(self._of_network)
        middle.addWidget(self.surface)
        self.surface.hide()
        right = spaced(QVBoxLayout(self._right), look, Gentle(6), (8, Gentle(10), 16, 6))
        above = spaced(QHBoxLayout(), look, 12, (0, 0, 0, 0))
        above.addWidget(self.data_button)
        above.addWidget(output)
        above.addWidget(self.tools)
        above.addStretch(1)
        right.addLayout(above)
        self._beside = spaced(QBoxLayout(QBoxLayout.Direction.LeftToRight), look, 12, (0, 0, 0, 0))
        self._beside.addWidget(self.map, 1)
        self._beside.addWidget(self.readout)
        right.addLayout(self._beside, 5)
        right.addWidget(self.curves, 2)
        self._column = right
        body = QHBoxLayout()
        body.setSpacing(0)
        for widget, stretch in ((self.data, 0), (self._middle, 5), (self._right, 5)):
            body.addWidget(widget, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(body, 1)
        column.addWidget(self.time)

    def _hold_tool(self) -> None:
        """Let clicks on the map do what the tool says."""
        plane = self.planes.plane
        self.tools.show_plane(plane)
        self.map.is_own = plane is not None and plane.spec.generator == "points"
        self.map.outcome = self.tools.outcome if self.map.is_own else None

    def _hide_parts(self) -> None:
        """Show the parts that are not hidden; each part knows the rest of its own reasons."""
        hides, network, time = self._hiding.hides, self.network, self.time
        network.shows_maps, network.shows_biases = not hides("unit maps"), not hides("biases")
        network.shows_values, network.shows_features = not hides("weights"), not hides("features")
        network.replan()
        self.layers.setVisible(not hides("layers"))
        self.heads.set_hidden(hides("layers"), hides("activations"))
        self.map.shows_held_out = not hides("held-out points")
        self.map.update()
        self.readout.hides_formula = hides("formula")
        self.curves.hides_accuracy = hides("accuracy")
        self.curves.hides_race = hides("race")
        if hides("race"):
            self.model.end_race()
        self.curves.refresh()
        self.curves.surface.setVisible(not hides("loss surface"))
        if hides("loss surface"):
            self.show_surface(False)
        for widget, name in (
            (time.line, "timeline"),
            (time.state, "timeline"),
            (time.speed, "speed"),
            (time.speed_name, "speed"),
            (time.new_weights, "new weights"),
        ):
            widget.setVisible(not hides(name))  # type: ignore[arg-type]
        self.fit()

    def show_surface(self, shown: bool) -> None:
        """Show the loss surface in the place of the network, or that again."""
        self._of_network.setHidden(shown)
        self.surface.set_open(shown)
        self.curves.surface.setText("Network ▸" if shown else "Loss surface ▸")

    def _show_unit(self, part: Part | None) -> None:
        """Show a unit's map at full size while the pointer is on it."""
        on_unit = part is not None and part.kind == "unit"
        self.map.show_unit(part.layer if on_unit and part else 0, part.unit if part else 0)

    def minimumSizeHint(self) -> QSize:
        """Return what any window has: parts that have no room give way."""
        return QSize(*LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Share the room out among the parts that are shown."""
        px = self._appearance.px
        # Where there is no room for both, a button changes between data and network.
        slim = self.width() < px(SLIM) and not self._presenting
        self.data_button.setVisible(slim)
        shows_data = not self._presenting and (not slim or self.data_button.isChecked())
        self.data.setVisible(shows_data)
        self._middle.setHidden(slim and shows_data)
        self.data.setFixedWidth(px(Gentle(262)) if not slim else round(0.45 * self.width()))
        self.card.setHidden(self._presenting or self._hiding.hides("weights"))
        room = self.width() - (self.data.width() if shows_data and not slim else 0)
        right = round(min(0.54 * room, max(0.44 * room, self.height() * 0.62 + px(Gentle(190)))))
        if slim:
            right = room - round(0.45 * self.width())
        self._right.setFixedWidth(right)
        self._middle.setFixedWidth(room - right)
        low = self.height() < px(LOW)
        self.curves.set_room(right, low, hides_plot=self._hiding.hides("loss curves"))
        # Who races needs room, too.
        self._column.setStretchFactor(self.curves, 2 + len(self.model.entries))
        # At the largest texts two rows of racers leave no room for it.
        crowded = low and len(self.model.entries) > 1
        self.readout.step.setHidden(crowded or self._hiding.hides("step through"))
        self._fit_readout(right, low)
        narrow = room - right < px(Gentle(100)) + px(330)
        self.layers.set_brief(narrow)
        self.titles[0].setHidden(room - right < px(330))
        self.time.set_room(self.width(), low)
        self.hidden.set_room(1000 * self.width() // px(1000))

    def set_presenting(self, presenting: bool) -> None:
        """Leave network, output and playhead alone."""
        self._presenting = presenting
        self.time.set_minimal(presenting)
        self.fit()

    def _fit_readout(self, right: int, low: bool) -> None:
        """Put what is read beside the map or below it, where the map becomes larger."""
        px, lines = self._appearance.px, self._appearance.text_px(14)
        whole = max(px(Gentle(190)), self.readout.least_width(brief=False))
        roomy = right >= whole + px(Gentle(290))
        wide = whole if roomy else self.readout.least_width(brief=True)
        body = self.height() - self.time.sizeHint().height()
        share = 2 + len(self.model.entries)
        curves = 3 * lines if low else max(px(Gentle(130)), share * body // (share + 5))
        height = body - curves - 4 * lines
        beside = min(right - wide - px(Gentle(90)), height) >= min(right, height - 6 * lines)
        directions = QBoxLayout.Direction
        self._beside.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self.readout.set_room(beside, roomy=roomy, narrow=right < px(360))
        self.readout.setFixedWidth(wide if beside else right - px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the lines between the parts."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.background))
        if self.data.isVisible():
            painter.fillRect(self.data.width(), 0, 1, self.data.height(), QColor(theme.line))
        painter.fillRect(0, self.time.y() - 1, self.width(), 1, QColor(theme.line))
        painter.end()


def _heading(text: str) -> PlainLabel:
    label = PlainLabel(text)
    label.setProperty("role", "heading")
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return label
