"""Notice what goes wrong: tracebacks, warnings, threads that stay, hangs and growing memory."""

import ctypes
import faulthandler
import gc
import json
import re
import sys
import threading
import time
import tomllib
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QPixmapCache

# A compilation that is under way cannot be stopped, and is waited for.
THREADS_SECONDS = 90
GROWTH = 0.05
"""By so much of what is settled memory may grow."""
SETTLED_AFTER = 2_000
MOST_FINDINGS = 40
_ACTIONS = "actions.log"
_CACHE = type(lru_cache(maxsize=1)(len))
# What this platform without a screen says of itself, beside what pyproject.toml lists.
_HARMLESS = ("Mouse event", "Mouse release event", "This plugin does not support")


def last_actions(folder: Path, count: int) -> list[str]:
    """Return the last actions that were begun."""
    log = folder / _ACTIONS
    return log.read_text(encoding="utf-8").splitlines()[-count:] if log.exists() else []


class Watch:
    """Collects what goes wrong while actions are done.

    Attributes
    ----------
    findings : list of dict
        Each kind of fault with its text, once.
    """

    def __init__(self, folder: Path, hang: int) -> None:
        self._hang = hang
        self.findings: list[dict[str, object]] = []
        self._seen: set[tuple[str, str]] = set()
        self._done = 0
        self._report = folder / "report.json"
        self._log = (folder / _ACTIONS).open("w", encoding="utf-8")
        self._harmless = _HARMLESS + _ignored_messages()
        self.slowest = (0.0, "")
        self._began = (time.monotonic(), "")
        faulthandler.enable()
        sys.excepthook = self._traceback
        threading.excepthook = lambda hook: self._traceback(
            hook.exc_type, hook.exc_value or hook.exc_type(), hook.exc_traceback
        )
        sys.unraisablehook = lambda hook: self._traceback(
            hook.exc_type, hook.exc_value or hook.exc_type(), hook.exc_traceback
        )
        warnings.simplefilter("always")
        warnings.showwarning = self._python_warning
        qInstallMessageHandler(self._qt_message)

    def begin(self, action: str) -> None:
        """Write an action down before it is done, and end the process should it hang."""
        now = time.monotonic()
        seconds = now - self._began[0]
        if seconds > self.slowest[0]:
            self.slowest = (seconds, self._began[1])
        self._began = (now, action)
        self._done += 1
        self._log.write(f"{self._done} {action}\n")
        self._log.flush()
        faulthandler.dump_traceback_later(self._hang, exit=True)

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Take down what an action raises, unless its widget went away under the pointer."""
        try:
            yield
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            gone = isinstance(error, RuntimeError) and "already deleted" in str(error)
            if not (gone and Path(frames[-1].filename).parent == Path(__file__).parent):
                self._traceback(type(error), error, None)

    def find(self, kind: str, text: str, mark: str = "") -> None:
        """Take down a fault, unless the same has been taken down."""
        if (kind, mark or text) not in self._seen and len(self.findings) < MOST_FINDINGS:
            self._seen.add((kind, mark or text))
            self.findings.append({"kind": kind, "text": text, "action": self._done})
            # A crash may come before the report.
            self._report.write_text(json.dumps({"findings": self.findings}), encoding="utf-8")

    def _traceback(self, kind: type[BaseException], error: BaseException, _where: object) -> None:
        text = "".join(traceback.format_exception(kind, error, error.__traceback__))
        frames = traceback.extract_tb(error.__traceback__)
        mark = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else text
        self.find("traceback", text, mark)

    def _python_warning(
        self, message: Warning | str, category: type[Warning], filename: str, lineno: int,
        *_file_and_line: object,
    ) -> None:  # fmt: skip
        stack = "".join(traceback.format_stack(limit=12))
        place = f"{filename}:{lineno}"
        self.find("warning", f"{category.__name__}: {message} ({place})\n{stack}", place)

    def _qt_message(self, kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        unimportant = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
        if kind in unimportant or any(known in message for known in self._harmless):
            return
        stack = "".join(traceback.format_stack(limit=12))
        self.find("Qt warning", f"{message}\n{stack}", message)

    def end(self, before: set[str]) -> None:
        """Look for threads that stay although the window is closed."""
        faulthandler.cancel_dump_traceback_later()
        until = time.monotonic() + THREADS_SECONDS
        while (left := _threads() - before) and time.monotonic() < until:
            time.sleep(0.05)
        if left:
            self.find("leaked thread", ", ".join(sorted(left)))


def _ignored_messages() -> tuple[str, ...]:
    """Return the Qt messages that the tests ignore."""
    place = Path(__file__).parents[3] / "pyproject.toml"
    options = tomllib.loads(place.read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    return tuple(options["qt_log_ignore"])


def _threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def empty_caches() -> None:
    """Empty what remembers some results at most: that it fills up in some hours is no growth."""
    ours = ("app.", "engine.", "symbolic.")
    for name, module in tuple(sys.modules.items()):
        for value in vars(module).values() if name.startswith(ours) else ():
            if isinstance(value, _CACHE) and value.cache_parameters()["maxsize"] is not None:
                value.cache_clear()
    QPixmapCache.clear()


def memory() -> int:
    """Return the memory of this process alone in MiB, what is free given back before.

    Pages of files that are read as memory, fonts' most of all, are left out where the system says
    how many there are: they are the same ones for all programs, and go as memory is needed.
    """
    gc.collect()
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).malloc_trim(0)
        status = Path("/proc/self/status").read_text()
        return sum(map(int, re.findall(r"^Rss(?:Anon|Shmem):\s+(\d+) kB$", status, re.M))) // 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 2**20
