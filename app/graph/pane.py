"""The graph pane: header and picture, what the pointer does, editing in place."""

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QColor, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QToolTip, QVBoxLayout, QWidget

from app.commands import Editor
from app.graph import messages
from app.graph.entry import NumberEntry
from app.graph.header import GraphHeader
from app.graph.headings import Headings
from app.graph.items.picture import GraphPicture
from app.graph.items.primitives import rect_of
from app.graph.labels.emphasis import emphasis_of
from app.graph.labels.state import GraphState, Reading
from app.graph.plan.geometry import Box, Point
from app.graph.plan.places import NOWHERE, Place, place_of
from app.graph.plan.shape import NetworkShape, network_shape
from app.graph.view import GraphView
from app.models import Stepper
from app.own_units import own_name, own_number
from app.text.row_names import named_rows
from app.theme import Appearance
from engine.iteration.steps import Phase
from engine.network.quantities import LOSS, Quantity, Ref


class GraphPane(QWidget):
    """The network as a graph.

    Parameters
    ----------
    stepper : Stepper
        The models.
    editor : Editor
        Applies edits.
    appearance : Appearance
        Theme and text size.

    Signals
    -------
    message
        A sentence about what was clicked and has no derivation of its own.
    menu_wanted(object, object, QPoint)
        The context menu of a place in the picture and of its weight or biases, somewhere on screen.
    """

    message = Signal(str)
    menu_wanted = Signal(object, object, QPoint)

    def __init__(
        self,
        stepper: Stepper,
        editor: Editor,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._stepper, self._editor, self._appearance = stepper, editor, appearance
        # Before the header hears of it: what it shows or hides resizes the view.
        stepper.session.scenario_changed.connect(self._build)
        stepper.session.notation_changed.connect(self._build)
        self.header = GraphHeader(appearance, self)
        self.view = GraphView(self)
        self.entry = NumberEntry(appearance, self.view.viewport())
        self.headings = Headings(self.view, appearance)
        self._picture: GraphPicture | None = None
        self._pointed = self._clicked = self._focus = NOWHERE
        self._came_from: int | None = None
        self._clicked_at = -1
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self.view.setAccessibleName("Graph of the network")
        self._connect()
        if stepper.session.is_open:
            self._show_header()
        self._dress()

    def _connect(self) -> None:
        session, playback = self._stepper.session, self._stepper.playback
        selection = self._stepper.selection
        for changed in (session.trace_changed, session.sample_changed, playback.position_changed):
            changed.connect(self._show_header)
        session.trace_changed.connect(self._follow_trace)
        session.sample_changed.connect(self._follow_trace)
        playback.position_changed.connect(self._follow_position)
        selection.hovered_changed.connect(self._follow_position)
        selection.selected_changed.connect(self._follow_position)
        self._appearance.changed.connect(self._dress)
        self.header.fit_wanted.connect(self.view.fit)
        self.header.sample_wanted.connect(lambda by: session.set_sample(session.sample + by))
        self.view.pointed.connect(self._point)
        self.view.clicked.connect(self._click)
        self.view.double_clicked.connect(self._edit_at)
        self.view.edit_wanted.connect(self._edit_selected)
        self.view.menu_wanted.connect(self._want_menu)
        self.view.zoomed.connect(self.entry.cancel)
        self.view.resized.connect(self._fill)
        self.view.painting.connect(self._draw)
        self.entry.finished.connect(self._release_focus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the header have the lines that there is height for."""
        super().resizeEvent(event)
        self.header.follow_height()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what was opened while nobody looked, once the size that is seen is known."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._draw)

    @property
    def picture(self) -> GraphPicture | None:
        """What is drawn; None while there is nothing to draw, or nobody to see it."""
        self._draw()
        return self._picture

    def _draw(self) -> None:
        if self._picture is None and self._stepper.session.is_open:
            self._build()

    def _build(self) -> None:
        self.entry.cancel()
        self._pointed = self._clicked = self._focus = NOWHERE
        self._picture = None
        self.headings.show_picture(None)
        if not self.isVisible():
            # Its size is not known yet, and everything is laid out for a size.
            return
        size = self.view.viewport().size()
        width, height = max(200, size.width()), max(150, size.height())
        state = self._state()
        self._picture = GraphPicture(state, self._appearance, width, height, self._shape())
        self.view.setScene(self._picture.scene)
        self._frame()
        self._describe()

    def _show_header(self) -> None:
        session, rows = self._stepper.session, self._stepper.session.rows
        changing = session.scenario.dataset is not None or session.selection.has_several
        number = rows.numbers[session.sample] + 1
        row = f"row {number:,} of {rows.total:,}" if changing else ""
        row = named_rows(rows) if rows.is_own else row
        self.header.show_state(self._state(), row)

    def _shape(self) -> NetworkShape:
        session = self._stepper.session
        return network_shape(session.scenario, session.rows.image_shape)

    def _state(self) -> GraphState:
        """Return what the models say now."""
        session, playback = self._stepper.session, self._stepper.playback
        selection, rows, sample = self._stepper.selection, session.rows, session.sample
        reading = Reading(
            session.trace, sample, playback.position, lambda ref: own_number(rows, ref, sample)
        )
        return GraphState(
            reading, playback.step, selection.hovered, selection.selected, self._focus
        )

    def _follow_trace(self) -> None:
        if self._picture is not None:
            self.entry.cancel()
            self._picture.show(self._state())
            self._describe()

    def _follow_position(self) -> None:
        if self._picture is not None:
            self._picture.show(self._state())
            self._keep_in_view()
            self._describe()
            self._follow_click()

    def _follow_click(self) -> None:
        """Have the headings there as long as what is shown is the unit that was clicked."""
        is_there = self._clicked_at == self._stepper.playback.position
        self.headings.select(is_there and self._clicked.kind == "unit")

    def _frame(self) -> None:
        """Show the picture at its size, with the present step in view where not all of it is."""
        if self._picture is not None:
            self.view.show_bars(self._picture.scrolls)
            self.view.reset()
            self.headings.show_picture(self._picture)
            self._keep_in_view()

    def _keep_in_view(self) -> None:
        """Scroll to what the step computes, where the picture is larger than the view."""
        step, picture = self._stepper.playback.step, self._picture
        if picture is None or not any(picture.scrolls):
            return
        if step is None:
            self.view.ensureVisible(0, 0, 1, 1, 0, 0)
            return
        box = picture.box_of(step.target)
        if box is not None:
            room = self.view.viewport().size()
            beside, above = room.width() // 4, room.height() // 5
            self.view.ensureVisible(rect_of(box), beside, above)

    def _describe(self) -> None:
        self.setAccessibleDescription(self.header.description)
        self.view.setAccessibleDescription(self.header.description)

    def _dress(self) -> None:
        self.view.setBackgroundBrush(QBrush(QColor(self._appearance.theme.background)))
        self._fill()

    def _fill(self) -> None:
        # A view can be resized while another network is opening, before its picture is drawn.
        if self._picture is None or self._picture.shape != self._shape():
            return
        self.entry.cancel()
        size = self.view.viewport().size()
        self._picture.resize(self._state(), max(200, size.width()), max(150, size.height()))
        if self.view.zoom == 1.0:
            self._frame()

    def _point(self, point: Point | None) -> None:
        if self._picture is None:
            return
        self.headings.point(point)
        place = NOWHERE if point is None else self._picture.hit(point)
        if place == self._pointed:
            return
        self._pointed = place
        self._stepper.selection.hover(*self._picture.refs_at(place))
        cursor = Qt.CursorShape.PointingHandCursor
        self.view.viewport().setCursor(cursor if place != NOWHERE else Qt.CursorShape.ArrowCursor)
        self._show_tip(place)

    def _show_tip(self, place: Place) -> None:
        """Show the numbers under the pointer in full."""
        picture = self._picture
        self.view.tip = ""
        if picture is None or place == NOWHERE:
            QToolTip.hideText()
            return
        known = [ref for ref in picture.refs_at(place) if self._stepper.playback.is_known(ref)]
        session = self._stepper.session
        self.view.tip = messages.tool_tip(session.trace, known, session.sample, session.rows)

    def _click(self, point: Point) -> None:
        if self.picture is None:
            return
        self.view.setFocus(Qt.FocusReason.MouseFocusReason)
        self._clicked = self.picture.hit(point)
        self._came_from = self._stepper.playback.position
        self.go_to(self._clicked)
        self._clicked_at = self._stepper.playback.position
        self._follow_click()

    def go_to(self, place: Place) -> None:
        """Go to the derivation of a part of the picture, and select it."""
        picture, playback = self.picture, self._stepper.playback
        if picture is None or place == NOWHERE:
            self._stepper.selection.select(None)
            return
        refs = picture.refs_at(place)
        if place.kind in ("edge", "bias"):
            self._stepper.selection.select(refs[0])
            if not playback.go_to_ref(refs[0]):
                self.message.emit(messages.frozen(self._stepper.session.trace, refs[0]))
        elif place.kind == "unit" and place.layer > 0:
            self._focus = place
            self._stepper.selection.select(None)
            playback.go_to_ref(self._unit_ref(refs[0]))
            self._follow_position()
        elif place.kind == "unit":
            self._click_input(place)
        else:
            playback.go_to_ref(LOSS if place.kind == "total" else refs[0])

    def _unit_ref(self, activation: Ref) -> Ref:
        step = self._stepper.playback.step
        late = step is not None and step.phase in (Phase.BACKWARD, Phase.UPDATE)
        return activation.as_quantity(Quantity.DELTA) if late else activation

    def _click_input(self, place: Place) -> None:
        """Go to the weight from a cell of the inputs into the unit whose weights are shown."""
        unit, shape = emphasis_of(self._state()).unit_in_focus(1), self._shape()
        if unit is None or not (shape.is_strip(0) or shape.is_strip(1)):
            self._stepper.selection.select(None)
        else:
            self.go_to(Place("edge", 1, unit, place.unit))

    def _edit_at(self, point: Point) -> None:
        if self.picture is not None:
            # The first of the two clicks may have moved a label from under the pointer.
            hit = self.picture.hit(point)
            place = hit if self._clicked == NOWHERE else self._clicked
            # And it went to a derivation that who edits did not ask for.
            if self._came_from is not None:
                self._stepper.playback.go_to(self._came_from)
                self._came_from = None
            self.edit(place)

    @property
    def chosen(self) -> tuple[Ref, ...]:
        """The selected weight or bias with those under its name, else that of the step."""
        step, picture = self._stepper.playback.step, self.picture
        ref = self._stepper.selection.selected
        ref = step.target.parameter if ref is None and step is not None else ref
        if ref is None or picture is None or ref.quantity not in (Quantity.WEIGHT, Quantity.BIAS):
            return ()
        if ref.quantity is Quantity.WEIGHT:
            return (ref,)
        return picture.biases.refs_of(picture.biases.place_of(ref)) or (ref,)

    def _want_menu(self, point: Point | None, where: QPoint) -> None:
        if self.picture is None:
            return
        place = place_of(self.chosen[0]) if point is None and self.chosen else NOWHERE
        place = self.picture.hit(point) if point is not None else place
        refs = self._editable(place) if place.kind in ("edge", "bias") else ()
        self.menu_wanted.emit(place, self.chosen if point is None else refs, where)

    def _edit_selected(self) -> None:
        """Edit the selected parameter, else what was clicked, else what the step is about."""
        picture, step = self.picture, self._stepper.playback.step
        ref = self._stepper.selection.selected
        clicked = self._clicked_at == self._stepper.playback.position
        if ref is None and clicked and self._clicked.kind in ("unit", "box"):
            self.edit(self._clicked)
            return
        if ref is None and step is not None:
            ref = step.target.parameter
        if ref is None:
            self._refuse(None if step is None else step.target)
        elif picture is None:
            return
        elif ref.quantity is Quantity.BIAS:
            self.edit(picture.biases.place_of(ref))
        elif ref.quantity is Quantity.WEIGHT:
            self.edit(place_of(ref))
        else:
            # γ and β have no number of their own in the picture: at their unit, under their name.
            self._begin((ref,), picture.box_of(ref), captioned=True)

    def edit(self, place: Place) -> None:
        """Edit the weight, bias, input or target of a part of the picture in place."""
        picture = self.picture
        if picture is None:
            return
        refs = self._editable(place)
        if refs and all(self._editor.can_edit(ref) for ref in refs):
            own = self._editor.edits_own(refs[0])
            self._begin(refs, picture.box_of(refs[0]), captioned=own)
        elif refs or (refs := picture.refs_at(place)):
            self._refuse(refs[0])

    def _refuse(self, ref: Ref | None) -> None:
        session = self._stepper.session
        self.message.emit(messages.not_editable(session.trace, ref, session.rows))

    def _begin(self, refs: tuple[Ref, ...], box: Box | None, captioned: bool = False) -> None:
        if box is None:
            return
        where = QRect(self.view.mapFromScene(rect_of(box)).boundingRect())
        session, ref = self._stepper.session, refs[0]
        name = messages.symbol(session.trace, ref)
        if self._editor.edits_own(ref) and session.rows.units is not None:
            name = f"{own_name(session.rows.units, ref)}, as in the table"
        self.entry.begin(
            name,
            self._editor.text_of(ref),
            where,
            apply=lambda text: self._editor.set_text(refs[0], text, *refs[1:]),
            foresee=lambda text: self._editor.preview(ref, text),
            captioned=captioned,
        )

    def _editable(self, place: Place) -> tuple[Ref, ...]:
        match place.kind:
            case "bias" if self.picture is not None:
                return self.picture.biases.refs_of(place)
            case "edge":
                return place.refs()[:1]
            case "unit" if place.layer == 0:
                return place.refs()
            case "box":
                return (Ref(Quantity.TARGET, place.layer, place.unit),)
        return ()

    def _release_focus(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
