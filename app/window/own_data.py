"""Own data in a window of its own: opened from both modes, filled by a file that is dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from app.models import SessionModel
from app.theme import Appearance
from app.widgets.scrolling import SteadyScrollArea
from app.window.drop_target import DropTarget
from app.window.files import Files
from app.window.notice import NoticeStrip
from app.window.train_page import TrainPage
from app.window.waiting import Waiting
from engine.errors import UserError
from engine.progress import WorkCancelledError

if TYPE_CHECKING:
    from app.models.own_data import OwnDataModel
    from app.own_data.digit_pane import DigitPane
    from app.own_data.row_pane import RowPane

SHARE = 0.9
"""The most of the screen that the dialog takes."""

NO_PICTURES = "This network takes no pictures; expected one over images, such as mnist-16-16."
POINTS = "The points of this network are set in Explore, and each can be stepped through there."
NO_DATA = "This network has no data set; its rows are edited in the graph."


class OwnDataDialog(QDialog):
    """Holds the panes; it stays beside the window, whose network may go on training."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._pages = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.drop_target = DropTarget(self, appearance)

    def add(self, pane: QWidget) -> None:
        """Take a pane in."""
        scroll = SteadyScrollArea()
        scroll.setProperty("role", "pane")
        scroll.setWidget(pane)
        self._pages.addWidget(scroll)

    def show_page(self, at: int, title: str, size: tuple[int, int]) -> None:
        """Show a pane, in the order they were taken in; its size, at 100 %, where it is another."""
        self.setWindowTitle(title)
        if self._pages.currentIndex() != at or not self.isVisible():
            self._pages.setCurrentIndex(at)
            px, room = self._appearance.px, self.screen().availableSize()
            width, height = round(room.width() * SHARE), round(room.height() * SHARE)
            self.setMaximumSize(width, height)
            self.resize(min(px(size[0]), width), min(px(size[1]), height))
        self.show()
        self.raise_()
        self.activateWindow()


class OwnData(QObject):
    """Opens the dialog, and says in it or in the window what cannot be taken.

    Attributes
    ----------
    show_stepper : callable
        Shows the stepper.
    """

    def __init__(
        self,
        session: SessionModel,
        train_page: TrainPage,
        files: Files,
        notice: NoticeStrip,
        appearance: Appearance,
    ) -> None:
        super().__init__(notice)
        self._session, self._train, self._files = session, train_page, files
        self._notice, self._appearance = notice, appearance
        self.show_stepper: Callable[[], None] = lambda: None
        self._window = notice.window()
        self._model: OwnDataModel | None = None
        self.dialog: OwnDataDialog | None = None
        self.pane: DigitPane | None = None
        self.row_pane: RowPane | None = None
        self.is_training = False

    def set_training(self, training: bool) -> None:
        """Ask the network of Train, or that of the stepper."""
        self.is_training = training
        if self._model is not None:
            self._model.follow(self._train.model, training)

    def show(self) -> None:
        """Open the dialog for the network that is shown; say why not where it has no data set."""
        self._open(picture=False)

    def _open(self, *, picture: bool) -> bool:
        model = self._model = self._model or self._make()
        model.follow(self._train.model, self.is_training)
        try:
            network = model.network()
        except UserError as error:
            self._notice.say_error(str(error))
            return False
        if network is None or self.dialog is None:
            self._notice.say_error(NO_DATA)
            return False
        if network.dataset.image_shape is not None:
            self.dialog.show_page(0, "Own digit", (760, 470))
        elif picture:
            if self.dialog.isVisible() and self.row_pane is not None:
                self.row_pane.complain(NO_PICTURES)
            else:
                self._notice.say_error(NO_PICTURES)
            return False
        elif network.dataset.points is not None:
            self._notice.say_error(POINTS)
            return False
        else:
            self.dialog.show_page(1, "Own row", (860, 620))
        return True

    def take_file(self, path: str) -> None:
        """Read a picture and put it to the network; else say why not, all staying as it was."""
        from app.own_data.picture_file import read_picture

        if not self._open(picture=True) or self.pane is None or self.dialog is None:
            return
        try:
            picture = Waiting(lambda: read_picture(Path(path))).result(self.dialog)
        except WorkCancelledError:
            return
        except UserError as error:
            self.pane.complain(str(error))
            return
        self.pane.show_picture(picture)

    def _make(self) -> OwnDataModel:
        """Make models, panes and the dialog."""
        from app.models.own_data import OwnDataModel
        from app.models.own_digit import OwnDigit
        from app.models.own_row import OwnTableRow
        from app.own_data.digit_pane import DigitPane
        from app.own_data.row_pane import RowPane

        model = OwnDataModel(self._session)
        self.pane = DigitPane(OwnDigit(model), self._appearance)
        self.row_pane = RowPane(OwnTableRow(model), self._appearance)
        self.dialog = OwnDataDialog(self._appearance, self._window)
        self.dialog.drop_target.dropped.connect(self.take_file)
        self.pane.picture_wanted.connect(self._choose)
        for pane in (self.pane, self.row_pane):
            self.dialog.add(pane)
            pane.stepped_through.connect(self._step_through)
        # What was asked for was another network's.
        self._session.document.opened.connect(self.dialog.hide)
        return model

    def _choose(self) -> None:
        if path := self._files.choose_file("digit", ""):
            self.take_file(path)

    def _step_through(self) -> None:
        self.show_stepper()
        if self.dialog is not None:
            self.dialog.hide()
