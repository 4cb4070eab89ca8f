"""Where faults of the program itself go: to one log, with their tracebacks.

What a person can cause and mend is a `UserError`, whose sentence says all there is to say. Whatever
else is caught anywhere is written here first, under the logger ``chainrule``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.text import visible

if TYPE_CHECKING:
    import logging

LOGGER = "chainrule"
_NAME = "errors.log"
MOST_BYTES = 500_000
"""Size at which a log is set aside and a new one begun."""
OLD_FILES = 2
_FORMAT = "%(asctime)s %(levelname)s %(process)d %(threadName)s: %(message)s"


def log_file() -> Path:
    """Return the file of the log, in the folder where this system keeps those of programs.

    Raises
    ------
    RuntimeError
        The user has no home folder.
    """
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        return local / "Chainrule" / "Logs" / _NAME
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Logs" / "Chainrule" / _NAME
    named = os.environ.get("XDG_STATE_HOME", "")
    state = Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "state"
    return state / "chainrule" / _NAME


def logger() -> logging.Logger:
    """Return the program's logger, which writes to its file from the first call on.

    Where the file cannot be opened, the log is written to standard error.
    """
    # A program in which nothing fails loads none of this.
    import logging  # noqa: PLC0415
    from logging.handlers import RotatingFileHandler  # noqa: PLC0415

    made = logging.getLogger(LOGGER)
    if not any(isinstance(handler, RotatingFileHandler) for handler in made.handlers):
        try:
            path = log_file()
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handler = RotatingFileHandler(
                path, maxBytes=MOST_BYTES, backupCount=OLD_FILES, encoding="utf-8"
            )
        except (OSError, RuntimeError):
            show_log()
            return made
        handler.setFormatter(_formatter())
        made.addHandler(handler)
    return made


def log_fault(doing: str, error: BaseException) -> str:
    """Write a fault of the program to the log with its traceback.

    Parameters
    ----------
    doing
        What failed, in a few words, such as "Training".
    error
        What was caught.

    Returns
    -------
    str
        Where the details are, as the end of a sentence without its full stop.
    """
    made = logger()
    made.error("%s failed", doing, exc_info=(type(error), error, error.__traceback__))
    files = [handler.baseFilename for handler in made.handlers if hasattr(handler, "baseFilename")]
    if files:
        return f"the details are in {files[0]}"
    return "the log of such faults cannot be written"


def show_log() -> None:
    """Write to standard error, too, what goes to the log."""
    import logging  # noqa: PLC0415

    made = logging.getLogger(LOGGER)
    made.setLevel(logging.DEBUG)
    if sys.stderr is not None and not is_shown():
        handler = logging.StreamHandler()
        handler.setFormatter(_formatter())
        made.addHandler(handler)


def is_shown() -> bool:
    """Whether what goes to the log is written to standard error, too."""
    logging = sys.modules.get("logging")
    if logging is None:
        return False
    made = logging.getLogger(LOGGER)
    return any(type(handler) is logging.StreamHandler for handler in made.handlers)


def _formatter() -> logging.Formatter:
    """Return a formatter whose lines no terminal obeys: an error may quote a stranger's file."""
    import logging  # noqa: PLC0415

    class Plain(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return visible(super().format(record), keep="\n\t")

    return Plain(_FORMAT)
