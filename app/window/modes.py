"""The modes of the window: each is a page that declares what it shows, takes and does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.theme import Appearance, Drawn
from app.window.actions import Actions
from app.window.notice import NoticeStrip


class ModePage(QWidget):
    """A mode as one widget.

    Attributes
    ----------
    name : str
        The action "train_mode" shows the mode "train".
    shows_trained : bool
        Whether it shows a run's network, which the document visits, in the place of its scenario.
    has_chooser, has_rows : bool
        Whether the top bar offers other scenarios, and the rows of this one.
    notes_at_right : bool
        Whether sentences lie at the right of its head: at the left there is something to choose.
    does : dict of str to callable
        What actions do here. Those of any mode are enabled where the present one has them.
    """

    name = ""
    shows_trained = has_chooser = has_rows = notes_at_right = False

    def __init__(self) -> None:
        super().__init__()
        self.does: dict[str, Callable[[], object]] = {}

    @property
    def is_busy(self) -> bool:
        """Whether a run is under way that has the settings."""
        return False

    @property
    def keys(self) -> QWidget:
        """What has the focus so that most keys are left to the window."""
        return self

    def commit(self) -> bool:
        """Take what has been typed here; return whether nothing was refused."""
        return True

    def set_active(self, active: bool) -> bool:
        """Follow what is open while the page is seen; return whether that was possible."""
        raise NotImplementedError

    def set_presenting(self, presenting: bool) -> None:
        """Leave what is looked at in Present alone."""

    def shutdown(self) -> None:
        """End what is under way, and keep what is to be remembered."""


class LatePage(ModePage):
    """A mode whose pane is made when it is first opened, as loading it takes a while.

    Parameters
    ----------
    appearance : Appearance
        The look.
    opening : str
        What stands here until then.
    """

    def __init__(self, appearance: Appearance, opening: str) -> None:
        super().__init__()
        self._appearance, self._opening = appearance, opening
        self._has_pane = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def _make(self) -> QWidget:
        """Make the pane."""
        raise NotImplementedError

    def load(self) -> None:
        """Make the pane, once; the page is seen before."""
        if not self._has_pane:
            self.window().repaint()
            self._column.addWidget(self._make())
            self._has_pane = True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Say what comes, until the pane covers the page."""
        if self._has_pane:
            return
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.background))
        painter.setPen(QColor(theme.muted))
        painter.setFont(self._appearance.font(14))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._opening)
        painter.end()


class Modes(QStackedWidget):
    """Shows one mode at a time.

    Parameters
    ----------
    actions : Actions
        The window's.
    notice : NoticeStrip
        Lies over the present page.

    Signals
    -------
    changed
        Another mode is shown.
    """

    changed = Signal()

    def __init__(self, actions: Actions, notice: NoticeStrip) -> None:
        super().__init__()
        self._actions, self._notice = actions, notice
        self.pages: dict[str, ModePage] = {}

    def begin(self, *pages: ModePage) -> None:
        """Take in the pages, and let the first be the one that is shown."""
        for page in pages:
            self.pages[page.name] = page
            self.addWidget(page)
            self._actions.connect_to({f"{page.name}_mode": partial(self.show_mode, page.name)})
        names = {name for page in pages for name in page.does}
        self._actions.connect_to({name: partial(self._do, name) for name in names})
        self._settle()

    @property
    def present(self) -> ModePage:
        """The page that is shown."""
        return next(page for page in self.pages.values() if page is self.currentWidget())

    def show_mode(self, name: str) -> None:
        """Show a mode, unless it cannot follow what is open."""
        page, before = self.pages[name], self.present
        if page is not before:
            before.set_active(False)
            self._notice.dismiss_warning()
        self.setCurrentWidget(page)
        if not page.set_active(True):
            self.setCurrentWidget(before)
            before.set_active(True)
        elif page is not before:
            for drawn in before.findChildren(Drawn):
                drawn.forget_pictures()
        self._settle()
        self.give_keys()
        self.changed.emit()

    def give_keys(self) -> None:
        """Focus what leaves most keys to the window, not to the first list there is."""
        self.present.keys.setFocus(Qt.FocusReason.OtherFocusReason)

    def _do(self, name: str) -> None:
        if (does := self.present.does.get(name)) is not None:
            does()

    def _settle(self) -> None:
        present = self.present
        self._actions[f"{present.name}_mode"].setChecked(True)
        self._notice.lie_over(present, to_the_right=present.notes_at_right)
        for page in self.pages.values():
            for name in page.does:
                self._actions[name].setEnabled(name in present.does)
