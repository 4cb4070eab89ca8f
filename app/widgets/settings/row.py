"""What the rows of the settings have in common: a name, an editor, an explanation, a refusal."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.theme import Appearance, spaced
from app.widgets.plain import PlainLabel
from engine.errors import ScenarioError, UserError

Words = Callable[[], str]


@dataclass(frozen=True)
class Reason:
    """Why the numbers that can be set end where they do, to follow the word "as".

    Attributes
    ----------
    below, above : str
        Why there is no smaller and no larger one; empty where that needs no word.
    """

    below: str = ""
    above: str = ""

    def against(self, refused: float, accepted: float) -> str:
        """Return why a number is refused, beside one that is not."""
        return self.below if refused < accepted else self.above


NO_REASON = Reason()


def always() -> bool:
    """Offer a row whatever is trained."""
    return True


class Row(QWidget):
    """What all rows have.

    Parameters
    ----------
    name : str
        What is set.
    editor : QWidget
        Sets it.
    explain : callable
        Returns the explanation under it, in a sentence; empty for none.
    offered : callable
        Whether it fits what is trained.
    appearance : Appearance
        The look.
    """

    beside = 10
    # Room between name and editor at 100 %.

    def __init__(
        self,
        name: str,
        editor: QWidget,
        explain: Words,
        offered: Callable[[], bool],
        appearance: Appearance,
    ) -> None:
        super().__init__()
        self.name = name
        self._explain, self._offered, self._appearance = explain, offered, appearance
        self.label = PlainLabel(name)
        self.label.setBuddy(editor)
        self.caption, self.problem = PlainLabel(), PlainLabel()
        self.caption.setProperty("role", "caption")
        self.problem.setProperty("role", "error")
        for label in (self.label, self.caption, self.problem):
            label.setWordWrap(True)
        self.problem.hide()
        editor.setAccessibleName(name)
        self.editor = editor
        self._grid = spaced(QGridLayout(self), appearance, (self.beside, 3), (0, 0, 0, 0))
        self._grid.setColumnStretch(0, 1)
        self._place()
        self._grid.addWidget(self.problem, 2, 0, 1, 2)
        self._grid.addWidget(self.caption, 3, 0, 1, 2)

    def _place(self) -> None:
        """Put name and editor on one line."""
        self._grid.addWidget(self.label, 0, 0)
        self._grid.addWidget(self.editor, 0, 1, Qt.AlignmentFlag.AlignRight)

    def refresh(self, editable: bool) -> None:
        """Show the present value, and whether it is offered and can be edited."""
        offered = self._offered()
        self.setVisible(offered)
        if not (offered and editable):
            self.forget_typed()
        if offered:
            if not self.is_typed:
                self._show()
                self._say("")
            self.editor.setEnabled(editable)
            words = self._explain()
            self.caption.setText(words)
            self.caption.setVisible(bool(words))
            self.editor.setAccessibleDescription(words)

    @property
    def is_typed(self) -> bool:
        """Whether something stands here that has not been taken."""
        return False

    def forget_typed(self) -> None:
        """Let the next refresh show the present value whatever stands here."""

    def _show(self) -> None:
        raise NotImplementedError

    def _try(self, accept: Callable[[], None], why: Words = str) -> bool:
        """Set something; where it is refused, say at the row what and why."""
        try:
            accept()
        except ScenarioError as error:
            problem = error.problem
        except UserError as error:
            problem = str(error)
        else:
            self._say("")
            return True
        because = f", as {why()}" if why() and " as " not in problem else ""
        self._say(f"{problem[:1].upper()}{problem[1:]}{because}.")
        return False

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
