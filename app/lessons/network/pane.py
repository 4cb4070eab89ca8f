"""The pane that shows a network: a scenario's graph at a step, or units by their names."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QBrush, QColor, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QToolTip, QVBoxLayout

from app.graph.items.picture import GraphPicture, prepare
from app.graph.labels.sentences import sentence
from app.graph.labels.state import GraphState, Reading
from app.graph.messages import tool_tip
from app.graph.named import NamedNetwork
from app.graph.plan.geometry import Point
from app.graph.plan.places import NOWHERE, Place
from app.graph.plan.shape import network_shape
from app.graph.view import GraphView
from app.lessons.network.way_back import WayBack
from app.lessons.network.wish_list import WishList
from app.lessons.picture import PicturePane, Shown
from app.lessons.step_bar import StepBar
from app.theme import Appearance, spaced
from app.widgets.plain import PlainLabel
from engine.iteration.steps import Phase
from engine.lessons.lesson import Scene
from engine.lessons.pictures.network import NetworkPicture
from engine.network.quantities import LOSS, Quantity, Ref
from engine.network.scenario import Scenario
from symbolic.notation.marks import unmarked

WAITING = "Opening the data …"
_LEAST = QSize(200, 150)
BEGINS = "What the network is given is there."


class NetworkPane(PicturePane):
    """The graph of a scenario, and below it the way through its steps."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.named = NamedNetwork(appearance)
        self.view = GraphView()
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName("Graph of the network")
        self.bar = StepBar(appearance)
        self.graph: GraphPicture | None = None
        self._shown: NetworkPicture | None = None
        self._drawn: Scenario | None = None
        self._laid_out: tuple[object, ...] = ()
        self._seen = ""
        self._pointed = NOWHERE
        self.pictures = QStackedWidget()
        self.pictures.addWidget(self.view)
        self.pictures.addWidget(self.named)
        self.wishes, self.way_back = WishList(appearance), WayBack(appearance)
        self.waiting = PlainLabel(WAITING)
        self.waiting.setProperty("role", "muted")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (self.wishes, self.way_back, self.waiting):
            self.pictures.addWidget(part)
        self.way_back.chosen.connect(lambda unit: self.dragged.emit("output", float(unit), 0.0))
        self._column = spaced(QVBoxLayout(self), appearance, 0, (0, 0, 0, 0))
        self._column.addWidget(self.pictures, 1)
        self._column.addWidget(self.bar)
        self.bar.wanted.connect(self._go_to)
        self.view.resized.connect(self._fit)
        self.view.pointed.connect(self._point)
        self.view.clicked.connect(self._click)
        appearance.changed.connect(self._fit)

    def show_picture(self, shown: Shown) -> None:
        """Draw it."""
        picture = shown.setting.picture()
        assert isinstance(picture, NetworkPicture)
        self._shown = picture
        show = picture.keys["show"]
        is_graph = picture.drawn is None and show == "graph" and picture.is_complete
        self.bar.setVisible(is_graph and "step" in shown.handles)
        if picture.drawn is not None:
            self.named.show_network(picture.drawn, expressions=picture.keys["expressions"])
            self.pictures.setCurrentWidget(self.named)
        elif not picture.is_complete:
            self._wait(picture)
        elif show == "gradient":
            self.wishes.show_trace(picture.trace, picture.run.selection.image_shape)
            self.pictures.setCurrentWidget(self.wishes)
        elif show == "back":
            self.way_back.show_network(picture, takes_clicks="output" in shown.handles)
            self.pictures.setCurrentWidget(self.way_back)
        else:
            self._show_graph(picture)
        if picture.is_complete:
            self._seen = picture.keys["scenario"]

    def _wait(self, picture: NetworkPicture) -> None:
        """Leave what is there of the same network until the iteration is worked out."""
        show = picture.keys["show"]
        there = {"graph": self.view, "gradient": self.wishes, "back": self.way_back}[show]
        if self._seen != picture.keys["scenario"] or self.pictures.currentWidget() is not there:
            self.pictures.setCurrentWidget(self.waiting)

    def _show_graph(self, picture: NetworkPicture) -> None:
        self.pictures.setCurrentWidget(self.view)
        # Where the bar has gone the graph has its room.
        self._column.activate()
        step = picture.last
        said = BEGINS if step is None else unmarked(sentence(picture.trace, step))
        self.bar.show_step(picture.step, picture.step_count, said)
        self.view.setAccessibleDescription(said)
        self._draw(picture)

    def showEvent(self, event: QShowEvent) -> None:
        """Lay out anew once the size that is seen is known."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def _state(self, picture: NetworkPicture) -> GraphState:
        reading = Reading(picture.trace, picture.sample, picture.step)
        graph = self.graph
        hovered = graph.refs_at(self._pointed) if graph is not None and self._pointed else ()
        return GraphState(reading, picture.last, hovered if self._pointed != NOWHERE else ())

    @property
    def _room(self) -> QSize:
        return self.view.viewport().size().expandedTo(_LEAST)

    def _layout_of(self, size: QSize) -> tuple[object, ...]:
        """Return what the places in a picture of a size depend on."""
        look = self._appearance
        return size, look.theme, look.scale, look.numbers

    def prepare(self, scene: Scene) -> Iterator[None]:
        """Find the places of a graph."""
        picture = scene.setting.picture()
        assert isinstance(picture, NetworkPicture)
        is_graph = picture.drawn is None and picture.keys["show"] == "graph"
        holder = self.parentWidget()
        if not is_graph or not picture.is_complete or holder is None:
            return
        yield
        run, state = picture.run, GraphState(Reading(picture.trace, picture.sample, picture.step))
        below = self.bar.sizeHint().height() if "step" in scene.moves else 0
        size = (holder.size() - QSize(0, below)).expandedTo(_LEAST)
        shape = network_shape(run.scenario, run.selection.image_shape)
        prepare(state, shape, self._appearance, (size.width(), size.height()), whole=True)
        yield

    def _draw(self, picture: NetworkPicture) -> None:
        layout = self._layout_of(self._room)
        if self.graph is None or self._drawn is not picture.run.origin:
            self.graph, self._pointed = None, NOWHERE
            run, size = picture.run, self._room
            shape = network_shape(run.scenario, run.selection.image_shape)
            self.graph = GraphPicture(
                self._state(picture),
                self._appearance,
                size.width(),
                size.height(),
                shape,
                # What words beside it speak of is in view.
                whole=True,
            )
            self._drawn, self._laid_out = run.origin, layout
            self.view.setScene(self.graph.scene)
            self._dress()
        elif layout == self._laid_out:
            self.graph.show(self._state(picture))
        else:
            self._fit()

    def _fit(self) -> None:
        """Lay out anew for another size or look."""
        picture = self._shown
        is_seen = self.pictures.currentWidget() is self.view
        if self.graph is None or picture is None or not (is_seen and picture.is_complete):
            return
        if self._drawn is not picture.run.origin:
            # What is seen is still another network, and is about to be drawn anew.
            return
        size = self._room
        layout = self._layout_of(size)
        if layout != self._laid_out:
            self._laid_out = layout
            self.graph.resize(self._state(picture), size.width(), size.height())
            self._dress()

    def _dress(self) -> None:
        assert self.graph is not None
        self.view.setBackgroundBrush(QBrush(QColor(self._appearance.theme.background)))
        self.view.reset()

    # The pointer ------------------------------------------------------------------------

    def _point(self, point: Point | None) -> None:
        graph, picture = self.graph, self._shown
        if graph is None or picture is None or not picture.is_complete:
            return
        place = NOWHERE if point is None else graph.hit(point)
        if place == self._pointed:
            return
        self._pointed = place
        graph.show(self._state(picture))
        steps = picture.run.steps
        known = [ref for ref in graph.refs_at(place) if steps.is_known(ref, picture.step)]
        self.view.tip = tool_tip(picture.trace, known, picture.sample) if known else ""
        if not known:
            QToolTip.hideText()
        leads = self.bar.isVisible() and self._number_of(place) is not None
        shape = Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor
        self.view.viewport().setCursor(shape)

    def _click(self, point: Point) -> None:
        """Go to the step of what is clicked, where the scene lets one."""
        number = None if self.graph is None else self._number_of(self.graph.hit(point))
        if self.bar.isVisible() and number is not None:
            self._go_to(number)

    def _number_of(self, place: Place) -> int | None:
        """Return the step of a part of the picture, in the direction that one is going in."""
        picture, graph = self._shown, self.graph
        if picture is None or graph is None or place == NOWHERE:
            return None
        ref: Ref = LOSS if place.kind == "total" else graph.refs_at(place)[0]
        step = picture.last
        is_late = step is not None and step.phase in (Phase.BACKWARD, Phase.UPDATE)
        if place.kind in ("edge", "bias"):
            updates = step is not None and step.phase is Phase.UPDATE
            ref = ref.new_value if updates else ref.gradient
        elif place.kind == "unit" and is_late and place.layer > 0:
            ref = ref.as_quantity(Quantity.DELTA)
        return picture.run.steps.shown_at(ref)

    def _go_to(self, number: int) -> None:
        self.dragged.emit("step", float(number), 0.0)
