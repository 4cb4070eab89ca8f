"""The bar at the top: modes, scenario, files, edits, look."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSpacerItem,
    QToolButton,
    QWidget,
)

from app.theme import Appearance
from app.window.actions import Actions
from engine.scenario import find_scenario, list_scenarios

# Below this width at 100 % the words beside icons make way.
ROOMY = 1240


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
        self.setProperty("role", "bar")
        self._actions = actions
        self._appearance = appearance
        self._with_words: list[QToolButton] = []
        self._buttons: list[QToolButton] = []
        self.name = QLabel("Chainrule")
        self.chooser = self._make_chooser()
        self._row = QHBoxLayout(self)
        self._fill()
        appearance.changed.connect(self.restyle)
        self.restyle()

    def _fill(self) -> None:
        row = self._row
        row.addWidget(self.name)
        self._gaps = [self._gap()]
        for name in ("step_mode", "train_mode"):
            button = self._button(name, words=True)
            button.setProperty("kind", "mode")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            row.addWidget(button)
        self._gaps.append(self._gap())
        row.addWidget(self.chooser)
        self._gaps.append(self._gap())
        for name in ("open", "save"):
            button = self._button(name)
            self._with_words.append(button)
            row.addWidget(button)
        for name in ("undo", "redo"):
            row.addWidget(self._button(name))
        row.addStretch(1)
        for name in ("smaller", "larger", "theme"):
            row.addWidget(self._button(name))
        for name in ("present", "help"):
            button = self._button(name)
            self._with_words.append(button)
            row.addWidget(button)

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
            self._buttons.append(button)
        return button

    def _make_chooser(self) -> QToolButton:
        chooser = QToolButton()
        chooser.setObjectName("scenario_chooser")
        chooser.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        chooser.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        chooser.setToolTip("Choose a scenario")
        chooser.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        menu = QMenu(chooser)
        menu.aboutToShow.connect(self.choices_wanted)
        chooser.setMenu(menu)
        return chooser

    def set_scenario(self, title: str, modified: bool) -> None:
        """Show which scenario is open, with a dot while it has unsaved edits."""
        metrics = self.chooser.fontMetrics()
        width = self._appearance.px(250)
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, width)
        self.chooser.setText(f"{shown} •" if modified else shown)
        tip = f"{title} (edited)" if modified else title
        self.chooser.setToolTip(f"{tip}. Choose another scenario.")

    def set_choices(self, recent: list[str]) -> None:
        """Offer the shipped scenarios and the recent files."""
        menu = self.chooser.menu()
        menu.clear()
        for word in list_scenarios():
            self._offer(menu, find_scenario(word).title, word)
        if recent:
            menu.addSection("Recent files")
            for path in recent:
                self._offer(menu, path, path)

    def _offer(self, menu: QMenu, text: str, word: str) -> None:
        action = QAction(text.replace("&", "&&"), menu)
        action.triggered.connect(lambda: self.scenario_chosen.emit(word))
        menu.addAction(action)

    def resizeEvent(self, event: object) -> None:
        """Leave the words away where they do not fit."""
        self.restyle()
        super().resizeEvent(event)  # type: ignore[arg-type]

    def _fit_words(self) -> None:
        roomy = self.width() >= ROOMY * self._appearance.scale
        style = (
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if roomy
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        for button in self._with_words:
            button.setToolButtonStyle(style)

    def restyle(self) -> None:
        """Follow theme and text size."""
        look = self._appearance
        self.name.setFont(look.font(20, 700))
        for button in self._buttons:
            button.setIconSize(QSize(look.px(18), look.px(18)))
        self._row.setContentsMargins(look.px(20), 0, look.px(14), 0)
        self._row.setSpacing(look.px(6))
        roomy = self.width() >= ROOMY * look.scale
        for gap in self._gaps:
            gap.changeSize(look.px(18 if roomy else 4), 0)
        self._row.invalidate()
        self._fit_words()

    def add_behind_chooser(self, widget: QWidget) -> None:
        """Put a widget behind the scenario chooser."""
        self._row.insertWidget(self._row.indexOf(self.chooser) + 1, widget)
