"""What leads from files into Lessons, and from lessons into the stepper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, SignalInstance

from app.models import Stepper
from app.settings import Settings
from app.window.documents import Documents
from app.window.files import Files
from app.window.lessons_page import LessonsPage
from app.window.modes import Modes
from app.window.notice import NoticeStrip
from engine.errors import UserError
from engine.lessons.detecting import lesson_kind
from engine.network.scenario import Scenario

if TYPE_CHECKING:
    from engine.lessons.lesson import Course, Lesson, Link


class Teaching:
    """Opens lessons and courses from files, and follows links into the stepper.

    Parameters
    ----------
    page : LessonsPage
        Plays them.
    documents : Documents
        Opens scenarios; hands over lessons.
    modes : Modes
        Shows the one or the other.
    stepper : Stepper
        Is put at a link's step.
    notice : NoticeStrip
        Says what is refused.
    files : Files
        Asks for a file.
    settings : Settings
        Remembers the files that were opened last.
    """

    def __init__(
        self,
        page: LessonsPage,
        documents: Documents,
        *,
        modes: Modes,
        stepper: Stepper,
        notice: NoticeStrip,
        files: Files,
        settings: Settings,
    ) -> None:
        self._page, self._documents, self._modes = page, documents, modes
        self._stepper, self._notice, self._settings = stepper, notice, settings
        self._files = files
        documents.open_lesson = self.open_file
        page.save_wanted.connect(self.save_course)
        page.link_followed.connect(self.follow)

    def open_file(self, path: str) -> None:
        """Play a lesson's or a circuit's file, or show a course's; a bad file changes nothing."""
        try:
            opened = _read(path)
        except UserError as error:
            self._settings.remove_recent_file(Path(path))
            self._notice.say_error(str(error))
            return
        self._notice.dismiss()
        self._settings.add_recent_file(Path(path))
        self._page.open(opened)
        self._modes.show_mode(self._page.name)

    def put_off(self, word: str | None, shown: SignalInstance) -> str | None:
        """Open a file of lessons once the window is there; return any other word.

        Raises
        ------
        UserError
            The file is a bad one.
        """
        if word is None or not lesson_kind(word):
            return word
        _read(word)
        shown.connect(lambda: QTimer.singleShot(0, self._page, lambda: self.open_file(word)))
        return None

    def save_course(self, title: str, lessons: list[Lesson]) -> None:
        """Ask for a file, write a course there, and show it."""
        from engine.lessons.writing import save_course

        folder = next((each.path.parent for each in lessons if each.path), None)
        folder = folder or self._settings.last_folder or Path.home()
        chosen = self._files.choose_file("course", str(folder / "course.toml"))
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(".toml")
        try:
            course = save_course(title, lessons, path)
        except UserError as error:
            self._notice.say_error(str(error))
            return
        self._settings.add_recent_file(path)
        self._page.show_saved(course)
        self._notice.say_good(f"Saved to {path}.")

    def follow(self, link: Link | Scenario) -> None:
        """Open a scenario that was made, or that of a link at its step, unless it is not wanted."""
        if isinstance(link, Scenario):
            if self._documents.open_made(link):
                self._modes.show_mode("step")
            return
        self._documents.open_word(link.scenario)
        scenario = self._stepper.document.scenario
        if link.scenario in (scenario.id, str(scenario.path)):
            self._modes.show_mode("step")
            self._stepper.playback.go_to(link.step)


def _read(path: str) -> Lesson | Course:
    # What reads lessons is loaded with the first of them.
    from engine.lessons.library import load_file

    return load_file(Path(path))
