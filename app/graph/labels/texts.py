"""What the label of a weight or bias says at the present position."""

from collections.abc import Sequence
from typing import NamedTuple

from app.graph.items.canvas import Canvas
from app.graph.labels import numbers, wording
from app.graph.labels.content import Content
from app.graph.plan.places import place_of
from engine.quantities import Quantity, Ref


class Detail(NamedTuple):
    """How much a label tells.

    Attributes
    ----------
    named : bool
        The name of the parameter.
    whole : bool
        A gradient with the parameter's name, such as "∂L/∂w5"; else "∂" alone.
    telling : bool
        Every gradient and old value that is known, not only those of what stands out.
    """

    named: bool = True
    whole: bool = True
    telling: bool = False


NUMBER = Detail(named=False, whole=False)
"""The number alone."""

_GRADIENT = {
    Quantity.WEIGHT: (Quantity.WEIGHT_GRADIENT, Quantity.NEW_WEIGHT),
    Quantity.BIAS: (Quantity.BIAS_GRADIENT, Quantity.NEW_BIAS),
}

MOMENT_LETTERS = {
    Quantity.VELOCITY: "v",
    Quantity.MEAN_SQUARE: "s",
    Quantity.FIRST_MOMENT: "m",
    Quantity.SECOND_MOMENT: "v",
    Quantity.NEWTON_STEP: "d",
}
"""What the formulas call what an optimiser computes of a parameter."""


class _Story(NamedTuple):
    """The numbers of a parameter: what it is, and what has become of it."""

    value: str
    extra: str = ""
    struck: bool = False
    changed: bool = False


def parameter_content(
    canvas: Canvas, ref: Ref, detail: Detail, also: tuple[Ref, ...] = ()
) -> Content:
    """Say what the label of a weight or bias shows now.

    Parameters
    ----------
    canvas : Canvas
        Models and look.
    ref : Ref
        The weight or bias.
    detail : Detail
        How much; the number that the step computes is always told.
    also : tuple of Ref
        Other biases that stand under the same name.
    """
    theme, emphasis = canvas.theme, canvas.emphasis
    gradient, new = (ref.as_quantity(quantity) for quantity in _GRADIENT[ref.quantity])
    lit = any(emphasis.is_lit(each) for each in (ref, gradient, new, *also))
    line, width = max((canvas.outline(place_of(each)) for each in (ref, *also)), key=_width)
    marked = bool(line)
    target = emphasis.target
    own = target is not None and target.parameter == ref
    story = _story(canvas, ref, detail, detail.telling or marked or own)
    if lit and not marked:
        line, width = canvas.phase.strong, max(1.4, 1.6 * canvas.scale)
    quiet = theme.text if marked else theme.update.strong if story.changed else theme.muted
    updated = story.struck or story.changed
    return Content(
        head=f"{wording.label_name(canvas.trace, ref)} " if detail.named else "",
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


def _story(canvas: Canvas, ref: Ref, detail: Detail, telling: bool) -> _Story:
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
    moment = _moment(canvas, ref)
    if moment:
        return _Story(value, moment, changed=True)
    shown[gradient] = written = numbers.computed(canvas.value(gradient))
    return _Story(value, f"{gradient_name(canvas, ref, detail)} = {written}")


def fullest_contents(
    canvas: Canvas, refs: Sequence[Ref], detail: Detail, *, changed: bool
) -> list[Content]:
    """Return labels as wide as they become in this iteration, known yet or not.

    Parameters
    ----------
    canvas : Canvas
        Models and look.
    refs : sequence of Ref
        Weights or biases.
    detail : Detail
        How much they tell.
    changed : bool
        Whether with the new value, else with the gradient.
    """
    contents = []
    for ref in refs:
        value = numbers.weight(canvas.value(ref))
        if changed:
            value, after = numbers.change(canvas.value(ref), canvas.value(ref.new_value))
            extra = f"→ {after}"
        else:
            number = numbers.computed(canvas.value(ref.gradient))
            extra = f"{gradient_name(canvas, ref, detail)} = {number}"
        head = f"{wording.label_name(canvas.trace, ref)} "
        contents.append(Content(head, value, extra, changed, "weight-lit", "", "", ""))
    return contents


def gradient_name(canvas: Canvas, ref: Ref, detail: Detail) -> str:
    """Return how a label calls a gradient: where room is short by the sign alone."""
    return f"∂L/∂{wording.label_name(canvas.trace, ref)}" if detail.whole else "∂"


def moment_head(target: Ref) -> str:
    """Return how a unit calls what an optimiser computes of its γ or β, such as "m of γ = "."""
    of = "γ" if target.of is Quantity.SCALE else "β"
    return f"{MOMENT_LETTERS[target.quantity]} of {of} = "


def _moment(canvas: Canvas, ref: Ref) -> str:
    """Write what the step computes of a parameter before its new value; empty for other steps."""
    target = canvas.emphasis.target
    if target is None or target.of is None or target.parameter != ref:
        return ""
    canvas.shown[target] = written = numbers.computed(canvas.value(target))
    return f"{MOMENT_LETTERS[target.quantity]} = {written}"


def _several(canvas: Canvas, refs: tuple[Ref, ...]) -> str:
    """Write the values of biases that share a name: once where they are equal."""
    texts = [numbers.weight(canvas.value(ref)) for ref in refs]
    for ref, text in zip(refs, texts, strict=True):
        canvas.shown[ref] = text
    distinct = list(dict.fromkeys(texts))
    return ", ".join(distinct[:3]) + (" …" if len(distinct) > 3 else "")
