"""Has the kernels compiled in a process of low priority, before training asks for them."""

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

import engine
from engine.files.log import logger

DELAY_MS = 10_000


class CompileAhead(QObject):
    """Starts compiling some seconds after it was asked to, and ends it with the window.

    Signals
    -------
    problem_found : str
        Compiled code cannot be stored on this machine; with the sentence to show.
    """

    problem_found = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.process = QProcess(self)
        self.process.setStandardOutputFile(QProcess.nullDevice())
        self.process.setStandardErrorFile(QProcess.nullDevice())
        # Python looks for modules there first; the present folder may be anybody's.
        self.process.setWorkingDirectory(str(Path(engine.__file__).parents[1]))
        self.process.errorOccurred.connect(self._note_failure)
        self._ending = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._start)

    def begin(self) -> None:
        """Start once the window has had its first seconds for itself."""
        self._timer.start(DELAY_MS)

    def end(self) -> None:
        """Start nothing any more, and end what was started."""
        self._timer.stop()
        self._ending = True
        if self.process.state() != QProcess.ProcessState.NotRunning:
            self.process.kill()
            self.process.waitForFinished(1000)

    def _note_failure(self) -> None:
        """Log what the process cannot: that it never began, or fell over."""
        if not self._ending:
            logger().error("Compiling ahead failed: %s", self.process.errorString())

    def _start(self) -> None:
        # Only now: loading this took as long as drawing the first picture takes.
        from engine.compilation.store import code_store

        store = code_store()
        if store.problem:
            self.problem_found.emit(store.problem)
        elif not store.is_complete:
            self.process.start(sys.executable, ["-m", "engine.training.compile_all"])
