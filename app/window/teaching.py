"""What leads from files into Lessons, and from lessons into the stepper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.models import Stepper
from app.window.documents import Documents
from app.window.lessons_page import LessonsPage
from app.window.modes import Modes
from app.window.notice import NoticeStrip
from engine.errors import UserError
from engine.network.scenario import Scenario

if TYPE_CHECKING:
    from engine.lessons.lesson import Link


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
    """

    def __init__(
        self,
        page: LessonsPage,
        documents: Documents,
        *,
        modes: Modes,
        stepper: Stepper,
        notice: NoticeStrip,
    ) -> None:
        self._page, self._documents, self._modes = page, documents, modes
        self._stepper, self._notice = stepper, notice
        documents.open_lesson = self.open_file
        page.link_followed.connect(self.follow)

    def open_file(self, path: str) -> None:
        """Play a lesson's file, or show a course's; what is no such file changes nothing."""
        try:
            self._page.open_file(Path(path))
        except UserError as error:
            self._notice.say_error(str(error))
            return
        self._modes.show_mode(self._page.name)

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
