"""Garbage is collected in the window's thread alone.

Python collects in whichever thread happens to allocate. A widget that only a cycle keeps would
then be destroyed by the thread that trains or loads, which Qt does not survive.
"""

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 500


class Collector(QObject):
    """Looks for garbage now and then, as often as Python itself would have.

    Parameters
    ----------
    parent : QObject
        Lives in the window's thread, as the collector does from then on.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Take collecting over; what has been loaded so far is never searched again."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due, and the younger ones with it."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return
