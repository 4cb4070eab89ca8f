"""The units drawn one by one, and the biases beside or below them."""

from app.graph.arrangement import BACK_LINE, Z_LINE
from app.graph.canvas import Canvas
from app.graph.contents import BARE, FULL, PLAIN, parameter_content
from app.graph.emphasis import NOWHERE, Place
from app.graph.geometry import Box, Point
from app.graph.items import GROUNDS, Plate, Text
from app.graph.label import Content, Label
from engine.quantities import Quantity, Ref

_WIDEST_BIAS = 1.15
"""How wide a bias above its unit may become, in widths of the unit with its texts."""

_BACK = (
    (Quantity.DELTA, "δ = "),
    (Quantity.ACTIVATION_DERIVATIVE, "∂a/∂z = "),
    (Quantity.LOSS_BY_ACTIVATION, "∂L/∂a = "),
)


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
            self.back.place(x, y + radius + BACK_LINE * scale, 0.5, room)
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
        return self.canvas.trace.scenario.unit_name(self.layer, self.unit)

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
        self.value.write(text, fonts.font(role), theme.text)
        if self.layer > 0 and style.name != "pill":
            self._write_z("z " if small else "z = ")
            self._write_back(small)

    def _write_z(self, head: str) -> None:
        canvas, ref = self.canvas, self.ref(Quantity.PRE_ACTIVATION)
        text = canvas.read(ref)
        lit = canvas.emphasis.is_lit(ref)
        colour = canvas.phase.strong if lit else canvas.theme.muted
        font = canvas.fonts.font("small-lit" if lit else "small")
        self.z.write(f"{head}{text}" if text else "", font, colour)
        self._ground(self.grounds[0], self.z)

    def _write_back(self, small: bool) -> None:
        canvas = self.canvas
        shown = ""
        lit = False
        for quantity, head in _BACK:
            ref = self.ref(quantity)
            canvas.shown[ref] = ""
            if not shown and canvas.known(ref):
                text = canvas.read(ref)
                shown = f"{head.replace(' =', '') if small else head}{text}"
                lit = canvas.emphasis.is_lit(ref)
        font = canvas.fonts.font("small-lit" if lit else "small")
        self.back.write(shown, font, canvas.theme.backward.strong)
        self._ground(self.grounds[1], self.back)

    def _ground(self, plate: Plate, text: Text) -> None:
        """Keep edges from running through a text below a circle."""
        wanted = bool(text.text()) and self.canvas.arrangement.style.round
        if plate.isVisible() != wanted:
            plate.setVisible(wanted)
        if wanted:
            plate.shape_as(text.box(), 3.0)
            plate.dress(self.canvas.theme.background, "", 0.0)

    def text_box(self, quantity: Quantity) -> Box | None:
        text = {Quantity.ACTIVATION: self.value, Quantity.PRE_ACTIVATION: self.z}.get(quantity)
        text = self.back if text is None else text
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
            content = parameter_content(self.canvas, ref, FULL if column else PLAIN, also)
            if not column and content.extra:
                content = self._narrow(label, ref, content)
            if column and not self.canvas.trace.layout.is_trained(ref):
                content = content._replace(value=f"{content.value} (frozen)")
            size = label.extent(self.canvas.fonts, content, True)
            label.write(self.canvas.fonts, content, self._centre(ref, size), True, size)
            if content.line or size[0] > style.footprint * self.canvas.scale:
                self.canvas.obstacles.append(label.box)

    def _narrow(self, label: Label, ref: Ref, content: Content) -> Content:
        """Let a bias above its unit tell what is new, without its name if that takes too much."""
        room = _WIDEST_BIAS * self.canvas.arrangement.style.footprint * self.canvas.scale
        for detail in (PLAIN, BARE):
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
