"""Rows with a value at their right end: factors, terms and sums, in shared columns."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from app.working.content.blocks import Row
from app.working.layout.drawing import BoxInk, Drawing, GlowInk
from app.working.layout.look import Look
from app.working.layout.parts import CasesPart, FormulaPart, TextPart, formula_part
from app.working.layout.wrapped_text import LabelPart
from symbolic.formula.plain import to_text
from symbolic.formula.tree import EQUALS, Relation

BAR, BAR_GAP, COLUMN_GAP = 4.0, 12.0, 14.0
INDENT = 14.0
"""How far the terms of a factor stand in from the factor's own text."""


@dataclass(slots=True)
class _Cells:
    """A row's parts, measured."""

    row: Row
    em: float
    label: LabelPart | None
    left: FormulaPart | CasesPart | None
    numbers: FormulaPart | None
    value: TextPart | None
    inset: float
    shrink: float = 1.0

    @property
    def left_width(self) -> float:
        if isinstance(self.left, CasesPart):
            return self.left.at(self.shrink * self.em).width
        return self.shrink * self.left.width if self.left is not None else 0.0

    @property
    def numbers_width(self) -> float:
        return self.shrink * self.numbers.natural if self.numbers is not None else 0.0

    def settle(self) -> None:
        """Take the share of the size that was found for the group."""
        self.em, self.shrink = self.shrink * self.em, 1.0
        for part in (self.left, self.numbers):
            if part is not None:
                part.at(self.em)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns of a group of rows begin, from the left edge of the page."""

    label: float
    value: float
    numbers: float | None


SHRINKS = (1.0, 0.94, 0.88, 1.0)
"""How far a group's formulas may shrink so that its numbers stay beside them: else not at all."""


def place_rows(rows: tuple[Row, ...], look: Look, width: float) -> list[Drawing]:
    """Lay rows out; every row is a drawing of its own, so that the page can space them.

    Rows of one level share their columns. Where a row is too narrow for them its numbers go
    below its expression, beside the value.
    """
    cells: dict[int, _Cells] = {}
    columns: dict[int, _Columns] = {}
    for level in {row.level for row in rows}:
        group = [at for at, row in enumerate(rows) if row.level == level]
        measured = [_measure(rows[at], look, width) for at in group]
        for shrink in SHRINKS:
            for cell in measured:
                cell.shrink = shrink
            columns[level] = _columns(measured, look, width)
            if columns[level].numbers is not None or not any(c.numbers for c in measured):
                break
        for cell in measured:
            cell.settle()
        cells.update(zip(group, measured, strict=True))
    drawings = []
    for at in range(len(rows)):
        cell = cells[at]
        drawing = _Placer(cell, columns[cell.row.level], look, width).place()
        _ground(drawing, cell, look, width)
        follows = at > 0 and cell.row.level > 0
        drawing.gap = look.gap(2 if follows else 9)
        drawing.fixed = follows
        drawings.append(drawing)
    _join_bars(drawings, [cells[at] for at in range(len(rows))], look)
    return drawings


def _measure(row: Row, look: Look, width: float) -> _Cells:
    term = row.level > 0
    em = look.em("term" if term else "factor")
    text = look.theme.text
    inset = look.gap(BAR + BAR_GAP) + (look.gap(INDENT) if term else 0.0)
    style = ("strong", text) if row.marked or row.total else ("caption", look.theme.muted)
    label = LabelPart(row.label, *style, look, width - inset) if row.label else None
    formula, left = row.left, None
    # Where room is scarce a path has its product alone, not its derivatives too.
    if term and look.density.close and isinstance(formula, Relation):
        formula = formula.sides[-1]
    if formula is not None:
        left = formula_part(formula, em, text, look, width - inset)
    numbers = None
    if row.numbers is not None:
        parts = [row.numbers, row.sign] if left is None else [row.sign, row.numbers]
        numbers = FormulaPart(parts, em, text if left is None else look.theme.muted, look)
    value = None
    if row.value is not None:
        role = "value" if row.total or not term else "term"
        value = TextPart(to_text(row.value), role, text, look, width - inset)
    return _Cells(row, em, label, left, numbers, value, inset)


def _columns(cells: list[_Cells], look: Look, width: float) -> _Columns:
    """Find columns that every row of the group fits into; without room none for the numbers."""
    gap = look.gap(COLUMN_GAP)
    inset = max(cell.inset for cell in cells)
    value = max((cell.value.width for cell in cells if cell.value), default=0.0)
    labelled = [cell for cell in cells if cell.label and (cell.left or cell.numbers)]
    label = max((cell.label.width + gap for cell in labelled if cell.label), default=0.0)
    if label > 0.34 * (width - inset):
        label = 0.0
    start = inset + label
    with_numbers = [cell for cell in cells if cell.numbers is not None]
    if not with_numbers:
        return _Columns(label, value, None)
    left = max(cell.left_width for cell in cells if not _alone(cell, start, value, width, gap))
    numbers = max(cell.numbers_width for cell in with_numbers)
    lead = left + gap if left else 0.0
    spare = width - start - lead - numbers - gap - value
    if spare < 0:
        return _Columns(label, value, None)
    # What is left over stands mostly before the numbers, so that they form a column.
    return _Columns(label, value, start + lead + (0.55 * spare if left else 0.0))


def _alone(cell: _Cells, start: float, value: float, width: float, gap: float) -> bool:
    """Whether a row has no numbers and is too wide for the columns of the others."""
    return cell.numbers is None and start + cell.left_width + gap + value > width


class _Placer:
    """Puts one row into a drawing."""

    def __init__(self, cell: _Cells, columns: _Columns, look: Look, width: float) -> None:
        self._cell, self._columns, self._width = cell, columns, width
        self._look, self._gap = look, look.gap(COLUMN_GAP)
        roomy = 1 if look.density.dense else 3 if look.density.close else 5
        self._pad = look.gap(roomy if cell.row.level == 0 else min(2, roomy))
        value = columns.value + self._gap if cell.value is not None else 0.0
        self._right = width - value
        self.drawing = Drawing()
        self._x = cell.inset
        self._top = self._pad
        self._beside: list[LabelPart] = []

    def place(self) -> Drawing:
        """Put everything in its place."""
        self._place_label()
        if self._look.density.folded and not self._fits() and self._cell.left is not None:
            self._cell.numbers = None
        bottom = self._one_line() if self._fits() else self._stacked()
        self.drawing.height = bottom + self._pad
        return self.drawing

    def _place_label(self) -> None:
        cell = self._cell
        if cell.label is None:
            self._x += self._columns.label
        elif self._columns.label or (cell.left is None and cell.numbers is None):
            self._beside = [cell.label]
            self._x += self._columns.label
        else:
            cell.label.draw(self.drawing, self._x, self._top + cell.label.ascent)
            self._top += cell.label.ascent + cell.label.descent

    def _fits(self) -> bool:
        cell = self._cell
        if cell.numbers is None:
            labels = 0.0 if cell.left is not None else sum(part.width for part in self._beside)
            start = self._x if cell.left is not None else cell.inset
            return start + labels + cell.left_width <= self._right + 0.5
        if self._columns.numbers is not None:
            return True
        lead = cell.left_width + self._gap if cell.left is not None else 0.0
        return self._x + lead + cell.numbers_width <= self._right + 0.5

    def _one_line(self) -> float:
        cell = self._cell
        parts = [p for p in (*self._beside, cell.left, cell.numbers, cell.value) if p is not None]
        line = self._top + max(part.ascent for part in parts)
        for label in self._beside:
            label.draw(self.drawing, cell.inset, line)
        if cell.left is not None:
            cell.left.draw(self.drawing, self._x, line)
        if cell.numbers is not None:
            at = self._columns.numbers
            if at is None:
                at = self._right - cell.numbers_width if cell.left is not None else self._x
            cell.numbers.draw(self.drawing, at, line)
        if cell.value is not None:
            cell.value.draw(self.drawing, self._width - cell.value.width, line)
        return line + max(part.descent for part in parts)

    def _stacked(self) -> float:
        """Put the expression on lines of its own, the numbers below it, the value beside them."""
        cell, top = self._cell, self._top
        indent = self._x
        if cell.left is not None:
            if isinstance(cell.left, FormulaPart):
                cell.left.fit(self._width - self._x)
                indent += cell.left.x_of(EQUALS) or 0.0
            line = top + max(part.ascent for part in (*self._beside, cell.left))
            for label in self._beside:
                label.draw(self.drawing, cell.inset, line)
            cell.left.draw(self.drawing, self._x, line)
            top = line + cell.left.descent + 0.3 * cell.em
        else:
            for label in self._beside:
                label.draw(self.drawing, cell.inset, top + label.ascent)
                top += label.ascent + label.descent
            indent = cell.inset
        return self._numbers_line(indent, top)

    def _numbers_line(self, indent: float, top: float) -> float:
        numbers, value = self._cell.numbers, self._cell.value
        if numbers is None:
            return top if value is None else self._place_value(value, top + value.ascent)
        if numbers.natural > self._right - indent:
            indent = self._cell.inset
        # Where even the numbers alone need the whole width, the value goes below them.
        below = not numbers.squeeze(self._right - indent)
        if below and not numbers.squeeze(self._width - indent):
            numbers.fit(self._width - indent)
        ascent = numbers.ascent
        if value is not None and not below:
            ascent = max(ascent, value.ascent)
        line = top + ascent
        numbers.draw(self.drawing, indent, line)
        bottom = line + numbers.descent
        if value is None:
            return bottom
        if below:
            return self._place_value(value, bottom + 0.1 * self._cell.em + value.ascent)
        return max(bottom, self._place_value(value, line))

    def _place_value(self, value: TextPart, line: float) -> float:
        value.draw(self.drawing, self._width - value.width, line)
        return line + value.descent


def _ground(drawing: Drawing, cell: _Cells, look: Look, width: float) -> None:
    """Let the whole row react to the pointer, and light up."""
    row = cell.row
    rect = QRectF(0, 0, width, drawing.height)
    drawing.point_at(rect, row.key)
    if row.key is not None:
        colours = look.theme.phase(row.tint or "forward")
        grown = rect.adjusted(-look.gap(8), 0, look.gap(8), 0)
        drawing.add(GlowInk(grown, row.key, colours.fill, radius=look.gap(6)))


def _join_bars(drawings: list[Drawing], cells: list[_Cells], look: Look) -> None:
    """Draw the bars of the factors; that of an opened factor runs on beside its terms."""
    bar = look.gap(BAR)
    for drawing, cell in zip(drawings, cells, strict=True):
        if cell.row.tint:
            strong = look.theme.phase(cell.row.tint).strong
            # It overlaps the bar above, whose rounded end would else leave a notch.
            follows = cell.row.level > 0 and drawing is not drawings[0]
            reach = drawing.gap + bar if follows else 0.0
            drawing.add(
                BoxInk(QRectF(0, -reach, bar, drawing.height + reach), strong, radius=bar / 2)
            )
