"""The derivation of the present step and its three-way check.

The algebra is loaded after the first paint: until ``enable`` is called there is no derivation,
and panes show what needs none.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.models.playback import PlaybackModel
from app.models.session import SessionModel
from engine.network.quantities import Ref
from engine.network.scenario import is_typed

if TYPE_CHECKING:
    from symbolic.check.three_ways import ThreeWays
    from symbolic.derive.closed_form import ClosedForm
    from symbolic.derive.records import Derivation

MOST_CHECKS = 1_000
"""How many checks of an iteration are remembered."""


class WorkingModel(QObject):
    """What the working pane says about the present step.

    Attributes
    ----------
    derivation : Derivation or None
        None at position 0 and until the algebra is loaded.

    Signals
    -------
    changed
        Another derivation: re-read.
    """

    changed = Signal()

    def __init__(self, session: SessionModel, playback: PlaybackModel) -> None:
        super().__init__()
        self._session = session
        self._playback = playback
        self._checks: dict[Ref, ThreeWays] = {}
        self._typed: set[str] = set()
        self.enabled = False
        session.trace_changed.connect(self._forget)
        session.sample_changed.connect(self.changed)
        playback.position_changed.connect(self.changed)

    def enable(self) -> None:
        """Say that the algebra has been loaded and may be used."""
        if not self.enabled:
            self.enabled = True
            self._derive_typed()
            self.changed.emit()

    def _derive_typed(self) -> None:
        """Have typed functions derived before a step asks: SymPy has up to two seconds for each."""
        scenario = self._session.scenario
        names = {scenario.loss, *(layer.activation for layer in scenario.layers)}
        typed = {name for name in names if is_typed(name)} - self._typed
        if self.enabled and typed:
            from symbolic.warming import warm_typed

            self._typed |= typed
            threading.Thread(target=warm_typed, args=(scenario,), daemon=True).start()

    @property
    def derivation(self) -> Derivation | None:
        """The derivation of the present step."""
        step = self._playback.step
        return None if step is None else self.derivation_of(step.number)

    def derivation_of(self, number: int) -> Derivation | None:
        """Return the derivation of any step of the present iteration."""
        if not self.enabled:
            return None
        from symbolic.derive.steps import derive

        return derive(self._session.trace, number, self._session.sample)

    @property
    def gradient_ref(self) -> Ref | None:
        """The gradient the present step is about (an update is about its gradient too)."""
        step = self._playback.step
        return None if step is None else self.gradient_of(step.number)

    def gradient_of(self, number: int) -> Ref | None:
        """Return the gradient that any step is about, if it is about one."""
        target = self._session.trace.steps[number - 1].target
        return None if target.parameter is None else target.gradient

    def three_ways_of(self, number: int) -> ThreeWays | None:
        """Return the gradient that any step is about three times, worked out once."""
        ref = self.gradient_of(number)
        if ref is None or not self.enabled:
            return None
        from symbolic.check.three_ways import three_ways

        if ref not in self._checks:
            if len(self._checks) >= MOST_CHECKS:
                self._checks.clear()
            self._checks[ref] = three_ways(self._session.trace, ref)
        return self._checks[ref]

    def closed_form(self) -> ClosedForm | None:
        """Return the present gradient in inputs and parameters, for small networks."""
        ref = self.gradient_ref
        if ref is None or not self.enabled:
            return None
        from symbolic.derive.closed_form import closed_form

        return closed_form(self._session.trace, ref)

    def _forget(self) -> None:
        self._derive_typed()
        self._checks.clear()
        self.changed.emit()
