"""The label items on the edges into one layer: those in use, and those to be used again."""

from collections.abc import Iterator, Mapping

from PySide6.QtWidgets import QGraphicsScene

from app.graph.items.label import Label
from app.graph.labels.fonts import Fonts
from app.graph.labels.placer import Written
from app.graph.plan.geometry import Point
from app.graph.plan.places import NOWHERE, Place
from engine.network.quantities import Ref


class EdgeLabels:
    """Shows the labels that the placer found room for.

    Parameters
    ----------
    scene : QGraphicsScene
        Where they live.
    """

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self.shown: dict[Place, Label] = {}
        self._spare: list[Label] = []

    def show(self, written: Mapping[Place, Written], fonts: Fonts) -> None:
        """Show these labels, and no others."""
        for place in self.shown.keys() - written.keys():
            label = self.shown.pop(place)
            label.show(False)
            self._spare.append(label)
        for place, (content, size, box) in written.items():
            if place not in self.shown:
                self.shown[place] = self._spare.pop() if self._spare else Label(self._scene)
            self.shown[place].write(fonts, content, box.centre, False, size)

    def numbers(self) -> Iterator[tuple[Ref, str]]:
        """Return the numbers in all labels, as they are written."""
        for label in self.shown.values():
            yield from label.numbers

    def hit(self, point: Point) -> Place:
        """Return the weight whose label is at a point."""
        for place, label in self.shown.items():
            if label.box.contains(point):
                return place
        return NOWHERE
