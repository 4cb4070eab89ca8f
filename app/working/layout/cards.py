"""The blocks that are framed or listed: the check, the end of an iteration, lists of words."""

from PySide6.QtCore import QRectF

from app.text.prose import StrangersText
from app.working.content.panels import Check, Ending, Entries, Entry, Prose
from app.working.layout.drawing import BoxInk, DocumentInk, Drawing, GlowInk
from app.working.layout.look import Look
from app.working.layout.parts import TextPart
from app.working.layout.wrapped_text import Writer
from symbolic.formula.plain import to_text

_SIGNS = {"agree": "✓ ", "kink": "✓ ", "apart": "✗ "}


def place_check(block: Check, look: Look, width: float) -> Drawing:
    """Lay the three-way check out: three columns, or three lines where they are too wide."""
    theme = look.theme
    line, fill = {
        "agree": (theme.good, theme.good_fill),
        "kink": (theme.warning, theme.warning_fill),
        "apart": (theme.error, theme.error_fill),
    }[block.state]
    drawing, writer = _card(look, width, 15)
    writer.words(_SIGNS[block.state] + block.title, "check", line)
    writer.top += look.gap(1 if look.density.close else 5)
    _ways(drawing, writer, block, look)
    if block.remark:
        writer.top += look.gap(5)
        writer.words(block.remark, "note", theme.text)
    return _framed(drawing, writer, look, width, line, fill)


def _card(look: Look, width: float, gap: float) -> tuple[Drawing, Writer]:
    """Begin a framed block."""
    drawing = Drawing(look.gap(gap))
    pad = look.gap(8 if look.density.dense else 15)
    writer = Writer(drawing, look, pad, width - 2 * pad)
    writer.top = look.gap(_rim(look))
    return drawing, writer


def _rim(look: Look) -> float:
    """Return the distance from a frame to what stands in it, at 100 %."""
    return 3 if look.density.dense else 6 if look.density.close else 10


def _framed(drawing: Drawing, writer: Writer, look: Look, width: float, *colours: str) -> Drawing:
    """End a framed block."""
    drawing.height = writer.top + look.gap(_rim(look))
    line, fill = colours
    frame = QRectF(0.75, 0.75, width - 1.5, drawing.height - 1.5)
    drawing.add(BoxInk(frame, fill, line, 1.5, look.gap(8)))
    return drawing


def _ways(drawing: Drawing, writer: Writer, block: Check, look: Look) -> None:
    theme, x, room, top = look.theme, writer.x, writer.width, writer.top
    names = [TextPart(name, "caption", theme.muted, look) for name, _ in block.ways]
    role = "text" if look.density.dense else "number"
    numbers = [TextPart(number, role, theme.text, look, room) for _, number in block.ways]
    pairs = list(zip(names, numbers, strict=True))
    widths = [max(name.width, number.width) for name, number in pairs]
    spare = room - sum(widths)
    least = look.gap(8 if look.density.dense else 14)
    if spare >= least * (len(pairs) - 1):
        # Equal columns where they fit, otherwise equal distances between them.
        column = room / len(pairs)
        even = max(widths) + least <= column
        between = spare / (len(pairs) - 1)
        for (name, number), wide in zip(pairs, widths, strict=True):
            name.draw(drawing, x, top + name.ascent)
            below = top + name.ascent + name.descent + look.gap(1)
            number.draw(drawing, x, below + number.ascent)
            x += column if even else wide + between
            writer.top = below + number.ascent + number.descent
        return
    for name, number in pairs:
        if name.width + number.width + look.gap(8) > room:
            name.draw(drawing, x, top + name.ascent)
            top += name.ascent + name.descent
        else:
            name.draw(drawing, x, top + number.ascent)
        number.draw(drawing, x + room - number.width, top + number.ascent)
        top += number.ascent + number.descent
    writer.top = top


def place_ending(block: Ending, look: Look, width: float) -> Drawing:
    """Lay the end of an iteration out: the loss before and after."""
    theme = look.theme
    drawing, writer = _card(look, width, 18)
    line, fill = (theme.update.strong, theme.update.soft)
    if not block.good:
        line, fill = theme.warning, theme.warning_fill
    writer.words(block.title, "check", line)
    writer.top += look.gap(5)
    no_break = "\u00a0"
    loss, before, after = map(to_text, (block.loss, block.before, block.after))
    values = f"{loss}{3 * no_break}{before}{no_break} →{2 * no_break}{after}"
    writer.words(values, "share", theme.text)
    writer.top += look.gap(5)
    writer.words(block.hint, "text", theme.text)
    return _framed(drawing, writer, look, width, line, fill)


def place_prose(block: Prose, look: Look, width: float) -> Drawing:
    """Lay a text in Markdown out."""
    drawing = Drawing(look.gap(10))
    document = StrangersText(block.markdown, look.font("text"), width)
    drawing.add(DocumentInk(0.0, 0.0, document, look.theme.text))
    drawing.height = document.size().height()
    for link, area in document.links():
        drawing.point_at(area, link)
    return drawing


def place_entries(block: Entries, look: Look, width: float) -> list[Drawing]:
    """Lay a list out, its names in one column; keys stand side by side."""
    if block.style == "keys":
        return [_keys(block, look, width)]
    phases = block.style == "phases"
    terms = []
    for entry in block.entries:
        colour = look.strong(entry.phase) if phases else look.theme.muted
        terms.append(TextPart(entry.term, "strong" if phases else "caption", colour, look))
    column = max(term.width for term in terms)
    drawings = []
    for at, (entry, term) in enumerate(zip(block.entries, terms, strict=True)):
        place = _phase if phases else _fact
        drawing = place(entry, term, column, look, width)
        if at == 0:
            drawing.gap = look.gap(6 if phases else 14)
        drawings.append(drawing)
    return drawings


def _fact(entry: Entry, term: TextPart, column: float, look: Look, width: float) -> Drawing:
    drawing = Drawing(look.gap(4))
    x = column + look.gap(16)
    metrics = look.metrics("text")
    line = max(term.ascent, metrics.ascent())
    term.draw(drawing, 0.0, line)
    top = line - metrics.ascent()
    if width - x < 0.45 * width:
        x, top = look.gap(12), term.ascent + term.descent
    writer = Writer(drawing, look, x, width - x)
    writer.top = top
    writer.words(entry.text, "text", look.theme.text)
    drawing.height = writer.top
    return drawing


def _phase(entry: Entry, term: TextPart, column: float, look: Look, width: float) -> Drawing:
    del column
    drawing = Drawing(look.gap(6))
    colours = look.theme.phase(entry.phase)
    pad = look.gap(10)
    x = look.gap(4) + pad
    writer = Writer(drawing, look, x, width - x - pad)
    aside = TextPart(entry.aside, "caption", look.theme.muted, look)
    writer.top = look.gap(6) + term.ascent + term.descent
    line = look.gap(6) + term.ascent
    term.draw(drawing, x, line)
    if term.width + aside.width + pad <= writer.width:
        aside.draw(drawing, x + writer.width - aside.width, line)
    # Where room is scarce the name says enough.
    if not look.density.close:
        writer.words(entry.text, "note", look.theme.text)
    drawing.height = writer.top + look.gap(6)
    rect = QRectF(0, 0, width, drawing.height)
    drawing.add(BoxInk(rect, colours.soft, radius=look.gap(6)))
    bar = QRectF(0, 0, look.gap(4), drawing.height)
    drawing.add(BoxInk(bar, colours.strong, radius=look.gap(2)))
    if entry.key is not None:
        drawing.point_at(rect, entry.key)
        drawing.add(GlowInk(rect, entry.key, "", colours.strong, 1.5, look.gap(6)))
    return drawing


def _keys(block: Entries, look: Look, width: float) -> Drawing:
    """Draw keys with what they do, as many on a line as there is room for."""
    drawing = Drawing(look.gap(16))
    theme = look.theme
    pad, apart, inside = look.gap(7), look.gap(18), look.gap(7)
    metrics = look.metrics("text")
    height = metrics.height() + look.gap(6)
    x = top = 0.0
    for entry in block.entries:
        term = TextPart(entry.term, "key", theme.text, look)
        text = TextPart(entry.text, "text", theme.text, look, width)
        cap = max(term.width + 2 * pad, height)
        wide = cap + inside + text.width
        if x and x + wide > width:
            x, top = 0.0, top + height + look.gap(6)
        line = top + (height - metrics.height()) / 2 + metrics.ascent()
        term.draw(drawing, x + (cap - term.width) / 2, line)
        text.draw(drawing, x + cap + inside, line)
        frame = QRectF(x + 0.5, top + 0.5, cap - 1, height - 1)
        drawing.add(BoxInk(frame, theme.raised, theme.outline, 1.0, look.gap(5)))
        x += wide + apart
    drawing.height = top + height
    return drawing
