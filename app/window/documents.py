"""What is open in all modes: opened, saved and named as one, with nothing lost unasked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal

from app.models import Stepper
from app.window.data_files import is_data
from app.window.files import Files
from app.window.modes import Modes
from app.window.notice import NoticeStrip
from app.window.train_page import TrainPage
from app.window.unsaved import Unsaved, may_lose, short_title
from engine.errors import ScenarioError, UserError
from engine.lessons.detecting import lesson_kind
from engine.network.scenario import Scenario
from engine.progress import WorkCancelledError
from engine.scenario import list_scenarios

ADVICE_MS = 150


class Documents(QObject):
    """Opens and saves what is shown, and asks about what would be lost.

    Attributes
    ----------
    import_data, open_lesson : callable
        Show what is proposed of a data file, and play a lesson's file.

    Signals
    -------
    changed
        Something else is shown, or what is shown was edited or saved.
    """

    changed = Signal()

    def __init__(
        self,
        stepper: Stepper,
        files: Files,
        modes: Modes,
        train_page: TrainPage,
        notice: NoticeStrip,
    ) -> None:
        # It ends with what it speaks through.
        super().__init__(notice)
        self._document, self._session, self._files = stepper.document, stepper.session, files
        self._modes, self._train, self._notice = modes, train_page, notice
        self.import_data: Callable[[str], object] = files.open_word
        self.open_lesson: Callable[[str], object] = files.open_word
        files.may_leave = self.may_leave
        train_page.may_lose_run = self.may_lose_run
        # Once what was opened is on screen.
        self._advising = QTimer(self)
        self._advising.setSingleShot(True)
        self._advising.setInterval(ADVICE_MS)
        self._advising.timeout.connect(self._advise)
        document = self._document
        for signal in (document.opened, document.edited, document.saved):
            signal.connect(self.changed)

    # Opening ----------------------------------------------------------------------------

    def open_word(self, word: str) -> None:
        """Open a scenario by id or path; a data file is imported, a lesson played."""
        if is_data(word):
            self.import_data(word)
        elif lesson_kind(word):
            self.open_lesson(word)
        else:
            self._files.open_word(word)

    def open_file(self) -> None:
        """Ask for a file and open it."""
        if path := self._files.choose_file("open", ""):
            self.open_word(path)

    def open_made(self, scenario: Scenario) -> bool:
        """Open a scenario that is no file's; return whether what was open may be left."""
        return self._files.open_scenario(scenario)

    def open_first(self, word: str | None, last: str | None) -> None:
        """Open what was asked for, else what was open last, else the first shipped scenario.

        Raises
        ------
        ScenarioError
            What was asked for cannot be opened.
        """
        files, notice = self._files, self._notice
        if word is not None:
            try:
                files.open_scenario(files.read(word), word)
            except WorkCancelledError:
                files.open_word(list_scenarios()[0])
            if not self._document.is_open:
                # The sentence begins with the file's name as it is.
                raise ScenarioError("", "", notice.text)
        elif last is None or not files.open_word(last):
            why = notice.text
            files.open_word(list_scenarios()[0])
            if why:
                notice.say_error(why)

    def begin_advising(self) -> None:
        """Advise the stepper on what is open, and from now on what is opened."""
        self._document.opened.connect(self._advising.start)
        if self._document.is_open:
            self._advising.start()

    def _advise(self) -> None:
        """Say why what was opened cannot learn, unless something else is said.

        The rows were read when it was opened. That they cannot be read any more is said by what
        needs them next.
        """
        if not self._modes.present.shows_trained or self._notice.text:
            return
        from engine.training.advice import advice_on_trace

        with suppress(UserError):
            if found := advice_on_trace(self._session.trace):
                self._notice.say_warning(" ".join(found))

    # Undoing ----------------------------------------------------------------------------

    @property
    def _is_visiting(self) -> bool:
        return self._document.is_visiting and self._modes.present.shows_trained

    @property
    def may_undo(self) -> tuple[bool, bool]:
        """Whether there is something to undo and to redo; not while a run has the settings."""
        if self._modes.present.is_busy:
            return False, False
        return self._document.can_undo or self._is_visiting, self._document.can_redo

    def undo(self) -> None:
        """Take the last edit back; in the stepper, come back from a trained network first."""
        if self._is_visiting:
            self._document.leave()
        else:
            self._document.undo()

    # Saving -----------------------------------------------------------------------------

    def save(self, *, elsewhere: bool) -> None:
        """Save what is shown, to its own file or, ``elsewhere``, to one that is asked for."""
        trained, model, page = self._document.place.trained, self._train.model, self._modes.present
        if not page.commit():
            return
        if trained is not None and page.shows_trained:
            if self._files.save_trained(trained) and model is not None:
                model.run.saved = model.run.visited
        elif elsewhere:
            self._files.save_as()
        else:
            self._files.save()

    def save_network(self) -> bool:
        """Ask for a file and save the trained network's parameters; return whether it was done."""
        model = self._train.model
        if model is None or not model.can_step_through:
            return False
        path = self._files.ask_for_network(f"{self._document.scenario.id}.npz")
        if path is None or not model.can_step_through:
            return False
        try:
            model.save_network(path)
        except UserError as error:
            self._notice.say_error(str(error))
            return False
        self._notice.say_good(f"Saved the network {model.run.when} to {path}.")
        return True

    # What would be lost -----------------------------------------------------------------

    def may_leave(self) -> bool:
        """Ask once about all that closing or opening would lose; return whether to go on."""
        return may_lose(lambda: [*self._edits(), *self._training()], self._files.ask)

    def may_lose_run(self) -> bool:
        """Ask about what a run has learned before another, or none, takes its place."""
        return may_lose(self._training, self._files.ask)

    def _edits(self) -> list[Unsaved]:
        """Return the edits of all modes."""
        if not self._document.is_modified:
            return []
        title = short_title(self._document.scenario.title)
        return [Unsaved(f"{title} has edits that are not saved.", self._files.save)]

    def _training(self) -> list[Unsaved]:
        """Return what a run has learned, be it under way or over."""
        model = self._train.model
        plan = None if model is None else model.run.plan
        if model is None or plan is None or not model.can_step_through or not model.run.is_unsaved:
            return []
        title = short_title(plan.scenario.title)
        sentence = f"What {title} has learned {model.run.when} is not saved."
        if model.is_busy:
            sentence = f"{title} is in training: the run would end. {sentence}"
        return [Unsaved(sentence, self.save_network)]

    # What it is called ------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The title of what the window shows."""
        place = self._document.place
        return (place.shown if self._modes.present.shows_trained else place.scenario).title
