"""A line that says what was refused, under what was typed."""

from collections.abc import Callable

from app.widgets.plain import PlainLabel
from engine.errors import ScenarioError, UserError


class Problem(PlainLabel):
    """Says why something was refused; hidden while nothing was."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "error")
        self.setWordWrap(True)
        self.hide()

    def attempt(self, change: Callable[[], object]) -> bool:
        """Do something; where it is refused, say why. Return whether it was done."""
        # First, as what follows from the change may have something to say here.
        self.say("")
        try:
            change()
        except ScenarioError as error:
            self.say(f"{error.problem[:1].upper()}{error.problem[1:]}.")
        except UserError as error:
            self.say(str(error))
        else:
            return True
        return False

    def say(self, text: str) -> None:
        """Say this, or nothing."""
        self.setText(text)
        self.setVisible(bool(text))
