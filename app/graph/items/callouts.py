"""The numbers of the present step at units that are drawn too small to show them."""

from collections.abc import Sequence

from app.graph.items.label import Label
from app.graph.items.primitives import Canvas
from app.graph.labels.content import LabelContent, Written
from app.graph.labels.rules import Detail, LabelRule
from app.graph.labels.texts import parameter_text
from app.graph.labels.wording import OF_UNIT, equation, unit_symbol
from app.graph.plan.geometry import Box, Point
from app.graph.plan.places import OF_BIAS, Place
from engine.network.quantities import Quantity, Ref

_SHOWN_WITH = {
    Quantity.ACTIVATION: Quantity.PRE_ACTIVATION,
    Quantity.WEIGHT_GRADIENT: Quantity.DELTA,
}

_LEFT = 12.0
"""What stays free between a label and the output on its right, in pixels at scale 1."""


class Callouts:
    """One label beside the unit that the step is about."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.label = Label(canvas.scene)
        self.ref: Ref | None = None

    def refresh(self) -> list[Box]:
        """Show the step's number at its unit, where the unit has no line for it.

        Returns
        -------
        list of Box
            What other labels keep clear of.
        """
        self.ref = self._wanted()
        if self.ref is None:
            self.label.show(False)
            return []
        fonts = self.canvas.frame.fonts
        for content in self._texts(self.ref):
            size = content.size(fonts)
            if size[0] <= self._room() or self._has_room_below(self.ref, size):
                break
        self.label.write(fonts, Written.at(self._centre(self.ref, size), content, size))
        return [self.label.box]

    def _wanted(self) -> Ref | None:
        frame = self.canvas.frame
        target, shape = frame.emphasis.target, frame.plan.shape
        if frame.plan.style.name != "pill" or target is None or target.unit is None:
            return None
        if target.layer == 0 or shape.is_strip(target.layer):
            return None
        if target.quantity in OF_BIAS or target.of is Quantity.BIAS:
            return target.parameter
        if target.of in (Quantity.SCALE, Quantity.SHIFT):
            return target
        quantity = _SHOWN_WITH.get(target.quantity, target.quantity)
        return Ref(quantity, target.layer, target.unit) if quantity in OF_UNIT else None

    def _texts(self, ref: Ref) -> Sequence[LabelContent]:
        """Return what the label may say: a number on two lines, or a bias without its name."""
        frame = self.canvas.frame
        if ref.quantity is Quantity.BIAS:
            rules = (LabelRule(Detail.FULL, changes=True), LabelRule(Detail.NUMBER))
            return [parameter_text(frame, ref, rule) for rule in rules]
        lit = ref == frame.emphasis.target
        colour = frame.phase.strong
        symbol, number = unit_symbol(frame.trace, ref), frame.reading.text(ref)
        whole = LabelContent(
            head=equation(symbol, ""),
            value=number,
            extra="",
            struck=False,
            role="weight-lit" if lit else "weight",
            colour=colour,
            extra_colour=colour,
            fill=frame.theme.background,
            line=colour if lit else "",
            line_width=max(1.4, 1.6 * frame.scale) if lit else 0.0,
        )
        return whole, whole._replace(head="", value=symbol, extra=f"= {number}")

    def _room(self) -> float:
        """Return the width between the columns that a label beside its unit stands between."""
        plan, ref = self.canvas.frame.plan, self.ref
        if ref is None:
            return plan.rectangle.width
        if ref.layer < plan.shape.depth:
            return plan.clearance(ref.layer + 1) - 8 * plan.scale
        # At an output it stands on the left, as the losses are on the right.
        return plan.clearance(ref.layer) - (_LEFT + 4) * plan.scale

    def _has_room_below(self, ref: Ref, size: tuple[float, float]) -> bool:
        """Whether the label fits between two units of the column, or below the only one."""
        plan = self.canvas.frame.plan
        column = plan.units[ref.layer]
        if len(column) == 1:
            return True
        height = plan.unit_box(ref.layer, ref.unit or 0).height
        return column[1].y - column[0].y - height >= size[1] + 2

    def _centre(self, ref: Ref, size: tuple[float, float]) -> Point:
        """Stand below a unit where there is room, else beside it: right, at an output left."""
        plan, scale = self.canvas.frame.plan, self.canvas.frame.scale
        box = plan.unit_box(ref.layer, ref.unit or 0)
        x, y = box.centre
        column = plan.units[ref.layer]
        if len(column) == 1:
            return Point(x, box.bottom + size[1] / 2 + 4 * scale)
        if self._has_room_below(ref, size):
            last = ref.unit == len(column) - 1
            lowest = plan.rectangle.bottom
            if plan.shape.biases[ref.layer - 1] == "column":
                lowest = plan.foot_y - self.canvas.frame.fonts.height("weight") / 2
            if not last or box.bottom + size[1] + 6 * scale < lowest:
                return Point(x, box.bottom + size[1] / 2 + 2 * scale)
            return Point(x, box.top - size[1] / 2 - 2 * scale)
        if ref.layer < plan.shape.depth:
            return Point(box.right + size[0] / 2 + 4 * scale, y)
        return Point(box.left - size[0] / 2 - _LEFT * scale, y)

    def hit(self, point: Point) -> Place:
        """Return the part of the picture that the label at a point speaks of."""
        if self.ref is None or not self.label.box.contains(point):
            return Place("")
        kind = "bias" if self.ref.quantity is Quantity.BIAS else "unit"
        return Place(kind, self.ref.layer, self.ref.unit)

    def box_of(self, ref: Ref) -> Box | None:
        """Return where a number is, if it is the one shown."""
        if self.ref is None:
            return None
        same = ref == self.ref or (ref.parameter is not None and ref.parameter == self.ref)
        return self.label.box if same else None
