"""The boxes of targets and losses, and the lines that run into the total."""

from app.graph.items.primitives import Canvas, Edge, Plate, Text
from app.graph.labels import wording
from app.graph.labels.measuring import LONGEST_BELOW
from app.graph.plan.geometry import Box, Line, Point
from app.graph.plan.places import NOWHERE, Place
from app.theme import mix
from engine.network.quantities import LOSS, PENALTY, Quantity, Ref


class _Named:
    """A letter with a name below it and a number behind, such as L_o1 = 0.2748."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.texts = [Text(canvas.scene) for _ in range(3)]
        self._place = (0.0, 0.0, 0.5, 0.0)

    def place(self, x: float, y: float, anchor: float, limit: float) -> None:
        """Say where it stands, as `Text.place` does."""
        self._place = (x, y, anchor, limit)

    def write(self, name: str, rest: str, role: str, colour: str) -> None:
        """Show it; without a number behind it shows nothing."""
        x, y, anchor, limit = self._place
        fonts = self.canvas.frame.fonts
        name = fonts.elided("below", name, fonts.width("below", LONGEST_BELOW))
        letter = wording.letter(self.canvas.frame.trace, Quantity.OUTPUT_LOSS)
        parts = [(letter, role), (name, "below"), (rest, role)] if rest else [("", role)] * 3
        widths = [fonts.width(font, text) for text, font in parts]
        shrunk = min(1.0, limit / sum(widths)) if sum(widths) else 1.0
        left = x - sum(widths) * shrunk * anchor
        lower = fonts.height(role) * 0.2 * shrunk
        for index, (item, (text, font)) in enumerate(zip(self.texts, parts, strict=True)):
            width = widths[index] * shrunk
            item.place(left, y + (lower if index == 1 else 0.0), 0.0, width)
            item.write(text, fonts.font(font), colour)
            left += width


class _LossBox:
    """Target and loss of one output."""

    def __init__(self, canvas: Canvas, unit: int) -> None:
        self.canvas, self.unit = canvas, unit
        self.layer = canvas.frame.trace.scenario.depth
        self.plate = Plate(canvas.scene)
        self.target = Text(canvas.scene)
        self.loss = _Named(canvas)
        self.link = Edge(canvas.scene)

    def place(self) -> None:
        plan, scale = self.canvas.frame.plan, self.canvas.frame.scale
        box = plan.boxes[self.unit]
        x, y = box.centre
        self.plate.shape_as(box, 8 * scale)
        room = box.width - 14 * scale
        if not plan.style.stacked:
            self.target.place(box.left + 9 * scale, y, 0.0, room / 2)
        else:
            self.target.place(x, y - box.height * 0.21, 0.5, room)
            self.loss.place(x, y + box.height * 0.19, 0.5, room)
        unit = plan.unit_box(self.layer, self.unit)
        self.link.place(Line(unit.right + 1, y, box.left - 1, y))

    def refresh(self) -> None:
        frame = self.canvas.frame
        theme, phase, emphasis = frame.theme, frame.phase, frame.emphasis
        place = Place("box", self.layer, self.unit)
        lit, look = place in emphasis.places, theme.loss
        self.plate.dress_part(frame, place, look.soft, look.strong, (3.0, 2.2, 1.2))
        target, loss = (
            frame.reading.text(Ref(quantity, self.layer, self.unit))
            for quantity in (Quantity.TARGET, Quantity.OUTPUT_LOSS)
        )
        pill = not frame.plan.style.round or frame.plan.style.slim
        name = wording.index_name(frame.trace, self.unit)
        self.target.write(f"target {target}", frame.fonts.font("box"), theme.muted)
        equals = " " if pill else " = "
        if not frame.plan.style.stacked:
            self._place_beside_target()
        role = "compact-lit" if pill else "box-value"
        self.loss.write(name, f"{equals}{loss}" if loss else "", role, theme.text)
        on_path = Place("link", self.layer, self.unit) in emphasis.path
        along = on_path or (
            lit
            and emphasis.target is not None
            and emphasis.target.quantity in (Quantity.OUTPUT_LOSS, Quantity.LOSS_BY_ACTIVATION)
        )
        colour = mix(theme.loss.strong, phase.strong, 0.7) if on_path else phase.strong
        self.link.dress(
            colour if along else theme.loss.strong,
            (2.2 if on_path else 3.0 if along else 1.2) * frame.line_scale,
            lit=along,
            backwards=along and emphasis.backwards,
            head=(11.0 if along else 8.0) * frame.scale,
        )

    def _place_beside_target(self) -> None:
        """Place the loss in what the target leaves of the line."""
        box, scale = self.canvas.frame.plan.boxes[self.unit], self.canvas.frame.scale
        right = box.right - 9 * scale
        room = right - self.target.box().right - 5 * scale
        self.loss.place(right, box.centre.y, 1.0, room)


class Losses:
    """Every output's box, the total, and the lines between them."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.boxes = [_LossBox(canvas, unit) for unit in range(canvas.frame.plan.shape.boxes)]
        self.plate = Plate(canvas.scene)
        self.total = Text(canvas.scene)
        self.note = Text(canvas.scene)
        self.links = [Edge(canvas.scene) for _ in range(max(1, len(self.boxes)))]

    def place(self) -> None:
        """Take the places of the layout."""
        plan, scale = self.canvas.frame.plan, self.canvas.frame.scale
        for box in self.boxes:
            box.place()
        total = plan.total
        self.plate.shape_as(total, 8 * scale)
        for link, line in zip(self.links, self._lines(), strict=True):
            link.place(line)

    def _place_total(self, noted: bool) -> None:
        """Move the total up where a note stands below it."""
        total, scale = self.canvas.frame.plan.total, self.canvas.frame.scale
        x, y = total.centre
        room = total.width - 14 * scale
        self.total.place(x, y - (total.height * 0.18 if noted else 0), 0.5, room)
        self.note.place(x, y + total.height * 0.25, 0.5, room)

    def _lines(self) -> list[Line]:
        plan = self.canvas.frame.plan
        total, boxes = plan.total, plan.boxes
        x = total.centre.x
        if len(boxes) == 2:
            above = Line(x, boxes[0].bottom + 1, x, total.top - 1)
            return [above, Line(x, boxes[1].top - 1, x, total.bottom + 1)]
        if boxes:
            tops = [box.top for box in boxes[1:]] + [total.top]
            pairs = zip(boxes, tops, strict=True)
            return [Line(x, box.bottom + 1, x, top - 1) for box, top in pairs]
        picture = plan.strips[plan.shape.depth]
        return [Line(picture.right + 2, total.centre.y, total.left - 1, total.centre.y)]

    def refresh(self) -> None:
        """Show the present numbers and what stands out."""
        frame = self.canvas.frame
        theme, emphasis = frame.theme, frame.emphasis
        for box in self.boxes:
            box.refresh()
        lit, look = emphasis.target == LOSS, theme.loss
        self.plate.dress_part(frame, Place("total"), look.fill, look.strong, (3.0, 2.2, 1.2))
        whole, penalty = wording.letter(frame.trace, Quantity.LOSS), frame.reading.text(PENALTY)
        text = f"{whole}  {frame.reading.text(LOSS)}".rstrip()
        notes = wording.total_notes(frame.trace, penalty)
        if emphasis.target == PENALTY:
            # While it is computed it is what the box is about.
            text, notes = f"R  {penalty}", (f"penalty, part of {whole}", "penalty")
        self.total.write(text, frame.fonts.font("box-value"), theme.text)
        self._place_total(bool(notes))
        room = frame.plan.total.width - 10 * frame.scale
        fitting = (note for note in notes if frame.fonts.width("small", note) <= room)
        note = next(fitting, notes[-1] if notes else "")
        self.note.write(note, frame.fonts.font("small"), theme.muted)
        for index, link in enumerate(self.links):
            self._dress_link(index, link, lit)

    def _dress_link(self, index: int, link: Edge, lit: bool) -> None:
        """Dress a line into the total; on the way back to a gradient it flows the other way."""
        frame = self.canvas.frame
        theme, phase = frame.theme, frame.phase
        units = {place.unit or 0 for place in frame.emphasis.path if place.kind == "link"}
        chained = len(self.boxes) != 2
        is_backward = bool(units) and (index >= min(units) if chained else index in units)
        ends = not chained or (index in units if is_backward else index == len(self.links) - 1)
        dimmed = mix(theme.loss.strong, phase.strong, 0.7) if is_backward else theme.loss.strong
        link.dress(
            phase.strong if lit else dimmed,
            (3.0 if lit else 2.2 if is_backward else 1.2) * frame.line_scale,
            backwards=is_backward,
            head=(11.0 if lit else 8.0) * frame.scale if ends else 0.0,
        )

    def hit(self, point: Point) -> Place:
        """Return the box at a point."""
        plan = self.canvas.frame.plan
        for unit, box in enumerate(plan.boxes):
            if box.contains(point):
                return Place("box", plan.shape.depth, unit)
        return Place("total") if plan.total.contains(point) else NOWHERE

    def box_of(self, ref: Ref) -> Box | None:
        """Return where a target or a loss is shown."""
        if ref in (LOSS, PENALTY):
            return self.canvas.frame.plan.total
        boxes = self.canvas.frame.plan.boxes
        if not boxes:
            return None
        box = boxes[ref.unit or 0]
        if ref.quantity is Quantity.TARGET:
            return self.boxes[ref.unit or 0].target.box()
        return box
