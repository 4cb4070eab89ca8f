"""The settings of training as Explore changes them, while a run goes on, too."""

from PySide6.QtCore import QObject

from app.models.document import Document
from app.models.run_settings import RunSettings


class ExploreSettings(RunSettings):
    """The document's settings: each can be changed at any time, and the run follows."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(document, parent)
        for signal in (document.opened, document.saved):
            signal.connect(self.scenario_changed)
        document.edited.connect(self.settings_changed)

    @property
    def is_busy(self) -> bool:
        """Whether the settings belong to a run: never here."""
        return False
