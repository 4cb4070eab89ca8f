"""The texts that the label of a weight or a bias may have at one moment, the fullest first."""

from typing import NamedTuple

from app.graph.labels import numbers, wording
from app.graph.labels.content import LabelContent
from app.graph.labels.frame import Frame
from app.graph.labels.rules import Detail, LabelRule, change_texts
from app.graph.plan.places import place_of
from engine.network.quantities import Ref


class _Parameter(NamedTuple):
    """What is written of a parameter: what it is, and what has become of it."""

    value: str
    symbol: str = ""
    number: str = ""
    struck: bool = False
    changed: bool = False

    @property
    def extra(self) -> str:
        """What stands beside or below the value."""
        if self.struck:
            return wording.becomes(self.number)
        return wording.equation(self.symbol, self.number) if self.symbol else ""


def parameter_text(
    frame: Frame, ref: Ref, rule: LabelRule, also: tuple[Ref, ...] = ()
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
    line, width = max(
        (frame.outline(place_of(each)) for each in (ref, *also)), key=lambda mark: mark[1]
    )
    marked = bool(line)
    own = emphasis.target is not None and emphasis.target.parameter == ref
    written = _parameter(frame, ref, rule.detail, rule.changes or marked or own)
    if lit and not marked:
        line, width = frame.phase.strong, max(1.4, 1.6 * frame.scale)
    dimmed = theme.text if marked else theme.update.strong if written.changed else theme.muted
    updated = written.struck or written.changed
    content = LabelContent(
        head=f"{wording.label_name(frame.trace, ref)} " if rule.detail < Detail.NUMBER else "",
        value=written.value,
        extra=written.extra,
        struck=written.struck,
        role="weight-lit" if lit else "weight",
        colour=frame.phase.strong if lit else dimmed,
        extra_colour=(theme.update if updated else theme.backward).strong,
        fill=theme.background,
        line=line,
        line_width=width,
        frozen=not frame.trace.layout.is_trained(ref),
    )
    if rule.detail is Detail.RESULT:
        return _result(content, written)
    return content._replace(value=_together(frame, (ref, *also))) if also else content


def parameter_texts(frame: Frame, ref: Ref, first: Detail, last: Detail) -> list[LabelContent]:
    """Return what the label of a weight or bias may say, from one detail to another."""
    details = [detail for detail in Detail if first <= detail <= last]
    return [parameter_text(frame, ref, LabelRule(detail)) for detail in details]


def result_text(frame: Frame, ref: Ref, detail: Detail) -> LabelContent:
    """Return what is new of a parameter on one line, without its value; all of an update."""
    content = parameter_text(frame, ref, LabelRule(detail))
    if content.struck:
        return content
    return content._replace(head="", value=content.extra, extra="", colour=content.extra_colour)


def _parameter(frame: Frame, ref: Ref, detail: Detail, changes: bool) -> _Parameter:
    """Write the numbers of a parameter, with its changes or as it is now."""
    reading, gradient = frame.reading, ref.gradient
    if reading.is_known(ref.new_value):
        before, after = change_texts(frame.trace, ref)
        if not changes:
            return _Parameter(after, changed=True)
        return _Parameter(before, number=after, struck=True)
    value = numbers.weight(reading.value(ref))
    if not (changes and reading.is_known(gradient)):
        return _Parameter(value)
    target = frame.emphasis.target
    if target is not None and target.of is not None and target.parameter == ref:
        symbol = wording.letter(frame.trace, target.quantity)
        return _Parameter(value, symbol, numbers.computed(reading.value(target)), changed=True)
    symbol = wording.gradient_symbol(frame.trace, ref, whole=detail is Detail.FULL)
    return _Parameter(value, symbol, numbers.computed(reading.value(gradient)))


def _result(content: LabelContent, written: _Parameter) -> LabelContent:
    """Return the text of a gradient, or of a new value, without the weight: the narrowest."""
    if not written.symbol:
        number = written.extra or written.value
        return content._replace(head="", value=number, extra="", struck=False)
    equals = wording.equation("", written.number).strip()
    return content._replace(head="", value=written.symbol, extra=equals)


def _together(frame: Frame, refs: tuple[Ref, ...]) -> str:
    """Write the values of biases that share a name: once where they are equal."""
    texts = [numbers.weight(frame.reading.value(ref)) for ref in refs]
    distinct = list(dict.fromkeys(texts))
    return ", ".join(distinct[:3]) + (" …" if len(distinct) > 3 else "")
