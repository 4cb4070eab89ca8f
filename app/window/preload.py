"""Load what the first picture does not need, after it has been painted."""

import threading

from PySide6.QtCore import QObject, Signal


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

    def start(self) -> None:
        """Begin, once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="preload", daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Block until everything has been loaded."""
        self.start()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        try:
            load()
        except Exception as error:
            self.failed.emit(f"Formulas cannot be shown, as they could not be loaded: {error}.")
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
