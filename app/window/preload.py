"""Load what the first picture does not need, after it has been painted."""

import threading
from importlib import import_module

from PySide6.QtCore import QObject, QTimer, Signal

from engine.files.log import log_fault
from engine.scenario import shipped_titles

LOOK_MS = 15


class Preloader(QObject):
    """Imports the algebra, the formula drawing and then Train in a worker thread.

    Signals
    -------
    loaded
        Algebra and formula drawing may be used now.
    failed
        They cannot be loaded; with the reason. Numbers go on without formulas.
    ended
        All has been loaded, or tried.
    """

    loaded = Signal()
    failed = Signal(str)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._has_loaded = threading.Event()
        self._is_waiting = True
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
        self._has_loaded.set()
        try:
            load_train()
        except Exception as error:
            # Whoever opens Train sees why.
            log_fault("Loading Train", error)

    def _look(self) -> None:
        """Say how it went: once when formulas are there, or cannot be, and once at the end."""
        is_over = self._thread is not None and not self._thread.is_alive()
        if self._is_waiting and self._has_loaded.is_set():
            self._is_waiting = False
            if self._failure:
                self.failed.emit(self._failure)
            else:
                self.loaded.emit()
        if is_over:
            self._timer.stop()
            self.ended.emit()


def load() -> None:
    """Import the algebra and the formula drawing, and derive once what every network uses."""
    from app.formula import preload
    from symbolic.warming import warm_up

    for name in ("derive.steps", "check.three_ways", "derive.closed_form"):
        import_module(f"symbolic.{name}")
    preload()
    warm_up()


def load_train() -> None:
    """Import Train with its plots, which takes half a second, and the modes behind it.

    What they offer is read, too.
    """
    pages = ("training", "models.exploring_plane", "explore", "lessons.pane")
    for name in ("plot.plot", "models.training", *pages):
        import_module(f"app.{name}")
    shipped_titles()
    import_module("engine.lessons.library").shipped_lessons()
