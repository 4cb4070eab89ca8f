"""The units drawn one by one."""

from app.graph.items.primitives import GROUNDS, Canvas, Plate, Text
from app.graph.labels.wording import equation, unit_symbol
from app.graph.plan.geometry import Box, Point
from app.graph.plan.network_plan import BACKWARD_LINE, Z_LINE
from app.graph.plan.places import NOWHERE, Place
from engine.network.quantities import Quantity, Ref
from symbolic.notation.marks import set_name

_INNER = (
    Quantity.PASSED_ON,
    Quantity.SCALED,
    Quantity.NORMALISED,
    Quantity.BATCH_VARIANCE,
    Quantity.BATCH_MEAN,
    Quantity.PRE_ACTIVATION,
)
"""What comes before and after the activation; of what is known, the latest is shown."""

_BACKWARD = (
    Quantity.DELTA,
    Quantity.LOSS_BY_SCALED,
    Quantity.ACTIVATION_DERIVATIVE,
    Quantity.LOSS_BY_ACTIVATION,
    Quantity.LOSS_BY_PASSED_ON,
)
_PARAMETERS = (
    Quantity.SCALE_GRADIENT,
    Quantity.SHIFT_GRADIENT,
    Quantity.NEW_SCALE,
    Quantity.NEW_SHIFT,
)
"""What batch normalisation's parameters show at the unit while their steps last."""


class _Unit:
    """One unit's items."""

    def __init__(self, canvas: Canvas, layer: int, unit: int) -> None:
        self.canvas, self.layer, self.unit = canvas, layer, unit
        self.plate = Plate(canvas.scene)
        self.name = Text(canvas.scene)
        self.value = Text(canvas.scene)
        self.z = Text(canvas.scene)
        self.backward = Text(canvas.scene)
        self.grounds = (Plate(canvas.scene, GROUNDS), Plate(canvas.scene, GROUNDS))

    def ref(self, quantity: Quantity) -> Ref:
        return Ref(quantity, self.layer, self.unit)

    def place(self) -> None:
        frame = self.canvas.frame
        style, scale = frame.plan.style, frame.scale
        box = frame.plan.unit_box(self.layer, self.unit)
        x, y = box.centre
        self.plate.shape_as(box, box.height / 2 if style.name != "card" else 9 * scale)
        if style.round:
            radius = box.height / 2
            self.name.place(x, y - radius * 0.42, 0.5, radius * 1.6)
            self.value.place(x, y + radius * 0.12, 0.5, radius * 2 - 8 * scale)
            room = (style.texts.widest + 4) * scale
            self.z.place(x, y + radius + Z_LINE * scale, 0.5, room)
            # Edges are led around the room that these texts have.
            room = (style.texts.backward + 4) * scale
            self.backward.place(x, y + radius + BACKWARD_LINE * scale, 0.5, room)
            return
        pad = 11 * scale
        row = y - 9.5 * scale if style.name == "card" else y
        room = box.width - 2 * pad - frame.fonts.width("name", self.label) - 8 * scale
        self.name.place(box.left + pad, row, 0.0)
        self.value.place(box.right - pad, row, 1.0, room)
        self.z.place(box.left + pad, y + 10 * scale, 0.0, box.width / 2 - pad)
        self.backward.place(box.right - pad, y + 10 * scale, 1.0, box.width / 2 - pad)

    @property
    def label(self) -> str:
        return set_name(self.canvas.frame.trace.scenario.unit_name(self.layer, self.unit))

    def refresh(self) -> None:
        frame = self.canvas.frame
        theme, emphasis, phase = frame.theme, frame.emphasis, frame.phase
        place = Place("unit", self.layer, self.unit)
        lit = place in emphasis.places
        self.plate.dress_part(frame, place, theme.surface, theme.outline, (3.2, 2.2, 1.3))
        style = frame.plan.style
        fonts = frame.fonts
        small = style.name != "circle"
        name_colour = phase.strong if lit else theme.muted
        name = self.label
        if style.round:
            name = fonts.elided("name", name, style.width * 0.8 * frame.scale)
        self.name.write(name, fonts.font("name"), name_colour)
        activation = self.ref(Quantity.ACTIVATION)
        text = frame.reading.text(activation)
        role = ("compact-lit" if lit else "compact") if small else "value"
        if style.slim:
            role = "compact-lit"
        self.value.write(text, fonts.font(role), theme.text)
        if self.layer > 0 and style.name != "pill":
            self._write(self.z, self.grounds[0], self._latest(_INNER), theme.muted)
            target, about = emphasis.target, self._is_about(emphasis.target)
            ref = target if about else self._latest(_BACKWARD)
            colour = phase.strong if about else theme.backward.strong
            self._write(self.backward, self.grounds[1], ref, colour, colour)
        elif self.layer == 0 and style.name != "pill":
            own = frame.reading.table_text(activation)
            self.z.write(f"table: {own}" if own else "", fonts.font("small"), theme.muted)
            self._ground(self.grounds[0], self.z)

    def _is_about(self, target: Ref | None) -> bool:
        """Whether the step computes something of this unit's γ or β."""
        if target is None or (target.layer, target.unit) != (self.layer, self.unit):
            return False
        return target.quantity in _PARAMETERS or target.of in (Quantity.SCALE, Quantity.SHIFT)

    def _latest(self, quantities: tuple[Quantity, ...]) -> Ref | None:
        """Return the first of these numbers that is known, before all others what is computed."""
        frame = self.canvas.frame
        known = [ref for ref in map(self.ref, quantities) if frame.reading.is_known(ref)]
        return min(known, key=lambda ref: ref != frame.emphasis.target, default=None)

    def _write(
        self, text: Text, ground: Plate, ref: Ref | None, colour: str, lit_colour: str = ""
    ) -> None:
        """Write a number with what it is below the unit, or beside its name."""
        frame = self.canvas.frame
        lit, shown = ref is not None and frame.emphasis.is_lit(ref), ""
        if ref is not None:
            symbol, number = unit_symbol(frame.trace, ref), frame.reading.text(ref)
            round_ = frame.plan.style.round
            shown = equation(symbol, number) if round_ else f"{symbol} {number}"
        font = frame.fonts.font("small-lit" if lit else "small")
        text.write(shown, font, (lit_colour or frame.phase.strong) if lit else colour)
        self._ground(ground, text)

    def _ground(self, plate: Plate, text: Text) -> None:
        """Keep edges from running through a text below a circle."""
        wanted = bool(text.text()) and self.canvas.frame.plan.style.round
        if plate.isVisible() != wanted:
            plate.setVisible(wanted)
        if wanted:
            plate.shape_as(text.box(), 3.0)
            plate.dress(self.canvas.frame.theme.background, "", 0.0)

    def text_box(self, quantity: Quantity) -> Box | None:
        inner = dict.fromkeys(_INNER, self.z)
        text = {Quantity.ACTIVATION: self.value, **inner}.get(quantity, self.backward)
        return text.box() if text.isVisible() and text.text() else None


class Units:
    """All units that are drawn one by one."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        sizes = canvas.frame.plan.shape.sizes
        self.items = {
            (layer, unit): _Unit(canvas, layer, unit)
            for layer, count in enumerate(sizes)
            if not canvas.frame.plan.shape.is_strip(layer)
            for unit in range(count)
        }

    def place(self) -> None:
        """Take the places of the layout."""
        for item in self.items.values():
            item.place()

    def refresh(self) -> None:
        """Show the present numbers and what stands out."""
        for item in self.items.values():
            item.refresh()

    def hit(self, point: Point) -> Place:
        """Return the unit at a point."""
        plan = self.canvas.frame.plan
        for layer, unit in self.items:
            if plan.unit_box(layer, unit).contains(point):
                return Place("unit", layer, unit)
        return NOWHERE

    def box_of(self, ref: Ref) -> Box | None:
        """Return where a unit's number is, or the unit where the number is not shown."""
        item = self.items.get((ref.layer, ref.unit or 0))
        if item is None:
            return None
        if ref.quantity is Quantity.ACTIVATION:
            return self.canvas.frame.plan.unit_box(ref.layer, ref.unit or 0)
        return item.text_box(ref.quantity)
