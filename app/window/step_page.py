"""Step through: graph, working pane, timeline, and a drawer for the table and the loss."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.commands import Editor
from app.graph import GraphPane
from app.models import Stepper
from app.models.running import RunModel
from app.settings import Settings
from app.theme import Appearance, set_icon, spaced
from app.timeline import TimelinePane
from app.widgets.focus_ring import FocusRing
from app.widgets.plain import PlainLabel
from app.window.modes import ModePage
from app.window.working_place import WorkingPlace

if TYPE_CHECKING:
    from app.timeline import LossPlot, ParameterTable
    from app.working import WorkingPane

GRAPH_SHARE, WORKING_SHARE = 5, 3
# Height at 100 % under which graph and drawer are not shown together.
LOWEST_FOR_BOTH = 500
# Height of the page at 100 % under which what is beside the graph takes some of the timeline's.
LOWEST_FOR_CONTROLS = 560
WIDEST_BESIDE = 0.46
"""The most of the width that is taken by what stands beside the graph unasked."""


class Drawer(QWidget):
    """The panel under the graph that holds the parameter table or the loss, one at a time."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._title = PlainLabel()
        self._title.setProperty("role", "strong")
        self.close_button = QToolButton()
        set_icon(self.close_button, appearance, "close")
        self.close_button.setToolTip("Close")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pages = QStackedWidget()
        head = spaced(QHBoxLayout(), appearance, margins=(20, 6, 10, 2))
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._pages, 1)

    def show_page(self, page: QWidget, title: str) -> None:
        """Show a page, taking it in on its first call."""
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        self._title.setText(title)
        self.show()

    def holds(self, page: QWidget | None) -> bool:
        """Whether the page is what the drawer shows."""
        return page is not None and not self.isHidden() and self._pages.currentWidget() is page


class StepPage(ModePage):
    """The step-through mode as one widget."""

    name = "step"
    shows_trained = has_chooser = has_rows = True

    def __init__(
        self,
        stepper: Stepper,
        editor: Editor,
        runs: RunModel,
        appearance: Appearance,
        settings: Settings,
    ) -> None:
        super().__init__()
        self._stepper = stepper
        self._editor = editor
        self._runs = runs
        self.look = appearance
        self._settings = settings
        self.graph = GraphPane(stepper, editor, appearance)
        self.place = WorkingPlace(stepper, appearance)
        self.timeline = TimelinePane(stepper, runs, editor, appearance)
        self.drawer = Drawer(appearance)
        self.drawer.hide()
        self.table: ParameterTable | None = None
        self.losses: LossPlot | None = None
        self._presenting, self._shares = False, list[int]()
        self._assemble()
        appearance.changed.connect(self._share_room)

    def _assemble(self) -> None:
        self._left = QSplitter(Qt.Orientation.Vertical)
        self._left.installEventFilter(self)
        self._left.addWidget(self.graph)
        self._left.addWidget(self.drawer)
        self._left.setStretchFactor(0, 3)
        self._left.setStretchFactor(1, 2)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self._left)
        # The derivation, or in its place what changes the network.
        self.side = QStackedWidget()
        self.side.addWidget(self.place)
        self.split.addWidget(self.side)
        self.split.setStretchFactor(0, GRAPH_SHARE)
        self.split.setStretchFactor(1, WORKING_SHARE)
        for splitter in (self._left, self.split):
            splitter.setChildrenCollapsible(False)
        sizes = self._settings.splitter("step")
        self.split.setSizes(sizes or [GRAPH_SHARE * 200, WORKING_SHARE * 200])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.split, 1)
        column.addWidget(self.timeline)
        self.rings = [FocusRing(self.graph.view, self.look)]
        self.place.made.connect(self._order_focus)

    @property
    def keys(self) -> QWidget:
        """What has the focus so that most keys are left to the window."""
        return self.graph

    def set_active(self, active: bool) -> bool:
        """Follow what is open while this is seen; return whether that was possible."""
        self._stepper.playback.pause()
        if not active:
            self._runs.cancel()
        return self._stepper.session.set_active(active)

    @property
    def working(self) -> WorkingPane:
        """The working pane; it is made when it is first asked for."""
        return self.place.pane

    def load(self) -> None:
        """Make what the first picture does without."""
        _ = self.place.pane

    def _order_focus(self) -> None:
        """Let Tab walk from the graph through the derivation to the timeline.

        No click takes the focus from the graph, where the keys act; the transport needs none.
        """
        sheet, closed_form = self.working.sheet, self.working.closed_form.button
        for part in (sheet, closed_form):
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rings.append(FocusRing(sheet, self.look))
        header, timeline = self.graph.header, self.timeline
        order = [
            self.graph.view,
            header.previous,
            header.next,
            header.fit,
            sheet,
            closed_form,
            *timeline.tab_stops(),
        ]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def show_beside(self, panel: QWidget | None) -> None:
        """Show a panel beside the graph in the place of the derivation, or that again."""
        if panel is not None and self.side.indexOf(panel) < 0:
            self.side.addWidget(panel)
        before = self._shares or self.split.sizes()
        self._shares = [] if panel is None else before
        self.side.setCurrentWidget(panel or self.place)
        if panel is None:
            self.split.setSizes(before)
        self._share_room()

    def _share_room(self) -> None:
        """Let a panel in the place of the derivation have the width and height that it asks for."""
        panel = self.side.currentWidget() or self.place
        is_beside, whole = panel is not self.place, self.split.width()
        wide = min(panel.sizeHint().width(), round(whole * WIDEST_BESIDE))
        if is_beside and self.split.sizes()[1] < wide:
            self.split.setSizes([whole - wide, wide])
        low = is_beside and self.height() < self.look.px(LOWEST_FOR_CONTROLS)
        self.timeline.set_minimal(self._presenting or low)

    def toggle_parameters(self) -> bool:
        """Show or hide the table of all parameters; whether it is shown now."""
        if self.table is None:
            from app.timeline import ParameterTable

            self.table = ParameterTable(self._stepper, self._editor, self.look)
        return self._toggle(self.table, "All parameters")

    def toggle_losses(self) -> bool:
        """Show or hide the loss over the iterations; whether it is shown now."""
        if self.losses is None:
            from app.timeline import LossPlot

            self.losses = LossPlot(self._stepper.session, self.look)
            self._runs.progressed.connect(self.losses.refresh)
        return self._toggle(self.losses, "Loss over the iterations")

    def _toggle(self, page: QWidget, title: str) -> bool:
        if self.drawer.holds(page):
            self.close_drawer()
            return False
        first = self.drawer.isHidden()
        self.drawer.show_page(page, title)
        self._share_height()
        if first:
            height = self._left.height()
            self._left.setSizes([round(height * 0.6), round(height * 0.4)])
        return True

    def close_drawer(self) -> None:
        """Hide the drawer."""
        self.drawer.hide()
        self._share_height()

    def _share_height(self) -> None:
        """Let the drawer take the graph's place where both would be too low to read."""
        low = self._left.height() < self.look.px(LOWEST_FOR_BOTH)
        self.graph.setVisible(self.drawer.isHidden() or not low)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Decide anew whether graph and drawer both have room: the timeline may change it, too."""
        if event.type() == QEvent.Type.Resize and watched is self._left:
            self._share_height()
            self._share_room()
        return super().eventFilter(watched, event)

    def set_presenting(self, presenting: bool) -> None:
        """Leave only graph, derivation and playhead."""
        self._presenting = presenting
        self._share_room()
        if presenting:
            self.close_drawer()

    def shutdown(self) -> None:
        """End what is under way, and keep the splitter's place."""
        self._runs.cancel()
        self._stepper.playback.pause()
        self._settings.set_splitter("step", self._shares or self.split.sizes())
