"""What is open in either mode: opened, saved and named as one, with nothing lost unasked."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.models import SessionModel
from app.window.files import Files
from app.window.notice import NoticeStrip
from app.window.train_page import TrainPage
from app.window.unsaved import Leaving, Unsaved, may_lose, short_title
from engine.arrays import FloatArray
from engine.errors import ScenarioError, UserError
from engine.network.scenario import Scenario
from engine.progress import WorkCancelledError
from engine.scenario import list_scenarios

if TYPE_CHECKING:
    from app.models.training import StepThrough
    from app.models.training_run import TrainingRun


ADVICE_MS = 150


class Documents(QObject):
    """Opens and saves what the shown mode shows.

    Attributes
    ----------
    is_training : bool
        Whether that is Train.

    Signals
    -------
    changed
        Something else is shown, or what is shown was edited or saved.
    """

    changed = Signal()

    def __init__(
        self, session: SessionModel, files: Files, train_page: TrainPage, notice: NoticeStrip
    ) -> None:
        # It ends with what it speaks through.
        super().__init__(notice)
        self._session, self._files = session, files
        self._train, self._notice = train_page, notice
        # What was opened from Train, the run that trained it and what it had learned by then.
        self._stepped: tuple[Scenario, TrainingRun, FloatArray] | None = None
        self.is_training = False
        files.may_leave = self.may_leave
        train_page.may_leave = self.may_leave
        files.moved.connect(self._follow)
        # Once what was opened is on screen.
        self._advising = QTimer(self)
        self._advising.setSingleShot(True)
        self._advising.setInterval(ADVICE_MS)
        self._advising.timeout.connect(self._advise)
        for signal in (session.trace_changed, files.opened, train_page.shown_changed):
            signal.connect(self.changed)

    # Opening ----------------------------------------------------------------------------

    def open_word(self, word: str) -> None:
        """Open a scenario by id or path, in the mode that is shown."""
        if self._files.open_word(word) and self.is_training:
            self._train.open(self._session.scenario)

    def open_file(self) -> None:
        """Ask for a file and open it."""
        if path := self._files.choose_file("open", ""):
            self.open_word(path)

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
            if not self._session.is_open:
                # The sentence begins with the file's name as it is.
                raise ScenarioError("", "", notice.text)
        elif last is None or not files.open_word(last):
            why = notice.text
            files.open_word(list_scenarios()[0])
            if why:
                notice.say_error(why)

    def begin_advising(self) -> None:
        """Advise on what is open, and from now on what is opened."""
        self._session.scenario_changed.connect(self._advising.start)
        if self._session.is_open:
            self._advising.start()

    def _advise(self) -> None:
        """Say why what was opened cannot learn, unless something else is said; Train has its own.

        The rows were read when it was opened. That they cannot be read any more is said by what
        needs them next.
        """
        if self.is_training or self._notice.text:
            return
        from engine.training.advice import advice_on_trace

        with suppress(UserError):
            if found := advice_on_trace(self._session.trace):
                self._notice.say_warning(" ".join(found))

    def open_trained(self, trained: StepThrough) -> bool:
        """Open in the stepper what Train has trained; tell whether that was done."""
        scenario = replace(trained.scenario, title=trained.title, path=None)
        opened = self._files.open_rows(scenario, trained.selection)
        run = self._train.run
        if opened and run is not None and run.parameters is not None:
            self._train.keep_own(self._session.scenario)
            self._stepped = (self._session.scenario, run, run.parameters)
        return opened

    def may_enter_train(self) -> bool:
        """Ask about what Train would lose to what is open; return whether it may be shown."""
        scenario = self._session.scenario
        if self._train.would_replace(scenario) and not self.may_leave(Leaving.TRAIN):
            return False
        self._notice.dismiss_warning()
        return True

    # Saving -----------------------------------------------------------------------------

    def save(self, *, elsewhere: bool) -> None:
        """Save what is shown, to its own file or, ``elsewhere``, to one that is asked for."""
        chosen = self._train.chosen if self.is_training else None
        if chosen is not None:
            if self._train.commit():
                self._save_settings(chosen, self._train.edited_scenario, elsewhere)
            return
        _ = self._files.save_as() if elsewhere else self._files.save()

    def save_network(self) -> bool:
        """Ask for a file and save the trained network's parameters; tell whether that was done."""
        model = self._train.model
        if model is None or not self._train.has_network:
            return False
        name = "network" if model.chosen is None else model.chosen.id
        path = self._files.ask_for_network(f"{name}.npz")
        if path is None or not self._train.has_network:
            return False
        try:
            model.save_network(path)
        except UserError as error:
            self._notice.say_error(str(error))
            return False
        model.run.saved = model.run.parameters
        self._notice.say_good(f"Saved the network {model.run.when} to {path}.")
        return True

    def _follow(self, before: Scenario, after: Scenario) -> None:
        """Follow what is open to another file, and a network from Train into its file."""
        self._train.follow(before, after)
        if self._stepped is not None and before is self._stepped[0]:
            _, run, flat = self._stepped
            run.saved = flat

    def _save_settings(
        self, chosen: Scenario, edited: Scenario | None, elsewhere: bool = False
    ) -> bool:
        saved = self._files.save_settings(chosen, edited, elsewhere)
        if saved is not None:
            self._train.mark_saved(chosen, saved, saved is self._session.scenario)
        return saved is not None

    # What would be lost -----------------------------------------------------------------

    def may_leave(self, leaving: Leaving) -> bool:
        """Ask once about all that would be lost, if there is any; whether to go on."""
        return may_lose(lambda: self.unsaved(leaving), self._files.ask)

    def unsaved(self, leaving: Leaving) -> list[Unsaved]:
        """Return what would be lost, edits in the stepper first."""
        found: list[Unsaved] = []
        if leaving in (Leaving.CLOSE, Leaving.OPEN, Leaving.STEP):
            found += self._edits() or self._trained_in_stepper()
        if leaving in (Leaving.CLOSE, Leaving.OPEN):
            found += self._own_settings(leaving)
        if leaving is not Leaving.STEP:
            found += self._training(leaving)
        return found

    def _edits(self) -> list[Unsaved]:
        session = self._session
        if not session.is_open or not session.is_modified:
            return []
        title = short_title(session.scenario.title)
        return [Unsaved(f"{title} has edits that are not saved.", self._files.save)]

    def _trained_in_stepper(self) -> list[Unsaved]:
        """Return a trained network whose run Train no longer has."""
        if self._stepped is None:
            return []
        scenario, run, flat = self._stepped
        if self._session.scenario is not scenario or run is self._train.run or run.saved is flat:
            return []
        return [Unsaved(f"{short_title(scenario.title)} is not saved.", self._files.save)]

    def _own_settings(self, leaving: Leaving) -> list[Unsaved]:
        """Return settings of Train: those of all scenarios, or of the shown one.

        Those of the others are kept while the window is open.
        """
        closing = leaving is Leaving.CLOSE
        unsaved = self._train.unsaved
        if not closing:
            shown = self._train.chosen
            is_open = shown is not None and (self.is_training or shown is self._session.scenario)
            unsaved = [both for both in unsaved if is_open and both[0] is shown]
        if not unsaved or self._goes_on(leaving):
            return []
        titles = " and ".join(short_title(chosen.title) for chosen, _ in unsaved)
        have = "has" if len(unsaved) == 1 else "have"

        def save() -> bool:
            return all(self._save_settings(chosen, edited) for chosen, edited in unsaved)

        def drop() -> None:
            for chosen, _ in unsaved:
                self._train.forget(chosen)

        return [Unsaved(f"{titles} {have} settings in Train that are not saved.", save, drop)]

    def _training(self, leaving: Leaving) -> list[Unsaved]:
        """Return what a run has learned, be it under way or over."""
        run = self._train.run
        if run is None or not self._train.has_network or self._goes_on(leaving):
            return []
        plan, flat = run.plan, run.parameters
        if plan is None or not run.is_unsaved:
            return []
        title = short_title(plan.scenario.title)
        sentence = f"What {title} has learned {run.when} is not saved."
        if self._train.is_busy:
            sentence = f"{title} is in training: the run would end. {sentence}"

        def drop() -> None:
            # What stays in Train until it is shown again is not asked about a second time.
            if leaving is Leaving.OPEN:
                run.saved = flat

        return [Unsaved(sentence, self.save_network, drop)]

    def _goes_on(self, leaving: Leaving) -> bool:
        """Whether a run that is under way goes on whatever is opened in the stepper."""
        return leaving is Leaving.OPEN and self._train.is_busy and not self.is_training

    # What it is called ------------------------------------------------------------------

    @property
    def shown(self) -> tuple[Scenario, bool]:
        """What the window shows, and whether it has edits that its file does not have."""
        session = self._session
        chosen = self._train.chosen if self.is_training else None
        if chosen is None:
            return session.scenario, session.is_modified
        edited = session.is_modified and chosen is session.scenario
        return chosen, edited or self._train.edited_scenario is not None
