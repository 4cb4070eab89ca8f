"""The biases above their units or below a column that shares one."""

from app.graph.items.label import Label
from app.graph.items.primitives import Canvas
from app.graph.labels.content import LabelContent, Written
from app.graph.labels.rules import Detail, LabelRule
from app.graph.labels.texts import parameter_text, result_text
from app.graph.plan.geometry import Box, Point
from app.graph.plan.places import NOWHERE, Place
from engine.network.quantities import Quantity, Ref

_WIDEST_BIAS = 180.0
"""How wide a bias above its unit may become with its name, in pixels at scale 1."""


class Biases:
    """Biases: one below a column that shares it, or one above each unit."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.labels: dict[Place, tuple[Label, Ref, tuple[Ref, ...]]] = {}
        shape, layout = canvas.frame.plan.shape, canvas.frame.trace.layout
        for layer, kind in enumerate(shape.biases, start=1):
            if kind == "none":
                continue
            count = shape.sizes[layer]
            refs = [layout.bias_ref(layer, unit) for unit in range(count)]
            known = [ref for ref in refs if ref is not None]
            if not known:
                continue
            if kind == "column":
                also = () if known[0].unit is None else tuple(known[1:])
                self._add(known[0], also)
            elif not shape.is_strip(layer):
                for ref in known:
                    self._add(ref, ())

    def _add(self, ref: Ref, also: tuple[Ref, ...]) -> None:
        place = Place("bias", ref.layer, ref.unit)
        self.labels[place] = (Label(self.canvas.scene), ref, also)

    def refresh(self) -> list[Box]:
        """Show the present numbers and what stands out; return what other labels keep clear of."""
        frame, obstacles = self.canvas.frame, []
        style = frame.plan.style
        for label, ref, also in self.labels.values():
            column = self._in_column(ref)
            if style.name == "pill" and not column:
                label.show(False)
                continue
            content = parameter_text(frame, ref, LabelRule(Detail.FULL, column), also)
            if not column and content.extra:
                content = self._result(ref)
            if column and not frame.trace.layout.is_trained(ref):
                content = content._replace(value=f"{content.value} (frozen)", frozen=False)
            content = content._replace(inline=True)
            size = content.size(frame.fonts)
            label.write(frame.fonts, Written.at(self._centre(ref, size), content, size))
            if column or content.line or size[0] > style.footprint * frame.scale:
                obstacles.append(label.box)
        return obstacles

    def _result(self, ref: Ref) -> LabelContent:
        """Return what is new of a bias above its unit, without its name if that takes too much."""
        frame = self.canvas.frame
        room = _WIDEST_BIAS * frame.scale
        for detail in (Detail.FULL, Detail.NUMBER):
            content = result_text(frame, ref, detail)._replace(inline=True)
            if content.size(frame.fonts)[0] <= room:
                break
        return content

    def _in_column(self, ref: Ref) -> bool:
        return self.canvas.frame.plan.shape.biases[ref.layer - 1] == "column"

    def _centre(self, ref: Ref, size: tuple[float, float]) -> Point:
        plan = self.canvas.frame.plan
        if self._in_column(ref):
            return Point(plan.columns[ref.layer], plan.foot_y)
        box = plan.unit_box(ref.layer, ref.unit or 0)
        return Point(box.centre.x, box.top - size[1] / 2 - 2 * plan.scale)

    def hit(self, point: Point) -> Place:
        """Return the bias at a point."""
        for place, (label, _, _) in self.labels.items():
            if label.visible and label.box.contains(point):
                return place
        return NOWHERE

    def place_of(self, ref: Ref) -> Place:
        """Return the place that shows a bias; one below a column stands for all its units."""
        place = Place("bias", ref.layer, ref.unit)
        if place in self.labels:
            return place
        for other, (_, first, also) in self.labels.items():
            if first.layer == ref.layer and ref in also:
                return other
        return place

    def refs_of(self, place: Place) -> tuple[Ref, ...]:
        """Return the biases that a place stands for."""
        found = self.labels.get(place)
        return () if found is None else (found[1], *found[2])

    def box_of(self, ref: Ref) -> Box | None:
        """Return where a bias is shown."""
        bias = Ref(Quantity.BIAS, ref.layer, ref.unit)
        found = self.labels.get(self.place_of(bias))
        return None if found is None or not found[0].visible else found[0].box
