"""Widgets that say which keys are theirs and which are the window's."""

from typing import Protocol, runtime_checkable

from PySide6.QtGui import QKeyEvent


@runtime_checkable
class ClaimsKeys(Protocol):
    """A widget that is asked about each key before the window's shortcuts are looked up.

    It is asked while it has the focus, by the window: overriding ``event`` would send every
    event of the widget, each painting among them, through Python.
    """

    def claims(self, event: QKeyEvent) -> bool | None:
        """Return whether a key is the widget's; None where the usual rule is to say so."""
