"""Lay out at once what has changed its size, so that it is painted once and in its place."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLayout, QWidget

_MOST = 8
"""So many layouts inside one another are laid out; what is deeper comes in its turn."""


def settle() -> None:
    """Lay out all that asked for it, from the inside out.

    Left to themselves, layouts take turns with painting: each that makes its own place larger
    has all of it painted again.
    """
    for _ in range(_MOST):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


@contextmanager
def held(widget: QWidget) -> Iterator[None]:
    """Lay out nothing of what lies in a widget while much of it changes.

    Whatever is shown has all that it lies in laid out at once, again and again. Here that is done
    once, in the end, from the inside out.
    """
    layouts = [each for each in widget.findChildren(QLayout) if each.isEnabled()]
    for each in layouts:
        each.setEnabled(False)
    try:
        yield
    finally:
        for each in layouts:
            each.setEnabled(True)
        for each in reversed(layouts):
            # One that was asked for it meanwhile asks no more by itself.
            each.activate()
