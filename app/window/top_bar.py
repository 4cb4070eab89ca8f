"""The bar at the top: modes, scenario, files, edits, look."""

from msgspec import Struct
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QSpacerItem,
    QToolButton,
)

from app.theme import Appearance, set_icon, spaced
from app.widgets.plain import PlainLabel, plain_tip, without_mnemonics
from app.window.actions import MODES, Actions
from app.window.rows_chooser import RowsChooser
from engine.scenario import shipped_titles

SHARE = 0.8
"""The most of the screen's width that a name in the chooser's list takes."""

LEAST = 780
"""The width in pixels that it makes do with at any text size."""

_LOOK = (("smaller", "larger", "theme"), ("present", "help"))
_GROUPS = (MODES, ("open", "save"), ("undo", "redo"), *_LOOK)
_WORDED = ("open", "save", "present", "help")


class _Squeeze(Struct, frozen=True):
    """How much is left away: the first that fits is taken."""

    words: bool
    name: bool
    chooser: int
    without: tuple[str, ...] = ()
    brief: bool = False
    step: str = "Step through"
    modes: bool = True


_EDITS = ("undo", "redo", "save")
_MOST = (*_EDITS, "open", "theme")
_SIZES = ("smaller", "larger")
_EVERY = (*_MOST, "present", *_SIZES, "help")
_SQUEEZES = (
    _Squeeze(words=True, name=True, chooser=300),
    _Squeeze(words=False, name=True, chooser=260),
    _Squeeze(words=False, name=False, chooser=220),
    _Squeeze(words=False, name=False, chooser=150),
    _Squeeze(words=False, name=False, chooser=150, brief=True),
    _Squeeze(words=False, name=False, chooser=140, without=_EDITS, brief=True),
    _Squeeze(words=False, name=False, chooser=130, without=_MOST, brief=True),
    _Squeeze(words=False, name=False, chooser=120, without=(*_MOST, "present"), brief=True),
    _Squeeze(words=False, name=False, chooser=90, without=(*_MOST, "present", "help"), brief=True),
    _Squeeze(words=False, name=False, chooser=110, without=_EVERY, brief=True),
    _Squeeze(words=False, name=False, chooser=110, without=_EVERY, brief=True, step="Step"),
    _Squeeze(words=False, name=False, chooser=60, without=_EVERY, brief=True, step="Step"),
    # Of the modes the present one is left.
    _Squeeze(words=False, name=False, chooser=110, without=_EVERY, brief=True, modes=False),
)


class TopBar(QFrame):
    """Carries the window's actions as buttons, and the scenario chooser.

    Signals
    -------
    scenario_chosen
        With the id of a shipped scenario or the path of a recent file, as text.
    choices_wanted
        The chooser is about to open: ``set_choices``.
    """

    scenario_chosen = Signal(str)
    choices_wanted = Signal()

    def __init__(self, actions: Actions, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("top-bar")
        self.setProperty("role", "bar")
        self._actions = actions
        self._appearance = appearance
        self._title, self._modified, self._named = "", False, 0
        self._is_fitting = False
        self._buttons: dict[str, QToolButton] = {}
        self._modes: dict[str, QToolButton] = {}
        self._rows: RowsChooser | None = None
        self.name = PlainLabel("Chainrule")
        self.name.setProperty("role", "name")
        self.chooser = self._make_chooser()
        self._left_out: tuple[str, ...] = ()
        self.more = self._make_more()
        self._row = spaced(QHBoxLayout(self), appearance, margins=(20, 0, 14, 0))
        self._fill()
        appearance.changed.connect(self.fit)

    def _fill(self) -> None:
        row = self._row
        row.addWidget(self.name)
        self._gaps = [self._gap()]
        for name in MODES:
            button = self._button(name, words=True)
            button.setProperty("kind", "mode")
            self._modes[name] = button
            self._actions[name].toggled.connect(self.fit)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            row.addWidget(button)
        self._gaps.append(self._gap())
        row.addWidget(self.chooser)
        self._gaps.append(self._gap())
        for name in ("open", "save"):
            row.addWidget(self._button(name))
        for name in ("undo", "redo"):
            row.addWidget(self._button(name))
        row.addStretch(1)
        for name in ("smaller", "larger", "theme"):
            row.addWidget(self._button(name))
        for name in ("present", "help"):
            row.addWidget(self._button(name))
        row.addWidget(self.more)

    def _make_more(self) -> QToolButton:
        """Make the button that holds what the width leaves no room for."""
        more = QToolButton()
        more.setObjectName("top_more")
        more.setProperty("kind", "bare")
        set_icon(more, self._appearance, "more", 18)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        more.setToolTip("More: modes, files, edits and look")
        more.setAccessibleName("More")
        menu = QMenu(more)
        menu.aboutToShow.connect(self._fill_more)
        more.setMenu(menu)
        more.hide()
        return more

    def _fill_more(self) -> None:
        menu = self.more.menu()
        menu.clear()
        for names in _GROUPS:
            left_out = [name for name in names if name in self._left_out]
            menu.addActions([self._actions[name] for name in left_out])
            if left_out:
                menu.addSeparator()

    def _gap(self) -> QSpacerItem:
        gap = QSpacerItem(0, 0)
        self._row.addItem(gap)
        return gap

    def _button(self, name: str, words: bool = False) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"top_{name}")
        button.setDefaultAction(self._actions[name])
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAccessibleName(self._actions[name].text().replace("&", ""))
        if not words:
            self._buttons[name] = button
        return button

    def _make_chooser(self) -> QToolButton:
        chooser = QToolButton()
        chooser.setObjectName("scenario_chooser")
        chooser.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        chooser.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chooser.setToolTip("Choose a scenario")
        chooser.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        menu = QMenu("S&cenarios", chooser)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self.choices_wanted)
        chooser.setMenu(menu)
        return chooser

    def set_scenario(self, title: str, modified: bool) -> None:
        """Show which scenario is open, with a dot while it has unsaved edits."""
        self._title, self._modified = title, modified
        tip = f"{title} (edited)" if modified else title
        self.chooser.setToolTip(plain_tip(f"{tip}. Choose another scenario."))
        self.fit()

    def set_choices(self, recent: list[str]) -> None:
        """Offer the shipped scenarios and the recent files."""
        menu = self.chooser.menu()
        menu.clear()
        for word, title in shipped_titles().items():
            self._offer(menu, title, word)
        if recent:
            menu.addSeparator()
            heading = menu.addAction("Recent files")
            heading.setEnabled(False)
            for path in recent:
                self._offer(menu, path, path, Qt.TextElideMode.ElideMiddle)

    def _offer(
        self,
        menu: QMenu,
        text: str,
        word: str,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        room = round(self.screen().availableSize().width() * SHARE)
        shown = menu.fontMetrics().elidedText(text, mode, room)
        action = QAction(without_mnemonics(shown), menu)
        if shown != text:
            action.setToolTip(plain_tip(text))
        action.triggered.connect(lambda: self.scenario_chosen.emit(word))
        menu.addAction(action)

    def showEvent(self, event: QShowEvent) -> None:
        """Fit once the style is known."""
        super().showEvent(event)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make way where there is little room."""
        super().resizeEvent(event)
        self.fit()

    def minimumSizeHint(self) -> QSize:
        """Return what any window has, whatever is shown while it tries what fits."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), LEAST), hint.height())

    def fit(self) -> None:
        """Leave away as little as the width asks for; all of it stands behind "more"."""
        # What comes and goes may move the bar's own edge, which is no reason to begin again.
        if not self.isVisible() or self._is_fitting:
            return
        self._is_fitting = True
        for squeeze in _SQUEEZES:
            self._apply(squeeze)
            spare = self.width() - self._row.totalMinimumSize().width()
            if spare >= 0:
                break
        if spare > 4 and squeeze.without:
            self._name_scenario(self._named + spare - 4)
        self._is_fitting = False

    def _apply(self, squeeze: "_Squeeze") -> None:
        look = self._appearance
        for name in _WORDED:
            style = Qt.ToolButtonStyle
            self._buttons[name].setToolButtonStyle(
                style.ToolButtonTextBesideIcon if squeeze.words else style.ToolButtonIconOnly
            )
        for name, button in self._buttons.items():
            button.setVisible(name not in squeeze.without)
        folded = [n for n in MODES if not (squeeze.modes or self._actions[n].isChecked())]
        for name, button in self._modes.items():
            button.setVisible(name not in folded)
        self._left_out = (*folded, *squeeze.without)
        self.more.setVisible(bool(self._left_out))
        self.name.setVisible(squeeze.name)
        self._actions["step_mode"].setIconText(squeeze.step)
        if self._rows is not None:
            self._rows.set_brief(squeeze.brief)
        self._name_scenario(look.px(squeeze.chooser))
        self._row.setSpacing(look.px(6 if squeeze.words else 2))
        for gap in self._gaps:
            gap.changeSize(look.px(18 if squeeze.words else 6), 0)
        self._row.invalidate()

    def _name_scenario(self, room: int) -> None:
        text = self.chooser.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        self._named = self.chooser.fontMetrics().horizontalAdvance(text)
        self.chooser.setText(without_mnemonics(f"{text} •" if self._modified else text))

    def add_behind_chooser(self, rows: RowsChooser) -> None:
        """Put the choice of rows behind the scenario chooser."""
        self._rows = rows
        self._row.insertWidget(self._row.indexOf(self.chooser) + 1, rows)
        rows.room_changed.connect(self.fit)
