"""The texts that the label of a weight or a bias may have at one moment, the fullest first."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from app.graph.labels import numbers, wording
from app.graph.labels.content import LabelContent
from app.graph.labels.frame import Frame
from app.graph.plan.places import place_of
from engine.network.quantities import Quantity, Ref


class Detail(Enum):
    """How much a label says."""

    FULL = "the name, and a gradient with it, such as ∂L/∂w5"
    BRIEF = "the name, and a gradient with ∂ alone"
    NUMBER = "no name"
    RESULT = "the gradient or the new value alone, without the weight"


class LabelRule(NamedTuple):
    """How the labels between two layers are written.

    Attributes
    ----------
    detail : Detail
        How much they say.
    changes : bool
        Whether with every gradient and old value that is known, not only of what stands out.
    """

    detail: Detail = Detail.FULL
    changes: bool = False


PLAIN = LabelRule()
"""The name and the number, and changes of what stands out."""


class _Parameter(NamedTuple):
    """What is written of a parameter: what it is, and what has become of it."""

    value: str
    symbol: str = ""
    number: str = ""
    is_new: bool = False
    struck: bool = False
    changed: bool = False
    numbers: tuple[tuple[Ref, str], ...] = ()

    @property
    def extra(self) -> str:
        """What stands beside or below the value."""
        return wording.becomes(self.number) if self.is_new else self._equation

    @property
    def _equation(self) -> str:
        return wording.equation(self.symbol, self.number) if self.symbol else ""


def parameter_text(
    frame: Frame, ref: Ref, rule: LabelRule = PLAIN, also: tuple[Ref, ...] = ()
) -> LabelContent:
    """Return what the label of a weight or bias says.

    Parameters
    ----------
    frame : Frame
        The moment.
    ref : Ref
        The weight or bias.
    rule : LabelRule
        How much; the number that the step computes is always there.
    also : tuple of Ref
        Other biases that stand under the same name.
    """
    theme, emphasis = frame.theme, frame.emphasis
    lit = any(emphasis.is_lit(each) for each in (ref, ref.gradient, ref.new_value, *also))
    line, width = max((frame.outline(place_of(each)) for each in (ref, *also)), key=_width)
    marked = bool(line)
    target = emphasis.target
    own = target is not None and target.parameter == ref
    written = _parameter(frame, ref, rule.detail, rule.changes or marked or own)
    if lit and not marked:
        line, width = frame.phase.strong, max(1.4, 1.6 * frame.scale)
    dimmed = theme.text if marked else theme.update.strong if written.changed else theme.muted
    updated = written.struck or written.changed
    named = rule.detail in (Detail.FULL, Detail.BRIEF)
    content = LabelContent(
        head=f"{wording.label_name(frame.trace, ref)} " if named else "",
        value=written.value,
        extra=written.extra,
        struck=written.struck,
        role="weight-lit" if lit else "weight",
        colour=frame.phase.strong if lit else dimmed,
        extra_colour=(theme.update if updated else theme.backward).strong,
        fill=theme.background,
        line=line,
        line_width=width,
        numbers=written.numbers,
    )
    if rule.detail is Detail.RESULT:
        return _result(content, written)
    return _with_others(frame, content, (ref, *also)) if also else content


def parameter_texts(
    frame: Frame, ref: Ref, details: Sequence[Detail], *, changes: bool = False
) -> list[LabelContent]:
    """Return what the label of a weight or bias may say, one text for each detail."""
    return [parameter_text(frame, ref, LabelRule(detail, changes)) for detail in details]


def result_text(frame: Frame, ref: Ref, detail: Detail) -> LabelContent:
    """Return what is new of a parameter on one line, without its value; all of an update."""
    content = parameter_text(frame, ref, LabelRule(detail))
    if content.struck:
        return content
    return content._replace(head="", value=content.extra, extra="", colour=content.extra_colour)


def widest_texts(
    frame: Frame, refs: Sequence[Ref], detail: Detail, *, updated: bool
) -> list[LabelContent]:
    """Return labels as wide as they become in this iteration, known yet or not.

    Parameters
    ----------
    frame : Frame
        The moment.
    refs : sequence of Ref
        Weights or biases.
    detail : Detail
        How much they say.
    updated : bool
        Whether with the new value, else with the gradient.
    """
    contents = []
    for ref in refs:
        value = numbers.weight(frame.reading.value(ref))
        if updated:
            value, after = change_texts(frame, ref)
            extra = wording.becomes(after)
        else:
            number = numbers.computed(frame.reading.value(ref.gradient))
            extra = wording.equation(_gradient_symbol(frame, ref, detail), number)
        head = f"{wording.label_name(frame.trace, ref)} "
        contents.append(LabelContent(head, value, extra, updated, "weight-lit"))
    return contents


def change_texts(frame: Frame, ref: Ref) -> tuple[str, str]:
    """Return a parameter before and after its update, known yet or not."""
    return numbers.change(frame.reading.value(ref), frame.reading.value(ref.new_value))


def _width(mark: tuple[str, float]) -> float:
    return mark[1]


def _parameter(frame: Frame, ref: Ref, detail: Detail, changes: bool) -> _Parameter:
    """Write the numbers of a parameter, with its changes or as it is now."""
    reading, gradient, new = frame.reading, ref.gradient, ref.new_value
    if reading.is_known(new):
        before, after = change_texts(frame, ref)
        if not changes:
            return _Parameter(after, changed=True, numbers=((new, after),))
        both = ((ref, before), (new, after))
        return _Parameter(before, number=after, is_new=True, struck=True, numbers=both)
    value = numbers.weight(reading.value(ref))
    if not (changes and reading.is_known(gradient)):
        return _Parameter(value, numbers=((ref, value),))
    target = frame.emphasis.target
    of_optimiser = target is not None and target.of is not None and target.parameter == ref
    extra = target if of_optimiser and target is not None else gradient
    symbol = (
        wording.MOMENT_LETTERS[extra.quantity]
        if of_optimiser
        else _gradient_symbol(frame, ref, detail)
    )
    number = numbers.computed(reading.value(extra))
    both = ((ref, value), (extra, number))
    return _Parameter(value, symbol, number, changed=of_optimiser, numbers=both)


def _result(content: LabelContent, written: _Parameter) -> LabelContent:
    """Return the text of a gradient, or of a new value, without the weight: the narrowest."""
    if not written.symbol:
        number = written.extra or written.value
        shown = written.numbers[-1:]
        return content._replace(head="", value=number, extra="", struck=False, numbers=shown)
    shown = written.numbers[-1:]
    return content._replace(head="", value=written.symbol, extra=written.number, numbers=shown)


def _gradient_symbol(frame: Frame, ref: Ref, detail: Detail) -> str:
    """Return how a label calls a gradient: where room is short by the sign alone."""
    if detail is Detail.FULL:
        return f"∂L/∂{wording.label_name(frame.trace, ref)}"
    letter = "w" if ref.quantity is Quantity.WEIGHT else "b"
    return f"∂L/∂{letter}" if detail is Detail.RESULT else "∂"


def _with_others(frame: Frame, content: LabelContent, refs: tuple[Ref, ...]) -> LabelContent:
    """Write the values of biases that share a name: once where they are equal."""
    texts = [numbers.weight(frame.reading.value(ref)) for ref in refs]
    distinct = list(dict.fromkeys(texts))
    value = ", ".join(distinct[:3]) + (" …" if len(distinct) > 3 else "")
    shown = dict(content.numbers) | dict(zip(refs, texts, strict=True))
    return content._replace(value=value, numbers=tuple(shown.items()))
