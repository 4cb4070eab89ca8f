"""How the labels of all weights between two layers are written: alike, at every step."""

from enum import IntEnum
from typing import NamedTuple

from app.graph.labels import numbers, wording
from app.graph.labels.content import LabelContent
from app.graph.labels.fonts import Fonts
from app.graph.labels.wording import gradient_symbol
from app.graph.plan.network_plan import NetworkPlan
from app.graph.plan.text_sizes import NAMED
from engine.iteration.trace import Trace
from engine.network.quantities import Quantity, Ref


class Detail(IntEnum):
    """How much a label says, from the longest of its texts to the shortest."""

    FULL = 0
    """The name, and a gradient with it, such as ∂L/∂w5."""
    BRIEF = 1
    """The name, and a gradient with ∂ alone."""
    NUMBER = 2
    """No name."""
    RESULT = 3
    """The gradient or the new value alone, without the weight."""


class LabelRule(NamedTuple):
    """How labels are written.

    Attributes
    ----------
    detail : Detail
        How much they say.
    changes : bool
        Whether with every gradient and old value that is known, not only of what stands out.
    """

    detail: Detail = Detail.FULL
    changes: bool = False


def label_rules(trace: Trace, plan: NetworkPlan, fonts: Fonts) -> tuple[LabelRule, ...]:
    """Return for each layer how labels are written there that do not stand out.

    All of the iteration's numbers count, those to come as well, so that no label is written
    otherwise from step to step.
    """
    return tuple(_rule(trace, plan, fonts, layer) for layer in range(1, plan.shape.depth + 1))


def own_detail(plan: NetworkPlan) -> Detail:
    """Return how much a label says that stands out: alike between all layers."""
    return Detail.FULL if plan.whole else Detail.BRIEF


def _rule(trace: Trace, plan: NetworkPlan, fonts: Fonts, layer: int) -> LabelRule:
    slots, shape, detail = plan.label_slots[layer - 1], plan.shape, own_detail(plan)
    if not slots.labelled:
        return LabelRule(detail)
    refs = [
        Ref(Quantity.WEIGHT, layer, unit, source)
        for unit in range(shape.sizes[layer])
        for source in trace.scenario.sources(layer, unit)
    ]
    updates = [change_texts(trace, ref) for ref in refs]
    pairs = list(zip(refs, updates, strict=True))

    def fit(*texts: LabelContent) -> bool:
        return all(slots.holds(*text.size(fonts)) for text in texts)

    def text(ref: Ref, value: str, extra: str = "") -> LabelContent:
        name = f"{wording.label_name(trace, ref)} "
        role, frozen = "weight-lit" if extra else "weight", not trace.layout.is_trained(ref)
        return LabelContent(name, value, extra, False, role, frozen=frozen)

    # Names have room or are few; then the widest texts there will be: gradients and new values.
    if len(refs) > NAMED and not all(fit(*(text(ref, n) for n in both)) for ref, both in pairs):
        return LabelRule(Detail.NUMBER)
    changes = all(
        fit(
            text(ref, numbers.weight(trace.value(ref)), _gradient(trace, ref, detail)),
            text(ref, before, wording.becomes(after)),
        )
        for ref, (before, after) in pairs
    )
    return LabelRule(detail, changes)


def _gradient(trace: Trace, ref: Ref, detail: Detail) -> str:
    number = numbers.computed(trace.value(ref.gradient))
    return wording.equation(gradient_symbol(trace, ref, whole=detail is Detail.FULL), number)


def change_texts(trace: Trace, ref: Ref) -> tuple[str, str]:
    """Return a parameter before and after its update, known yet or not."""
    return numbers.change(trace.value(ref), trace.value(ref.new_value))
