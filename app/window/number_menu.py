"""How numbers are written, chosen in the View menu and remembered."""

from functools import partial
from typing import Any

from msgspec.structs import replace
from PySide6.QtWidgets import QMenu, QWidget

from app.settings import Settings
from app.theme import Appearance
from app.window.actions import NUMBERS, Actions

_SWITCHES = ("cut_numbers", "decimal_comma")


class NumberMenu(QMenu):
    """Has the actions that choose how numbers are written, and shows what is chosen.

    Parameters
    ----------
    actions : Actions
        The window's actions.
    appearance : Appearance
        The look that numbers are part of.
    settings : Settings
        Where the choice is remembered.
    """

    def __init__(
        self, actions: Actions, appearance: Appearance, settings: Settings, parent: QWidget
    ) -> None:
        super().__init__("&Numbers", parent)
        self._actions, self._appearance, self._settings = actions, appearance, settings
        for spec in NUMBERS:
            self.addAction(actions[spec.name])
            _, _, places = spec.name.partition("decimals_")
            choose = partial(self._choose, decimals=int(places)) if places else self._switch
            actions.connect_to({spec.name: choose})
        self._show()

    def _switch(self) -> None:
        cut, comma = (self._actions[name].isChecked() for name in _SWITCHES)
        self._choose(cut=cut, comma=comma)

    def _choose(self, **chosen: Any) -> None:
        from app.formula import forget_layouts

        # A number that is drawn already would stay as it is.
        forget_layouts()
        self._appearance.set_numbers(replace(self._appearance.numbers, **chosen))
        self._settings.set_numbers(self._appearance.numbers)
        self._show()

    def _show(self) -> None:
        numbers = self._appearance.numbers
        self._actions[f"decimals_{numbers.decimals}"].setChecked(True)
        for name, is_on in zip(_SWITCHES, (numbers.cut, numbers.comma), strict=True):
            self._actions[name].setChecked(is_on)
