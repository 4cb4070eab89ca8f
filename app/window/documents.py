"""What is open in either mode: opened, saved and named as one, with nothing lost unasked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.viewmodels import SessionModel
from app.window.files import Files, Unsaved
from app.window.notice import NoticeStrip
from app.window.train_page import TrainPage
from engine.progress import WorkCancelledError
from engine.scenario import Scenario, ScenarioError, list_scenarios

if TYPE_CHECKING:
    from app.viewmodels.training import StepThrough


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
        super().__init__()
        self._session, self._files = session, files
        self._train, self._notice = train_page, notice
        self.is_training = False
        files.find_more = self._own_settings
        files.moved.connect(train_page.follow)
        for signal in (session.trace_changed, files.opened, train_page.shown_changed):
            signal.connect(self.changed)

    # Opening ----------------------------------------------------------------------------

    def open_word(self, word: str) -> None:
        """Open a scenario by id or path, in the mode that is shown."""
        if self._may_open() and self._files.open_word(word) and self.is_training:
            self._train.open(self._session.scenario)

    def open_file(self) -> None:
        """Ask for a file and open it."""
        if self._may_open() and (path := self._files.choose_file("open", "")):
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

    def open_trained(self, trained: StepThrough) -> bool:
        """Open in the stepper what Train has trained; tell whether that was done."""
        scenario = replace(trained.scenario, title=trained.title, path=None)
        opened = self._files.open_rows(scenario, trained.rows)
        if opened:
            self._train.keep_own(self._session.scenario)
        return opened

    def _may_open(self) -> bool:
        """Keep a run that is under way from being lost to a file."""
        lost = self.is_training and self._train.is_busy
        if lost:
            self._notice.say_error("A run is under way: stop it to open another scenario.")
        return not lost

    # Saving -----------------------------------------------------------------------------

    def save(self, *, elsewhere: bool) -> None:
        """Save what is shown, to its own file or, ``elsewhere``, to one that is asked for."""
        chosen = self._train.chosen if self.is_training else None
        if chosen is not None:
            if self._train.commit():
                self._save_trained(chosen, self._train.edited_scenario, elsewhere)
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
        except ScenarioError as error:
            self._notice.say_error(str(error))
            return False
        self._notice.say_good(f"Saved the network {model.run.when} to {path}.")
        return True

    def _save_trained(
        self, chosen: Scenario, edited: Scenario | None, elsewhere: bool = False
    ) -> bool:
        saved = self._files.save_trained(chosen, edited, elsewhere)
        if saved is not None:
            self._train.mark_saved(chosen, saved, saved is self._session.scenario)
        return saved is not None

    def _own_settings(self, closing: bool) -> list[Unsaved]:
        """Give settings of Train that would be lost: those of all scenarios, or of the shown one.

        Those of the others are kept while the window is open.
        """
        unsaved = self._train.unsaved
        if not closing:
            shown = self._train.chosen
            is_open = shown is not None and (self.is_training or shown is self._session.scenario)
            unsaved = [both for both in unsaved if is_open and both[0] is shown]
        # A run that is under way goes on with its settings whatever is opened elsewhere.
        if not unsaved or (self._train.is_busy and not closing):
            return []
        titles = " and ".join(chosen.title for chosen, _ in unsaved)
        have = "has" if len(unsaved) == 1 else "have"

        def save() -> bool:
            return all(self._save_trained(chosen, edited) for chosen, edited in unsaved)

        def drop() -> None:
            for chosen, _ in unsaved:
                self._train.forget(chosen)

        return [Unsaved(f"{titles} {have} settings in Train that are not saved.", save, drop)]

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
