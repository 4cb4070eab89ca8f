"""Where in the iteration the person is, and how the playhead moves."""

from PySide6.QtCore import QObject, QTimer, Signal

from app.models.session import SessionModel
from engine.errors import DivergenceError
from engine.iteration.steps import Granularity, Phase, Step
from engine.network.quantities import GRADIENTS, Ref

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Moves per second that the speed slider offers."""


class PlaybackModel(QObject):
    """The playhead.

    Attributes
    ----------
    position : int
        Position p shows steps 1 to p; 0 is before anything is computed.
    granularity : Granularity
        How far one move goes.
    playing : bool
        Whether the playhead moves by itself.
    speed : float
        Moves per second while playing.

    Signals
    -------
    position_changed, granularity_changed, playing_changed, speed_changed
        Without payload: read the attribute.
    failed : str
        There is no next iteration, as the loss ran away; with the sentence that says so.
    """

    position_changed = Signal()
    granularity_changed = Signal()
    playing_changed = Signal()
    speed_changed = Signal()
    failed = Signal(str)

    def __init__(self, session: SessionModel) -> None:
        super().__init__()
        self._session = session
        self.position = 0
        self._moved = False
        self.granularity = Granularity.STEP
        self.speed = 1.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        session.scenario_changed.connect(self._begin_anew)
        session.trace_changed.connect(self._keep_within)

    @property
    def playing(self) -> bool:
        """Whether the playhead moves by itself."""
        return self._timer.isActive()

    @property
    def length(self) -> int:
        """Number of steps in the iteration."""
        return len(self._session.trace.steps) if self._session.is_open else 0

    @property
    def step(self) -> Step | None:
        """The step shown last, or None at position 0."""
        return self._session.trace.steps[self.position - 1] if self.position else None

    def is_known(self, ref: Ref) -> bool:
        """Whether a number is known at the present position."""
        return self._session.trace.steps.is_known(ref, self.position)

    def go_to(self, position: int) -> None:
        """Move the playhead, within the iteration."""
        position = max(0, min(position, self.length))
        if position != self.position:
            self.position = position
            self.position_changed.emit()

    def go_to_ref(self, ref: Ref) -> bool:
        """Move to the step that derives a number; for a parameter, its gradient.

        In the update phase a parameter leads to its own update. Returns whether there is such a
        step.
        """
        steps, step = self._session.trace.steps, self.step
        if ref.quantity in GRADIENTS:
            updating = step is not None and step.phase is Phase.UPDATE
            ref = ref.new_value if updating else ref.gradient
        number = steps.shown_at(ref)
        if number is None:
            return False
        self.pause()
        self.go_to(number)
        return True

    def forward(self) -> None:
        """Move on by the present granularity; at the end of the iteration stay."""
        if self._session.is_open:
            steps = self._session.trace.steps
            self.go_to(steps.next_position(self.position, self.granularity))

    def step_back(self) -> None:
        """Move back by the granularity; at the start of iteration k go to the end of k − 1."""
        if self.position > 0:
            steps = self._session.trace.steps
            self.go_to(steps.previous_position(self.position, self.granularity))
        elif self._session.is_open and self._session.iteration > 1:
            self._session.go_to_iteration(self._session.iteration - 1)
            self.last()

    def first(self) -> None:
        """Go to the first position of iteration 1."""
        self.pause()
        if self._session.is_open:
            self._session.go_to_iteration(1)
        self.go_to(0)

    def last(self) -> None:
        """Go to the end of the iteration."""
        self.pause()
        self.go_to(self.length)

    def next_iteration(self) -> bool:
        """Go to the start of the next iteration, or stay where there is none; return whether."""
        before = self.position
        # The playhead moves first, so that no view computes the old position's numbers anew.
        self.go_to(0)
        if not self._session.is_open:
            return False
        try:
            self._session.go_to_iteration(self._session.iteration + 1)
        except DivergenceError as error:
            self.go_to(before)
            self.failed.emit(str(error))
            return False
        return True

    def set_granularity(self, granularity: Granularity) -> None:
        """Choose how far one move goes."""
        if granularity is not self.granularity:
            self.granularity = granularity
            self.granularity_changed.emit()

    def coarser(self) -> None:
        """Move further at a time."""
        self._shift_granularity(1)

    def finer(self) -> None:
        """Move less far at a time."""
        self._shift_granularity(-1)

    def _shift_granularity(self, by: int) -> None:
        scale = list(Granularity)
        index = max(0, min(scale.index(self.granularity) + by, len(scale) - 1))
        self.set_granularity(scale[index])

    def set_speed(self, speed: float) -> None:
        """Choose how many moves a second playing makes."""
        if speed != self.speed:
            self.speed = speed
            self._timer.setInterval(round(1000 / speed))
            self.speed_changed.emit()

    def play(self) -> None:
        """Move by itself; from the end of the iteration on through the next."""
        if not self.playing and self.length:
            if self.position >= self.length and not self.next_iteration():
                return
            self._timer.start(round(1000 / self.speed))
            self.playing_changed.emit()

    def pause(self) -> None:
        """Stop moving by itself."""
        if self.playing:
            self._timer.stop()
            self.playing_changed.emit()

    def toggle(self) -> None:
        """Play or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def _tick(self) -> None:
        self.forward()
        if self.position >= self.length:
            self.pause()

    def _begin_anew(self) -> None:
        # Views rebuild on the same signal; until all have, no signal says the new position.
        self.pause()
        self._moved = self.position != 0
        self.position = 0

    def _keep_within(self) -> None:
        moved, self._moved = self._moved, False
        if moved:
            self.position_changed.emit()
        else:
            self.go_to(min(self.position, self.length))
