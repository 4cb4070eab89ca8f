"""What would be lost by what a person is about to do, and the one question about it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from msgspec import Struct
from PySide6.QtWidgets import QWidget

LONGEST_TITLE = 80


class Answer(Enum):
    """What to do with what is not saved."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class Unsaved(Struct, frozen=True):
    """Something that would be lost.

    Attributes
    ----------
    sentence : str
        What it is.
    save : callable
        Saves it, and returns whether that was done.
    """

    sentence: str
    save: Callable[[], bool]


def may_lose(find: Callable[[], list[Unsaved]], ask: Callable[[str], Answer]) -> bool:
    """Ask once about all that would be lost; return whether it is all right to go on.

    Parameters
    ----------
    find : callable
        Returns what would be lost. It is called anew after each save, which may change the rest.
    ask : callable
        Asks what to do, given what would be lost, a sentence a line.
    """
    unsaved = find()
    if not unsaved:
        return True
    answer = ask("\n".join(one.sentence for one in unsaved))
    if answer is not Answer.SAVE:
        return answer is Answer.DISCARD
    for _ in range(len(unsaved)):
        left = find()
        if left and not left[0].save():
            return False
    return not find()


def ask_in(window: QWidget, text: str) -> Answer:
    """Ask in a dialog over a window."""
    from PySide6.QtWidgets import QMessageBox

    from app.widgets.boxes import plain_box

    box = plain_box(window, text, "Save to a file first?")
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.button(buttons.Save).setText("Save…")
    box.button(buttons.Discard).setText("Discard")
    box.setDefaultButton(buttons.Save)
    box.setEscapeButton(buttons.Cancel)
    answers = {buttons.Save: Answer.SAVE, buttons.Discard: Answer.DISCARD}
    try:
        return answers.get(QMessageBox.StandardButton(box.exec()), Answer.CANCEL)
    finally:
        # Else it would stay a child of the window for as long as that lives.
        box.deleteLater()


def confirm_in(window: QWidget, text: str) -> bool:
    """Ask in a dialog over a window whether a file may be written anew."""
    from PySide6.QtWidgets import QMessageBox

    from app.widgets.boxes import plain_box

    box = plain_box(window, text)
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Cancel)
    box.button(buttons.Save).setText("Write it anew")
    box.setDefaultButton(buttons.Cancel)
    try:
        return QMessageBox.StandardButton(box.exec()) == buttons.Save
    finally:
        box.deleteLater()


def short_title(title: str) -> str:
    """Return a title as it can stand in a question: a stranger's may be long."""
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
