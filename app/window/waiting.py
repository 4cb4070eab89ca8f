"""Work that may take long: done beside the window, which shows how far it is and can cancel it."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.widgets.plain import PlainLabel
from engine.progress import WorkCancelledError, listening

Result = TypeVar("Result")

PATIENCE_MS = 300
"""Work that ends sooner is waited for without a word."""
LOOK_MS = 20
# Most files are read before anybody could do anything else.
_AT_ONCE_SECONDS = 0.05
_FULL = 1000


class Waiting(Generic[Result]):
    """One piece of work in a thread of its own.

    Parameters
    ----------
    work : callable
        What is done; it says through `engine.progress` how far it is, and ends there when
        cancelled. It touches nothing of the window.
    """

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._result: list[Result] = []
        self._error: BaseException | None = None
        self._heard = ("", 0.0)
        self._cancelled = False
        self._thread = threading.Thread(target=self._run, name="waited-for", daemon=True)

    def result(self, parent: QWidget) -> Result:
        """Do the work and return its result, the window staying alive meanwhile.

        What a person does with the window waits at first, and then a dialog takes its place: the
        work must find open what was open when it began.

        Raises
        ------
        WorkCancelledError
            A person cancelled it, or the window was closed.
        """
        self._thread.start()
        self._thread.join(_AT_ONCE_SECONDS)
        if self._thread.is_alive():
            self._wait(parent)
        if self._error is not None:
            raise self._error
        if not self._result:
            raise WorkCancelledError
        return self._result[0]

    def _wait(self, parent: QWidget) -> None:
        loop = QEventLoop()
        timer = QTimer()
        timer.setInterval(LOOK_MS)
        timer.timeout.connect(lambda: None if self._thread.is_alive() else loop.quit())
        timer.start()
        QTimer.singleShot(PATIENCE_MS, loop.quit)
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        if self._thread.is_alive():
            self._show(parent, loop, timer)
        timer.stop()

    def _show(self, parent: QWidget, loop: QEventLoop, timer: QTimer) -> None:
        from PySide6.QtWidgets import QProgressDialog

        dialog = QProgressDialog(parent)
        label = PlainLabel()
        dialog.setLabel(label)
        dialog.setObjectName("waiting")
        dialog.setWindowTitle("Chainrule")
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.setRange(0, _FULL)
        dialog.setAutoClose(False)
        dialog.setAutoReset(False)
        dialog.setMinimumWidth(420)

        def look() -> None:
            work, done = self._heard
            label.setText(work or "Reading …")
            dialog.setValue(round(_FULL * done))

        def cancel() -> None:
            self._cancelled = True
            loop.quit()

        timer.timeout.connect(look)
        dialog.canceled.connect(cancel)
        parent.destroyed.connect(cancel)
        look()
        dialog.show()
        loop.exec()
        if not isValid(parent):
            return  # and the dialog went with it
        timer.timeout.disconnect(look)
        dialog.canceled.disconnect(cancel)
        # Else the window's end would quit a loop that is long gone.
        parent.destroyed.disconnect(cancel)
        dialog.close()
        dialog.deleteLater()

    def _run(self) -> None:
        try:
            with listening(self._hear):
                self._result.append(self._work())
        except WorkCancelledError:
            pass
        except BaseException as error:
            self._error = error

    def _hear(self, work: str, done: float) -> None:
        if self._cancelled:
            raise WorkCancelledError
        self._heard = (work, done)
