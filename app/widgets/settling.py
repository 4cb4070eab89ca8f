"""Lay out at once what has changed its size, so that it is painted once and in its place."""

from PySide6.QtCore import QCoreApplication, QEvent

_MOST = 8
"""So many layouts inside one another are laid out; what is deeper comes in its turn."""


def settle() -> None:
    """Lay out all that asked for it, from the inside out.

    Left to themselves, layouts take turns with painting: each that makes its own place larger
    has all of it painted again.
    """
    for _ in range(_MOST):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
