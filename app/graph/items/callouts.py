"""The numbers of the present step at units that are drawn too small to show them."""

from app.graph.items.canvas import Canvas
from app.graph.items.label import Label
from app.graph.labels.content import Content
from app.graph.labels.texts import NUMBER, Detail, moment_head, parameter_content
from app.graph.plan.geometry import Box, Point
from app.graph.plan.places import OF_BIAS, Place
from engine.quantities import Quantity, Ref

_HEADS = {
    Quantity.PRE_ACTIVATION: "z = ",
    Quantity.LOSS_BY_ACTIVATION: "∂L/∂a = ",
    Quantity.ACTIVATION_DERIVATIVE: "∂a/∂z = ",
    Quantity.DELTA: "δ = ",
    Quantity.BATCH_MEAN: "μ = ",
    Quantity.BATCH_VARIANCE: "σ² = ",
    Quantity.NORMALISED: "ẑ = ",
    Quantity.SCALED: "y = ",
    Quantity.DROPPED: "ã = ",
    Quantity.LOSS_BY_DROPPED: "∂L/∂ã = ",
    Quantity.LOSS_BY_SCALED: "∂L/∂y = ",
    Quantity.SCALE_GRADIENT: "∂L/∂γ = ",
    Quantity.SHIFT_GRADIENT: "∂L/∂β = ",
    Quantity.NEW_SCALE: "new γ = ",
    Quantity.NEW_SHIFT: "new β = ",
}
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

    def refresh(self) -> None:
        """Show the step's number at its unit, where the unit has no line for it."""
        self.ref = self._wanted()
        if self.ref is None:
            self.label.show(False)
            return
        fonts = self.canvas.fonts
        content = self._content(self.ref)
        size = self.label.extent(fonts, content, inline=False)
        if size[0] > self._room() and not self._has_room_below(self.ref, size):
            content = self._narrower(self.ref, content)
            size = self.label.extent(fonts, content, inline=False)
        centre = self._centre(self.ref, size)
        self.label.write(fonts, content, centre, False, size)
        self.canvas.obstacles.append(self.label.box)

    def _wanted(self) -> Ref | None:
        canvas = self.canvas
        target, shape = canvas.emphasis.target, canvas.plan.shape
        if canvas.plan.style.name != "pill" or target is None or target.unit is None:
            return None
        if target.layer == 0 or shape.is_strip(target.layer):
            return None
        if target.quantity in OF_BIAS or target.of is Quantity.BIAS:
            return target.parameter
        if target.of in (Quantity.SCALE, Quantity.SHIFT):
            return target
        quantity = _SHOWN_WITH.get(target.quantity, target.quantity)
        return Ref(quantity, target.layer, target.unit) if quantity in _HEADS else None

    def _content(self, ref: Ref) -> Content:
        canvas = self.canvas
        if ref.quantity is Quantity.BIAS:
            return parameter_content(canvas, ref, Detail(telling=True))
        lit = ref == canvas.emphasis.target
        colour = canvas.phase.strong
        return Content(
            head=_HEADS[ref.quantity] if ref.of is None else moment_head(ref),
            value=canvas.read(ref),
            extra="",
            struck=False,
            role="weight-lit" if lit else "weight",
            colour=colour,
            extra_colour="",
            fill=canvas.theme.background,
            line=colour if lit else "",
            line_width=max(1.4, 1.6 * canvas.scale) if lit else 0.0,
        )

    def _narrower(self, ref: Ref, content: Content) -> Content:
        """Put a number on two lines, or leave a bias's name out."""
        if ref.quantity is Quantity.BIAS:
            return parameter_content(self.canvas, ref, NUMBER)
        value = content.head.removesuffix(" = ")
        extra = f"= {content.value}"
        return content._replace(head="", value=value, extra=extra, extra_colour=content.colour)

    def _room(self) -> float:
        """Return the width between the columns that a label beside its unit stands between."""
        plan, ref = self.canvas.plan, self.ref
        if ref is None:
            return plan.size[0]
        if ref.layer < plan.shape.depth:
            return plan.clearance(ref.layer + 1) - 8 * plan.scale
        # At an output it stands on the left, as the losses are on the right.
        return plan.clearance(ref.layer) - (_LEFT + 4) * plan.scale

    def _has_room_below(self, ref: Ref, size: tuple[float, float]) -> bool:
        """Whether the label fits between two units of the column, or below the only one."""
        plan = self.canvas.plan
        column = plan.units[ref.layer]
        if len(column) == 1:
            return True
        height = plan.unit_box(ref.layer, ref.unit or 0).height
        return column[1].y - column[0].y - height >= size[1] + 2

    def _centre(self, ref: Ref, size: tuple[float, float]) -> Point:
        """Stand below a unit where there is room, else beside it: right, at an output left."""
        plan, scale = self.canvas.plan, self.canvas.scale
        box = plan.unit_box(ref.layer, ref.unit or 0)
        x, y = box.centre
        column = plan.units[ref.layer]
        if len(column) == 1:
            return Point(x, box.bottom + size[1] / 2 + 4 * scale)
        if self._has_room_below(ref, size):
            last = ref.unit == len(column) - 1
            lowest = plan.size[1]
            if plan.shape.biases[ref.layer - 1] == "column":
                lowest = plan.foot_y - self.canvas.fonts.height("weight") / 2
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
