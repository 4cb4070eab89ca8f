"""Load what the first picture does not need, after it has been painted."""

import threading

from PySide6.QtCore import QObject, QTimer, Signal

from engine.files.log import log_fault

LOOK_MS = 15


class Preloader(QObject):
    """Imports the algebra and the formula drawing in a worker thread.

    Signals
    -------
    loaded
        Both may be used now.
    failed
        They cannot be loaded; with the reason. Numbers go on without formulas.
    """

    loaded = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._failure = ""
        # The thread touches no QObject, not even to emit: the window may be gone when it ends.
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin, once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="preload", daemon=True)
            self._thread.start()
            self._timer.start()

    def _work(self) -> None:
        try:
            load()
        except Exception as error:
            where = log_fault("Loading formulas", error)
            why = f"they could not be loaded ({error}); {where}"
            self._failure = f"Formulas cannot be shown, as {why}."

    def _look(self) -> None:
        """Tell how it went once the thread has ended."""
        if self._thread is None or self._thread.is_alive():
            return
        self._timer.stop()
        if self._failure:
            self.failed.emit(self._failure)
        else:
            self.loaded.emit()


def load() -> None:
    """Import the algebra and the formula drawing, and derive once what every network uses."""
    from importlib import import_module

    from app.formula import preload
    from symbolic.warming import warm_up

    for name in ("deriving", "checking", "closed_form"):
        import_module(f"symbolic.{name}")
    preload()
    warm_up()
