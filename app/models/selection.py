"""What the person points at and what is selected, shared by graph, formulas and table."""

from PySide6.QtCore import QObject, Signal

from app.models.session import SessionModel
from engine.network.quantities import Ref


class SelectionModel(QObject):
    """Hover and selection.

    Attributes
    ----------
    hovered : tuple of Ref
        What the pointer rests on, in the graph or in a formula; empty for nothing.
    selected : Ref or None
        The weight or bias that graph and table show as selected.

    Signals
    -------
    hovered_changed, selected_changed
        Without payload: read the attribute.
    """

    hovered_changed = Signal()
    selected_changed = Signal()

    def __init__(self, session: SessionModel) -> None:
        super().__init__()
        self.hovered: tuple[Ref, ...] = ()
        self.selected: Ref | None = None
        self._cleared = False
        session.scenario_changed.connect(self._forget)
        session.trace_changed.connect(self._announce)

    def hover(self, *refs: Ref) -> None:
        """Point at some numbers; without arguments at nothing."""
        if refs != self.hovered:
            self.hovered = refs
            self.hovered_changed.emit()

    def select(self, ref: Ref | None) -> None:
        """Select a weight or bias (its gradient and new value count as itself), or nothing."""
        parameter = None if ref is None else ref.parameter
        if parameter != self.selected:
            self.selected = parameter
            self.selected_changed.emit()

    def _forget(self) -> None:
        # Views rebuild on the same signal; until all have, no signal is sent.
        self.hovered, self.selected, self._cleared = (), None, True

    def _announce(self) -> None:
        if self._cleared:
            self._cleared = False
            self.hovered_changed.emit()
            self.selected_changed.emit()
