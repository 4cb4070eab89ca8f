"""The models of Explore, made together."""

from dataclasses import dataclass

from app.models.document import Document
from app.models.exploring import ExploreModel
from app.models.exploring_edits import ExploreEditor
from app.models.exploring_hiding import HidingModel
from app.models.exploring_plane import PlaneModel
from app.models.loss_surface import LossSurfaceModel


@dataclass(frozen=True)
class Exploring:
    """What the pane of Explore shows and changes.

    Attributes
    ----------
    model : ExploreModel
        The run.
    planes : PlaneModel
        Its points and maps.
    surface : LossSurfaceModel
        Its loss around the present weights.
    editor : ExploreEditor
        Takes changes.
    hiding : HidingModel
        Says what is left out.
    """

    model: ExploreModel
    planes: PlaneModel
    surface: LossSurfaceModel
    editor: ExploreEditor
    hiding: HidingModel

    @classmethod
    def make(cls, document: Document) -> "Exploring":
        """Make the models for a document."""
        model = ExploreModel(document)
        planes, surface = PlaneModel(model), LossSurfaceModel(model)
        return cls(model, planes, surface, ExploreEditor(model), HidingModel(document, model))

    def shutdown(self) -> None:
        """Wait for the threads to end."""
        for each in (self.model, self.planes, self.surface):
            each.shutdown()
