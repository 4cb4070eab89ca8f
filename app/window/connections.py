"""Freeze, cut and restore weights and biases: the graph's context menu, and Edit's entries."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from app.commands import Editor
from app.graph import GraphPane
from app.graph.plan.places import Place
from app.models import Stepper
from app.widgets.copying import offer_picture
from app.widgets.plain import without_mnemonics
from app.window.notice import NoticeStrip
from engine.network.quantities import Ref
from engine.scenario.editing import Mark

MOST = 20
"""Up to so many connections are offered one by one to be restored."""

_NOTHING = "Nothing is selected: click a weight or a bias first."


class Connections:
    """Changes which weights and biases there are, and which of them are trained.

    Parameters
    ----------
    stepper : Stepper
        The models.
    editor : Editor
        Makes the edits.
    graph : GraphPane
        Asks for the menu, and says what is chosen.
    notice : NoticeStrip
        Says what became of it.

    Attributes
    ----------
    restoring : QMenu
        Offers what was cut, near what is chosen first.
    """

    def __init__(
        self, stepper: Stepper, editor: Editor, graph: GraphPane, notice: NoticeStrip
    ) -> None:
        self._stepper, self._editor = stepper, editor
        self._graph, self._notice = graph, notice
        self.restoring = QMenu("R&estore", graph)
        self.restoring.aboutToShow.connect(self._offer_all)
        graph.menu_wanted.connect(self._show)

    def actions(self) -> dict[str, Callable[[], object]]:
        """Return what the window's actions of these names do."""
        return {"freeze": self.freeze, "cut": self.cut}

    def freeze(self) -> None:
        """Freeze what is chosen, or let it be trained again."""
        refs = self._graph.chosen
        if refs:
            trained = self._stepper.session.trace.layout.is_trained(refs[0])
            self._mark(refs, "frozen" if trained else "trained")
        else:
            self._notice.say_note(_NOTHING)

    def cut(self) -> None:
        """Cut what is chosen."""
        if refs := self._graph.chosen:
            self._mark(refs, "absent")
        else:
            self._notice.say_note(_NOTHING)

    def _mark(self, refs: Sequence[Ref], mark: Mark) -> None:
        """Make the edit, and stay at the step where that is still one."""
        session, playback = self._stepper.session, self._stepper.playback
        step, names = playback.step, self._names(refs)
        self._editor.mark(refs, mark)
        if step is not None:
            number = session.trace.steps.number_of(step.target)
            playback.go_to(step.number if number is None else number)
        if mark == "absent":
            self._notice.say_note(f"{names} is cut. Edit › Restore brings it back.")
        elif refs[0].source is not None or mark != "trained":
            self._stepper.selection.select(refs[0])

    def _names(self, refs: Sequence[Ref]) -> str:
        layout = self._stepper.session.trace.layout
        return ", ".join(dict.fromkeys(layout.name(ref) for ref in refs))

    def _ends(self, ref: Ref) -> str:
        """Return a name with the units that a weight connects, such as "w2, from i2 to h1"."""
        scenario, name = self._stepper.session.scenario, self._names((ref,))
        if ref.unit is None:
            return name
        unit = scenario.unit_name(ref.layer, ref.unit)
        if ref.source is None:
            return f"{name}, the bias of {unit}"
        return f"{name}, from {scenario.unit_name(ref.layer - 1, ref.source)} to {unit}"

    # Menus ------------------------------------------------------------------------------

    def menu(self, place: Place, refs: Sequence[Ref]) -> QMenu:
        """Return the context menu of a place in the graph, and of the parameters that it shows."""
        menu = QMenu(self._graph)
        if refs:
            trained = self._stepper.session.trace.layout.is_trained(refs[0])
            mark: Mark = "frozen" if trained else "trained"
            text = f"Freeze {self._names(refs)}" if trained else f"Train {self._names(refs)} again"
            self._add(menu, text, refs, mark)
            cut = self._ends(refs[0]) if len(refs) == 1 else self._names(refs)
            self._add(menu, f"Cut {cut}", refs, "absent")
            menu.addSeparator()
        absent = self._absent()
        self._offer(menu, [ref for ref in absent if _is_at(ref, place)] or absent)
        if absent:
            menu.addSeparator()
        offer_picture(menu, self._graph.view)
        return menu

    def _show(self, place: Place, refs: Sequence[Ref], where: QPoint) -> None:
        menu = self.menu(place, refs)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def _offer_all(self) -> None:
        self.restoring.clear()
        self._offer(self.restoring, self._absent())
        if self.restoring.isEmpty():
            self.restoring.addAction("Nothing is cut").setEnabled(False)

    def _offer(self, menu: QMenu, absent: Sequence[Ref]) -> None:
        for ref in absent[:MOST]:
            self._add(menu, f"Restore {self._ends(ref)}", (ref,), "present")
        if len(absent) > 1:
            self._add(menu, f"Restore all {len(absent):,} of these", absent, "present")

    def _add(self, menu: QMenu, text: str, refs: Sequence[Ref], mark: Mark) -> None:
        action = menu.addAction(without_mnemonics(text))
        action.triggered.connect(lambda: self._mark(refs, mark))

    def _absent(self) -> list[Ref]:
        layout = self._stepper.session.trace.layout
        return [layout.ref(int(index)) for index in layout.absent]


def _is_at(ref: Ref, place: Place) -> bool:
    """Whether a connection begins or ends at a place's unit."""
    ends = {(ref.layer, ref.unit), (ref.layer - 1, ref.source)}
    return place.kind in ("unit", "edge", "bias") and (place.layer, place.unit) in ends
