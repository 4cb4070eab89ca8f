"""What a person can cause and mend, as one kind of error with a sentence for them."""

from engine.text import visible


class UserError(Exception):
    """Something that a person can cause, and mend: one sentence that says what, and where.

    Whatever speaks to a person, as the command line and the window do, catches this one kind and
    shows its text. What is no `UserError` is a fault of the program, and goes to the log.

    Parameters
    ----------
    sentence : str
        What was found and what was expected.
    """

    def __init__(self, sentence: str) -> None:
        # What a file holds may be quoted; it may not write over a terminal.
        super().__init__(visible(sentence))
