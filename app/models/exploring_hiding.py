"""What Explore leaves out, as the document says, until a person asks to see all of it."""

from typing import get_args

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from app.models.document import Document
from engine.network.scenario import Hideable, Scenario

HIDEABLE: tuple[Hideable, ...] = get_args(Hideable)
"""All that can be left out."""


class HidingModel(QObject):
    """Which parts are hidden.

    Attributes
    ----------
    shows_all : bool
        Whether nothing is hidden for the moment, whatever the document says.

    Signals
    -------
    changed
        Other parts are hidden.
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.shows_all = False
        document.opened.connect(self._open)
        document.edited.connect(self.changed)

    @property
    def chosen(self) -> tuple[Hideable, ...]:
        """What the document hides."""
        return self._document.scenario.hide

    def hides(self, part: Hideable) -> bool:
        """Whether a part is not to be seen now."""
        return not self.shows_all and part in self.chosen

    def set_showing_all(self, shown: bool) -> None:
        """Show all for the moment, or what the document leaves there again."""
        self.shows_all = shown
        self.changed.emit()

    def toggle(self, part: Hideable) -> None:
        """Hide a part by an edit of the document, or show it again."""
        hidden = {*self.chosen} ^ {part}
        wanted = tuple(each for each in HIDEABLE if each in hidden)

        def change(scenario: Scenario) -> Scenario:
            return replace(scenario, hide=wanted)

        self._document.edit(change)

    def _open(self) -> None:
        self.shows_all = False
        self.changed.emit()
