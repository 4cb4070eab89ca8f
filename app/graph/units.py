"""The units drawn one by one, and the biases beside or below them."""

from app.graph.arrangement import BACK_LINE, Z_LINE
from app.graph.canvas import Canvas
from app.graph.contents import NUMBER, Detail, moment_head, parameter_content
from app.graph.emphasis import NOWHERE, Place
from app.graph.geometry import Box, Point
from app.graph.items import GROUNDS, Plate, Text
from app.graph.label import Content, Label
from engine.quantities import Quantity, Ref
from symbolic.notation import set_name

_WIDEST_BIAS = 180.0
"""How wide a bias above its unit may become with its name, in pixels at scale 1."""

_INNER = (
    (Quantity.DROPPED, "ã = "),
    (Quantity.SCALED, "y = "),
    (Quantity.NORMALISED, "ẑ = "),
    (Quantity.BATCH_VARIANCE, "σ² = "),
    (Quantity.BATCH_MEAN, "μ = "),
    (Quantity.PRE_ACTIVATION, "z = "),
)
"""What comes before and after the activation; of what is known, the latest is shown."""

_BACK = (
    (Quantity.DELTA, "δ = "),
    (Quantity.LOSS_BY_SCALED, "∂L/∂y = "),
    (Quantity.ACTIVATION_DERIVATIVE, "∂a/∂z = "),
    (Quantity.LOSS_BY_ACTIVATION, "∂L/∂a = "),
    (Quantity.LOSS_BY_DROPPED, "∂L/∂ã = "),
)
_PARAMETERS = {
    Quantity.SCALE_GRADIENT: "∂L/∂γ = ",
    Quantity.SHIFT_GRADIENT: "∂L/∂β = ",
    Quantity.NEW_SCALE: "new γ = ",
    Quantity.NEW_SHIFT: "new β = ",
}
"""What batch normalisation's parameters show at the unit while their steps last."""


class _Unit:
    """One unit's items."""

    def __init__(self, canvas: Canvas, layer: int, unit: int) -> None:
        self.canvas, self.layer, self.unit = canvas, layer, unit
        self.plate = Plate(canvas.scene)
        self.name = Text(canvas.scene)
        self.value = Text(canvas.scene)
        self.z = Text(canvas.scene)
        self.back = Text(canvas.scene)
        self.grounds = (Plate(canvas.scene, GROUNDS), Plate(canvas.scene, GROUNDS))

    def ref(self, quantity: Quantity) -> Ref:
        return Ref(quantity, self.layer, self.unit)

    def place(self) -> None:
        canvas = self.canvas
        style, scale = canvas.arrangement.style, canvas.scale
        box = canvas.arrangement.unit_box(self.layer, self.unit)
        x, y = box.centre
        self.plate.shape_as(box, box.height / 2 if style.name != "card" else 9 * scale)
        if style.round:
            radius = box.height / 2
            self.name.place(x, y - radius * 0.42, 0.5, radius * 1.6)
            self.value.place(x, y + radius * 0.12, 0.5, radius * 2 - 8 * scale)
            room = (style.texts + 4) * scale
            self.z.place(x, y + radius + Z_LINE * scale, 0.5, room)
            # Edges are led around the room that these texts have.
            back = (style.back + 4) * scale
            self.back.place(x, y + radius + BACK_LINE * scale, 0.5, back)
            return
        pad = 11 * scale
        row = y - 9.5 * scale if style.name == "card" else y
        room = box.width - 2 * pad - canvas.fonts.width("name", self.label) - 8 * scale
        self.name.place(box.left + pad, row, 0.0)
        self.value.place(box.right - pad, row, 1.0, room)
        self.z.place(box.left + pad, y + 10 * scale, 0.0, box.width / 2 - pad)
        self.back.place(box.right - pad, y + 10 * scale, 1.0, box.width / 2 - pad)

    @property
    def label(self) -> str:
        return set_name(self.canvas.trace.scenario.unit_name(self.layer, self.unit))

    def refresh(self) -> None:
        canvas = self.canvas
        theme, emphasis, phase = canvas.theme, canvas.emphasis, canvas.phase
        place = Place("unit", self.layer, self.unit)
        lit, is_target = place in emphasis.places, emphasis.target_place == place
        outline, width = canvas.outline(place)
        if not outline:
            outline = phase.strong if lit else theme.outline
            width = (3.2 if is_target else 2.2 if lit else 1.3) * max(canvas.scale, 0.75)
        fill = phase.fill if is_target else phase.soft if lit else theme.surface
        self.plate.dress(fill, outline, width)
        style = canvas.arrangement.style
        fonts = canvas.fonts
        small = style.name != "circle"
        name_colour = phase.strong if lit else theme.muted
        name = self.label
        if style.round:
            name = fonts.elided("name", name, style.width * 0.8 * canvas.scale)
        self.name.write(name, fonts.font("name"), name_colour)
        text = canvas.read(self.ref(Quantity.ACTIVATION), given=self.layer == 0)
        role = ("compact-lit" if lit else "compact") if small else "value"
        if style.slim:
            role = "compact-lit"
        self.value.write(text, fonts.font(role), theme.text)
        if self.layer > 0 and style.name != "pill":
            self._write_inner(small)
            self._write_back(small)
        elif self.layer == 0 and style.name != "pill":
            own = canvas.own(self.ref(Quantity.ACTIVATION))
            self.z.write(f"table: {own}" if own else "", fonts.font("small"), theme.muted)
            self._ground(self.grounds[0], self.z)

    def _write_inner(self, small: bool) -> None:
        canvas = self.canvas
        shown, lit = self._latest(_INNER, small)
        colour = canvas.phase.strong if lit else canvas.theme.muted
        self.z.write(shown, canvas.fonts.font("small-lit" if lit else "small"), colour)
        self._ground(self.grounds[0], self.z)

    def _write_back(self, small: bool) -> None:
        canvas, target = self.canvas, self.canvas.emphasis.target
        shown, lit = self._latest(_BACK, small)
        colour = canvas.theme.backward.strong
        if target is not None and target.quantity in _PARAMETERS:
            head = _PARAMETERS[target.quantity]
            if self.ref(target.quantity) == target:
                shown, lit = self._latest(((target.quantity, head),), small)
                colour = canvas.phase.strong
        elif target is not None and self._is_learning(target):
            head = moment_head(target)
            written = head.replace(" =", "") if small else head
            shown, lit = f"{written}{canvas.read(target)}", True
            colour = canvas.phase.strong
        self.back.write(shown, canvas.fonts.font("small-lit" if lit else "small"), colour)
        self._ground(self.grounds[1], self.back)

    def _is_learning(self, target: Ref) -> bool:
        """Whether the optimiser computes something of this unit's γ or β."""
        own = (target.layer, target.unit) == (self.layer, self.unit)
        return own and target.of in (Quantity.SCALE, Quantity.SHIFT)

    def _latest(
        self, quantities: tuple[tuple[Quantity, str], ...], small: bool
    ) -> tuple[str, bool]:
        """Write the first of these numbers that is known; say whether it stands out.

        The one that the step computes comes before all others.
        """
        canvas, refs = self.canvas, [(self.ref(quantity), head) for quantity, head in quantities]
        for ref, _ in refs:
            canvas.shown[ref] = ""
        known = [(ref, head) for ref, head in refs if canvas.known(ref)]
        known.sort(key=lambda pair: pair[0] != canvas.emphasis.target)
        for ref, head in known[:1]:
            written = head.replace(" =", "") if small else head
            return f"{written}{canvas.read(ref)}", canvas.emphasis.is_lit(ref)
        return "", False

    def _ground(self, plate: Plate, text: Text) -> None:
        """Keep edges from running through a text below a circle."""
        wanted = bool(text.text()) and self.canvas.arrangement.style.round
        if plate.isVisible() != wanted:
            plate.setVisible(wanted)
        if wanted:
            plate.shape_as(text.box(), 3.0)
            plate.dress(self.canvas.theme.background, "", 0.0)

    def text_box(self, quantity: Quantity) -> Box | None:
        inner = dict.fromkeys((each for each, _ in _INNER), self.z)
        text = {Quantity.ACTIVATION: self.value, **inner}.get(quantity, self.back)
        return text.box() if text.isVisible() and text.text() else None


class Units:
    """All units that are drawn one by one."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        sizes = canvas.arrangement.shape.sizes
        self.items = {
            (layer, unit): _Unit(canvas, layer, unit)
            for layer, count in enumerate(sizes)
            if not canvas.arrangement.shape.is_strip(layer)
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
        """Give the unit at a point."""
        shape = self.canvas.arrangement
        for layer, unit in self.items:
            if shape.unit_box(layer, unit).contains(point):
                return Place("unit", layer, unit)
        return NOWHERE

    def box_of(self, ref: Ref) -> Box | None:
        """Give where a unit's number is, or the unit where the number is not shown."""
        item = self.items.get((ref.layer, ref.unit or 0))
        if item is None:
            return None
        if ref.quantity is Quantity.ACTIVATION:
            return self.canvas.arrangement.unit_box(ref.layer, ref.unit or 0)
        return item.text_box(ref.quantity)


class Biases:
    """Biases: one below a column that shares it, or one above each unit."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.labels: dict[Place, tuple[Label, Ref, tuple[Ref, ...]]] = {}
        shape, layout = canvas.arrangement.shape, canvas.trace.layout
        for layer, kind in enumerate(shape.biases, start=1):
            if kind == "none":
                continue
            count = shape.sizes[layer]
            refs = [layout.bias_ref(layer, unit) for unit in range(count)]
            known = [ref for ref in refs if ref is not None]
            if kind == "column":
                also = () if known[0].unit is None else tuple(known[1:])
                self._add(known[0], also)
            elif not shape.is_strip(layer):
                for ref in known:
                    self._add(ref, ())

    def _add(self, ref: Ref, also: tuple[Ref, ...]) -> None:
        place = Place("bias", ref.layer, ref.unit)
        self.labels[place] = (Label(self.canvas.scene), ref, also)

    def refresh(self) -> None:
        """Show the present numbers and what stands out."""
        style = self.canvas.arrangement.style
        for label, ref, also in self.labels.values():
            column = self._in_column(ref)
            if style.name == "pill" and not column:
                label.show(False)
                continue
            content = parameter_content(self.canvas, ref, Detail(telling=column), also)
            if not column and content.extra:
                content = self._narrow(label, ref, content)
            if column and not self.canvas.trace.layout.is_trained(ref):
                content = content._replace(value=f"{content.value} (frozen)")
            size = label.extent(self.canvas.fonts, content, True)
            label.write(self.canvas.fonts, content, self._centre(ref, size), True, size)
            if column or content.line or size[0] > style.footprint * self.canvas.scale:
                self.canvas.obstacles.append(label.box)

    def _narrow(self, label: Label, ref: Ref, content: Content) -> Content:
        """Let a bias above its unit tell what is new, without its name if that takes too much."""
        room = _WIDEST_BIAS * self.canvas.scale
        for detail in (Detail(), NUMBER):
            content = parameter_content(self.canvas, ref, detail)
            if not content.struck:
                told = content.extra
                content = content._replace(
                    head="", value=told, extra="", colour=content.extra_colour
                )
            if label.extent(self.canvas.fonts, content, True)[0] <= room:
                break
        return content

    def _in_column(self, ref: Ref) -> bool:
        return self.canvas.arrangement.shape.biases[ref.layer - 1] == "column"

    def _centre(self, ref: Ref, size: tuple[float, float]) -> Point:
        arrangement = self.canvas.arrangement
        if self._in_column(ref):
            return Point(arrangement.columns[ref.layer], arrangement.foot_y)
        box = arrangement.unit_box(ref.layer, ref.unit or 0)
        return Point(box.centre.x, box.top - size[1] / 2 - 2 * arrangement.scale)

    def hit(self, point: Point) -> Place:
        """Give the bias at a point."""
        for place, (label, _, _) in self.labels.items():
            if label.visible and label.box.contains(point):
                return place
        return NOWHERE

    def place_of(self, ref: Ref) -> Place:
        """Give the place that shows a bias; one below a column stands for all its units."""
        place = Place("bias", ref.layer, ref.unit)
        if place in self.labels:
            return place
        for other, (_, first, also) in self.labels.items():
            if first.layer == ref.layer and ref in also:
                return other
        return place

    def refs_of(self, place: Place) -> tuple[Ref, ...]:
        """Give the biases that a place stands for."""
        found = self.labels.get(place)
        return () if found is None else (found[1], *found[2])

    def box_of(self, ref: Ref) -> Box | None:
        """Give where a bias is shown."""
        bias = Ref(Quantity.BIAS, ref.layer, ref.unit)
        found = self.labels.get(self.place_of(bias))
        return None if found is None or not found[0].visible else found[0].box
