"""Start the window, or draw it into a picture."""

import builtins
import os
import sys
from typing import TYPE_CHECKING

from app.faults import catch_faults, with_whole_errors
from app.output import complain
from engine.errors import ScenarioError
from symbolic.formula.numbers import set_number_format

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.settings import Settings
    from app.window.main_window import MainWindow

_LINUX_HINT = (
    "Qt cannot start: {reason}. On Debian or Ubuntu: apt-get install libegl1 libgl1 "
    "libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libdbus-1-3"
)


def open_window(
    word: str | None, step: int | None, present: bool, notation: tuple[str, str] = ("", "")
) -> int:
    """Open the window and stay until it is closed.

    Parameters
    ----------
    word : str or None
        A scenario's id or path; None opens what was open last.
    step : int or None
        The position to open at.
    present : bool
        Whether to begin in Present mode.
    notation : (str, str)
        What numbers are called, as `Scenario.shown_in` takes it.

    Returns
    -------
    int
        The exit status.

    Raises
    ------
    ScenarioError
        What was asked for cannot be opened, or there is no screen.
    """
    _need_display()
    application = plain_application()
    from app.settings import Settings

    settings = Settings.own()
    set_number_format(settings.numbers)
    window = _window(application, settings)
    catch_faults(window.notice.say_error, window.close)
    window.notation.ask(*notation)
    window.open_first(word)
    if step is not None:
        _go_to(window, step)
    if settings.problem:
        window.notice.say_error(settings.problem)
    window.show()
    if present:
        window.set_presenting(True)
    window.first_painted.connect(lambda: _compile_ahead(application, window))
    return int(with_whole_errors(application.exec))


def _compile_ahead(application: "QApplication", window: "MainWindow") -> None:
    """Have ready what the first training would wait for."""
    from app.compile_ahead import CompileAhead

    compiling = CompileAhead(window)
    compiling.problem_found.connect(window.notice.say_error)
    application.aboutToQuit.connect(compiling.end)
    compiling.begin()


def hidden_window(
    word: str,
    *,
    step: int = 0,
    size: tuple[int, int] = (1600, 900),
    theme: str = "light",
    text_scale: float = 1.0,
    notation: tuple[str, str] = ("", ""),
) -> "MainWindow":
    """Return the window as a person sees it, laid out and never shown.

    Parameters
    ----------
    word : str
        A scenario's id or path.
    step : int
        The position, from 0.
    size : (int, int)
        Width and height in pixels.
    theme : str
        "light" or "dark".
    text_scale : float
        1.0 to 2.0.
    notation : (str, str)
        What numbers are called, as `Scenario.shown_in` takes it.

    Raises
    ------
    ScenarioError
        The scenario is bad, or it has no such step.
    """
    from engine.scenario import find_scenario

    scenario = find_scenario(word)
    application = plain_application()
    from PySide6.QtCore import Qt

    from app.settings import Settings
    from app.window.preload import load

    window = _window(application, Settings())
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    # What it needs is loaded here: a thread that loads Train would outlive what it loads for.
    window.first_painted.disconnect()
    window.appearance.set_theme(theme)
    window.appearance.set_text_scale(text_scale)
    window.notation.ask(*notation)
    window.open_first(str(scenario.path) if scenario.path else word)
    _go_to(window, step)
    load()
    window.step_page.load()
    window.stepper.working.enable()
    window.setFixedSize(*size)
    window.show()
    # Layouts settle over several turns of the event loop: sizes follow formulas, which
    # follow widths.
    for _ in range(5):
        application.processEvents()
    return window


def show_failure(sentence: str) -> None:
    """Say in a dialog why the program cannot go on."""
    plain_application()
    from app.widgets.boxes import plain_box

    box = plain_box(None, sentence)
    box.setIcon(box.Icon.Critical)
    box.exec()


def _go_to(window: "MainWindow", step: int) -> None:
    length = window.stepper.playback.length
    if step > length:
        name = window.stepper.session.scenario.called
        raise ScenarioError(name, "", f"step {step:,}; expected 0 to {length:,}")
    window.stepper.playback.go_to(step)


def has_display() -> bool:
    """Whether there is a screen to open a window on."""
    names = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def _need_display() -> None:
    if not has_display():
        problem = "no screen was found (DISPLAY and WAYLAND_DISPLAY are empty); "
        raise ScenarioError(
            "window", "", problem + "the commands trace, check, train and export need none"
        )


def plain_application() -> "QApplication":
    """Return the application, which is made once; where Qt cannot start a sentence says why."""
    plain_import = builtins.__import__
    try:
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        raise ScenarioError("window", "", _LINUX_HINT.format(reason=error)) from None
    finally:
        # PySide has put its own in the place of this one, which reads the source of every module
        # in search of "from __feature__ import": a tenth of all time until the first picture.
        builtins.__import__ = plain_import
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    with _FailedStart():
        # Asking for the style in words spares all that Python would know about styles.
        application = QApplication(["chainrule", "-style", "fusion"])
    application.setApplicationName("Chainrule")
    application.setOrganizationName("Chainrule")
    application.setApplicationDisplayName("Chainrule")
    application.setDesktopFileName("chainrule")
    return application


class _FailedStart:
    """Ends the program with one sentence where Qt would abort it, as without a screen."""

    def __init__(self) -> None:
        self._reasons: list[str] = []

    def __enter__(self) -> None:
        from PySide6.QtCore import qInstallMessageHandler

        qInstallMessageHandler(self._take)

    def __exit__(self, *_: object) -> None:
        from PySide6.QtCore import qInstallMessageHandler

        qInstallMessageHandler(None)
        # What Qt had to say is only of interest where it failed, but nothing is swallowed.
        for reason in self._reasons:
            complain(reason)

    def _take(self, kind: object, _context: object, message: str) -> None:
        from PySide6.QtCore import QtMsgType

        if kind is not QtMsgType.QtFatalMsg:
            self._reasons.append(message)
            return
        reason = (self._reasons or message.splitlines())[0].strip().rstrip(".")
        complain(
            f"chainrule: window: cannot be opened: {reason}; "
            "the commands trace, check, train and export need none"
        )
        # Qt aborts as soon as this returns.
        os._exit(1)


def _window(application: "QApplication", settings: "Settings") -> "MainWindow":
    from app.theme import Appearance
    from app.window.main_window import MainWindow

    appearance = Appearance(settings.theme, settings.text_scale)
    application.setFont(appearance.font())
    window = MainWindow(settings, appearance)
    # Dressed when it is whole: a widget that moves into another would be dressed again.
    appearance.apply_to(application)
    return window
