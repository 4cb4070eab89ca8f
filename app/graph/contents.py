"""What the label of a weight or bias says at the present position."""

from typing import NamedTuple

from app.graph import numbers
from app.graph.canvas import Canvas
from app.graph.emphasis import place_of
from app.graph.label import Content
from engine.quantities import Quantity, Ref

BARE, BRIEF, PLAIN, SHORT, FULL = range(5)
"""How much a label tells: its number alone; with its name; with its name in the gradient too; every
gradient or new value, in four decimals; in six."""

_GRADIENT = {
    Quantity.WEIGHT: (Quantity.WEIGHT_GRADIENT, Quantity.NEW_WEIGHT),
    Quantity.BIAS: (Quantity.BIAS_GRADIENT, Quantity.NEW_BIAS),
}


class _Story(NamedTuple):
    """The numbers of a parameter: what it is, and what has become of it."""

    value: str
    extra: str = ""
    struck: bool = False
    changed: bool = False


def parameter_content(canvas: Canvas, ref: Ref, detail: int, also: tuple[Ref, ...] = ()) -> Content:
    """Say what the label of a weight or bias shows now.

    Parameters
    ----------
    canvas : Canvas
        Models and look.
    ref : Ref
        The weight or bias.
    detail : int
        One of `BARE` to `FULL`; the number that the step computes is always told.
    also : tuple of Ref
        Other biases that stand under the same name.
    """
    theme, emphasis = canvas.theme, canvas.emphasis
    gradient, new = (ref.as_quantity(quantity) for quantity in _GRADIENT[ref.quantity])
    lit = any(emphasis.is_lit(each) for each in (ref, gradient, new, *also))
    line, width = max((canvas.outline(place_of(each)) for each in (ref, *also)), key=_width)
    marked = bool(line)
    telling = detail > PLAIN or marked or emphasis.target in (gradient, new)
    story = _story(canvas, ref, detail, telling)
    if lit and not marked:
        line, width = canvas.phase.strong, max(1.4, 1.6 * canvas.scale)
    quiet = theme.text if marked else theme.update.strong if story.changed else theme.muted
    updated = story.struck or story.changed
    return Content(
        head=f"{canvas.trace.name(ref)} " if detail > BARE else "",
        value=_several(canvas, (ref, *also)) if also else story.value,
        extra=story.extra,
        struck=story.struck,
        role="weight-lit" if lit else "weight",
        colour=canvas.phase.strong if lit else quiet,
        extra_colour=(theme.update if updated else theme.backward).strong,
        fill=theme.background,
        line=line,
        line_width=width,
    )


def _width(mark: tuple[str, float]) -> float:
    return mark[1]


def _story(canvas: Canvas, ref: Ref, detail: int, telling: bool) -> _Story:
    """Write the numbers of a parameter, and remember which of them are on screen."""
    gradient, new = (ref.as_quantity(quantity) for quantity in _GRADIENT[ref.quantity])
    shown = canvas.shown
    shown[gradient] = shown[new] = ""
    if canvas.known(new):
        before, after = numbers.change(canvas.value(ref), canvas.value(new))
        shown[ref], shown[new] = before if telling else "", after
        return _Story(before, f"→ {after}", struck=True) if telling else _Story(after, changed=True)
    shown[ref] = value = numbers.weight(canvas.value(ref))
    if not (canvas.known(gradient) and telling):
        return _Story(value)
    write = numbers.gradient if detail == FULL else numbers.computed
    shown[gradient] = written = write(canvas.value(gradient))
    names = {BARE: "∂", BRIEF: "∂L/∂w"}
    return _Story(value, f"{names.get(detail, f'∂L/∂{canvas.trace.name(ref)}')} = {written}")


def _several(canvas: Canvas, refs: tuple[Ref, ...]) -> str:
    """Write the values of biases that share a name: once where they are equal."""
    texts = [numbers.weight(canvas.value(ref)) for ref in refs]
    for ref, text in zip(refs, texts, strict=True):
        canvas.shown[ref] = text
    distinct = list(dict.fromkeys(texts))
    return ", ".join(distinct[:3]) + (" …" if len(distinct) > 3 else "")
