"""How keys, buttons and a presenter's remote move the playhead."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.models import Stepper
from app.theme import Appearance
from app.timeline import STRIDES
from app.window.notice import NoticeStrip
from app.window.working_place import WorkingPlace
from engine.iteration.steps import Granularity


class Stepping(QObject):
    """Moves through the iterations, and through a derivation longer than its pane.

    Parameters
    ----------
    stepper : Stepper
        The models.
    place : WorkingPlace
        Has the pane that the page keys scroll before they step.
    appearance : Appearance
        Says whether this is Present.
    notice : NoticeStrip
        Shows how far one move goes.
    """

    def __init__(
        self, stepper: Stepper, place: WorkingPlace, appearance: Appearance, notice: NoticeStrip
    ) -> None:
        super().__init__()
        self._playback, self._place = stepper.playback, place
        self._appearance, self._notice = appearance, notice

    def actions(self) -> dict[str, Callable[[], None]]:
        """Return what its actions do, by their names."""
        doing = (self.forward, self.page_forward, self.page_back, self.coarser, self.finer)
        return {**{each.__name__: each for each in doing}, "why": self.unfold}

    def forward(self) -> None:
        """Move on; in Present from the end of an iteration to the next, as remotes have no N."""
        playback = self._playback
        if self._appearance.presenting and playback.length <= playback.position:
            playback.next_iteration()
        else:
            playback.forward()

    def page_forward(self) -> None:
        """Scroll to what is not in view yet; where all has been, move on."""
        if not self._place.pane.scroll_page(1):
            self.forward()

    def page_back(self) -> None:
        """Scroll back to what is above; from the top of the page, move back."""
        if not self._place.pane.scroll_page(-1):
            self._playback.step_back()

    def unfold(self) -> None:
        """Show how SymPy comes to the derivative that a step begins with, or its rule alone."""
        self._place.pane.unfold()

    def coarser(self) -> None:
        """Move further at a time, and show how far."""
        self._show_stride(self._playback.coarser)

    def finer(self) -> None:
        """Move less far at a time, and show how far."""
        self._show_stride(self._playback.finer)

    def _show_stride(self, change: Callable[[], None]) -> None:
        before = self._playback.granularity
        change()
        after = self._playback.granularity
        most = {Granularity.STEP: "the finest there is", Granularity.PHASE: "the coarsest there is"}
        end = f", {most[after]}" if after is before and after in most else ""
        self._notice.say_good(f"→ and ← move {STRIDES[after]}{end}.")
