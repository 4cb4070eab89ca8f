"""The blocks that are mathematics: chain rule, definition, result, what comes of it."""

from app.working.content.blocks import Chain, Coming, Equation, Outcome
from app.working.layout.drawing import Drawing
from app.working.layout.look import WIDE, Look
from app.working.layout.parts import FormulaPart, Part, TextPart, formula_part
from symbolic.formula.plain import to_text

_SHRINKS = (1.0, 0.93, 0.87)
_WIDE_SHRINKS = (1.0, 0.92, 0.84, 0.77)


def shrinks(look: Look) -> tuple[float, ...]:
    """Return how far a line may shrink to stay whole, with its result beside it."""
    return _WIDE_SHRINKS if look.density is WIDE else _SHRINKS


def place_chain(block: Chain, look: Look, width: float) -> Drawing:
    """Lay the chain rule out, every factor in its tint."""
    drawing = Drawing(look.gap(5), fixed=True)
    part = FormulaPart([block.formula], look.em("chain"), look.theme.text, look)
    part.squeeze(width)
    return _alone(drawing, part.fit(width))


def place_equation(block: Equation, look: Look, width: float) -> Drawing:
    """Lay a definition out."""
    drawing = Drawing(look.gap(7))
    text = look.theme.text
    em = look.em("equation")
    part = formula_part(block.formula, em, text, look, width)
    for shrink in shrinks(look):
        if part.at(em * shrink).on_one_line(width):
            return _alone(drawing, part)
    if isinstance(part, FormulaPart):
        part.at(em).fit(width)
    return _alone(drawing, part)


def _alone(drawing: Drawing, part: Part) -> Drawing:
    part.draw(drawing, 0.0, part.ascent)
    drawing.height = part.ascent + part.descent
    return drawing


def place_outcome(block: Outcome, look: Look, width: float) -> Drawing:
    """Lay a result out: the numbers at the left, the value large at the right."""
    drawing = Drawing(look.gap(5))
    strong = look.theme.phase(block.phase).strong
    role = "result" if block.large else "share"
    value = TextPart(to_text(block.value), role, strong, look, width)
    if block.large:
        drawing.held = _held(block, value, look, width)
    if block.numbers is None:
        value.draw(drawing, 0.0, value.ascent)
        drawing.height = value.ascent + value.descent
        return drawing
    parts = [block.numbers, block.sign]
    room = width - value.width - look.gap(16)
    em = look.em("outcome")
    numbers = FormulaPart(parts, em, look.theme.text, look)
    shrink = next((each for each in shrinks(look) if each * numbers.natural <= room), None)
    if shrink is not None:
        numbers.at(em * shrink)
        line = max(numbers.ascent, value.ascent)
        numbers.draw(drawing, 0.0, line)
        drawing.height = line + max(numbers.descent, value.descent)
    else:
        numbers.squeeze(width)
        numbers.fit(width)
        numbers.draw(drawing, 0.0, numbers.ascent)
        line = numbers.ascent + numbers.descent + look.gap(4) + value.ascent
        drawing.height = line + value.descent
    value.draw(drawing, width - value.width, line)
    return drawing


def _held(block: Outcome, value: TextPart, look: Look, width: float) -> Drawing:
    """Lay a result out for where it is held: what it is at the left, the value at the right."""
    held = Drawing()
    caption = TextPart(block.held_as, "caption", look.theme.muted, look, width)
    line = max(caption.ascent, value.ascent)
    if caption.width + look.gap(16) + value.width > width:
        line = caption.ascent + caption.descent + value.ascent
        caption.draw(held, 0.0, caption.ascent)
    else:
        caption.draw(held, 0.0, line)
    value.draw(held, width - value.width, line)
    held.height = line + max(caption.descent, value.descent)
    return held


def place_coming(block: Coming, look: Look, width: float) -> Drawing:
    """Lay out what comes of a step."""
    drawing = Drawing(look.gap(14))
    strong = look.theme.phase(block.phase).strong
    label = TextPart(block.label, "strong", strong, look, width)
    formula = FormulaPart([block.formula], look.em("coming"), strong, look)
    gap = look.gap(14)
    if label.width + gap + formula.natural <= width:
        line = max(label.ascent, formula.ascent)
        label.draw(drawing, 0.0, line)
        formula.draw(drawing, width - formula.width, line)
        drawing.height = line + max(label.descent, formula.descent)
        return drawing
    label.draw(drawing, 0.0, label.ascent)
    top = label.ascent + label.descent + look.gap(2)
    formula.squeeze(width)
    formula.fit(width)
    formula.draw(drawing, 0.0, top + formula.ascent)
    drawing.height = top + formula.ascent + formula.descent
    return drawing
