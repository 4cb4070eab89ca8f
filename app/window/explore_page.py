"""Explore, loaded when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.models import Document
from app.text.counting import counted
from app.theme import Appearance
from app.window.modes import LatePage
from app.window.notice import NoticeStrip
from app.window.waiting import Waiting
from engine.errors import UserError
from engine.network.data_specs import PointSpec
from engine.progress import WorkCancelledError

if TYPE_CHECKING:
    from app.explore import ExplorePane
    from app.explore.table_dialog import TableDialog
    from app.models.exploring_models import Exploring
    from app.training.settings.brief import BriefSettings

FIRST = "explore-circle"
"""The scenario that Explore begins with where the one that is open has no points of the plane."""

_ACTIONS: dict[str, Callable[[ExplorePane], object]] = {
    "play": lambda pane: pane.time.toggle(),
    "forward": lambda pane: pane.model.learn_epoch(),
    "back": lambda pane: pane.time.step_back(),
    "first": lambda pane: pane.model.rewind(),
    "last": lambda pane: pane.time.to_end(),
    "next_iteration": lambda pane: pane.model.learn_batch(),
    "coarser": lambda pane: pane.time.faster(),
    "finer": lambda pane: pane.time.slower(),
    "add_unit": lambda pane: pane.editor.add_units(pane.card.layer, 1),
    "remove_unit": lambda pane: pane.editor.add_units(pane.card.layer, -1),
    "add_layer": lambda pane: pane.editor.add_layer(),
    "remove_layer": lambda pane: pane.editor.remove_layer(),
    "freeze": lambda pane: pane.card.toggle_frozen(),
    "cut": lambda pane: pane.card.toggle_cut(),
}
"""What the window's actions do in Explore."""


class ExplorePage(LatePage):
    """The Explore mode as one widget.

    Attributes
    ----------
    open_word : callable
        Opens a scenario by its id, asking about what would be lost; returns whether it did.
    choose_table : callable
        Asks for the file of a table.
    dialog : TableDialog or None
        Asks, or asked last, for its columns.

    Signals
    -------
    left
        The stepper is to show what is open: it has no points of the plane, or one is stepped
        through.
    save_wanted
        What is explored is to be saved as a scenario.
    """

    left = Signal()
    save_wanted = Signal()

    name = "explore"
    has_chooser = True

    def __init__(self, document: Document, appearance: Appearance, notice: NoticeStrip) -> None:
        super().__init__(appearance, "Opening Explore …")
        self._document, self._notice = document, notice
        self.open_word: Callable[[str], bool] = lambda _: False
        self.choose_table: Callable[[], str] = lambda: ""
        self.dialog: TableDialog | None = None
        self.models: Exploring | None = None
        self.pane: ExplorePane | None = None
        self._brief: BriefSettings | None = None
        self._is_active = self._is_presenting = False
        self._problem = ""
        self.does = {name: partial(self._do, name) for name in _ACTIONS}
        document.opened.connect(self._look_at_opened)

    @property
    def _has_points(self) -> bool:
        return isinstance(self._document.scenario.dataset, PointSpec)

    def set_active(self, active: bool) -> bool:
        """Follow what is open while Explore is seen; open points where there are none."""
        if active and not self._has_points:
            before = self._document.scenario.title
            if not self.open_word(FIRST):
                return False
            self._notice.say_note(
                f"{before} has no points of the plane: Explore begins with its own."
            )
        if active:
            self.load()
        self._is_active = active
        if self.models is not None:
            self.models.model.set_active(active)
        if active and self.pane is not None:
            self.pane.set_presenting(self._is_presenting)
        return True

    def _look_at_opened(self) -> None:
        if self._is_active and not self._has_points:
            self.left.emit()

    def _do(self, name: str) -> None:
        if self.pane is not None:
            _ACTIONS[name](self.pane)

    def _make(self) -> QWidget:
        from app.explore import ExplorePane
        from app.models.exploring_models import Exploring
        from app.models.exploring_settings import ExploreSettings
        from app.training.settings.brief import BriefSettings

        models = self.models = Exploring.make(self._document)
        models.editor.refused.connect(self._notice.say_error)
        models.model.noted.connect(self._notice.say_note)
        self._settings = ExploreSettings(self._document, self)
        brief = self._brief = BriefSettings(self._settings, self._appearance)
        self.pane = ExplorePane(models, brief, self._appearance)
        self.pane.hidden.save_wanted.connect(self.save_wanted)
        models.model.state_changed.connect(self._say_problem)
        models.planes.plane_changed.connect(self._say_problem)
        self.pane.data.own_table.clicked.connect(self._ask_for_table)
        for changed in (models.hiding.changed, self._settings.settings_changed):
            changed.connect(brief.refresh)
            changed.connect(lambda: brief.hide_rows(models.hiding.hides))
        self.pane.step_wanted.connect(self._step_through)
        brief.refresh()
        return self.pane

    def commit(self) -> bool:
        """Take what has been typed here; return whether nothing was refused."""
        return self._brief is None or self._brief.commit()

    def _say_problem(self) -> None:
        """Say why a run goes no further, or why there are no points, once."""
        models = self.models
        problem = "" if models is None else models.planes.problem or models.model.problem
        if problem != self._problem:
            self._problem = problem
            if problem:
                self._notice.say_warning(problem)
            else:
                self._notice.dismiss_warning()

    def _ask_for_table(self) -> None:
        """Let a person choose a table, and which of its columns are the points."""
        from app.explore.table_dialog import TableDialog
        from app.models.importing import ImportModel, bring

        path, models = self.choose_table(), self.models
        if not path or models is None:
            return
        try:
            model = ImportModel(Waiting(lambda: bring(Path(path))).result(self))
            self.dialog = TableDialog(model, self._appearance, self.window())
        except UserError as error:
            self._notice.say_error(str(error))
            return
        except WorkCancelledError:
            return
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog = self.dialog
        dialog.accepted.connect(lambda: models.editor.take_table(dialog.table, dialog.columns))
        dialog.open()

    def _step_through(self) -> None:
        """Let the stepper show this network at the place that is read."""
        from app.models.exploring_point import step_through_place

        pane = self.pane
        if pane is None or pane.readout.at is None:
            return
        model = pane.model
        model.pause()
        when = f"after {counted(model.epoch, 'epoch')}"
        try:
            step_through_place(
                self._document, model.run.scenario, model.parameters, when, pane.readout.at
            )
        except UserError as error:
            self._notice.say_error(str(error))
            return
        self.left.emit()

    def set_presenting(self, presenting: bool) -> None:
        """Leave network, output and playhead alone."""
        self._is_presenting = presenting
        if self._is_active and self.pane is not None:
            self.pane.set_presenting(presenting)

    def shutdown(self) -> None:
        """Wait for the threads to end."""
        if self.models is not None:
            self.models.shutdown()
