"""What the window shows and how it moves, without a single widget."""

from msgspec import Struct

from app.models.document import Document
from app.models.playback import PlaybackModel
from app.models.selection import SelectionModel
from app.models.session import SessionModel
from app.models.working import WorkingModel

__all__ = ["Document", "PlaybackModel", "SelectionModel", "SessionModel", "Stepper", "WorkingModel"]


class Stepper(Struct, frozen=True):
    """The models of the step-through window, made together.

    Attributes
    ----------
    document : Document
        The scenario that is open.
    session : SessionModel
        The present iteration of it.
    playback : PlaybackModel
        Where in the iteration the person is.
    selection : SelectionModel
        What is pointed at and what is selected.
    working : WorkingModel
        The derivation of the present step.
    """

    document: Document
    session: SessionModel
    playback: PlaybackModel
    selection: SelectionModel
    working: WorkingModel

    @classmethod
    def make(cls) -> "Stepper":
        """Make the models, connected to each other, with nothing open yet."""
        document = Document()
        session = SessionModel(document)
        playback = PlaybackModel(session)
        selection = SelectionModel(session)

        def let_go() -> None:
            step = playback.step
            about = None if step is None else step.target.parameter
            if selection.selected is not None and selection.selected != about:
                selection.select(None)

        # What stayed selected when the playhead leaves would look like the present step.
        playback.position_changed.connect(let_go)
        return cls(document, session, playback, selection, WorkingModel(session, playback))
