"""Measure what a scenario's texts need, and read its shape."""

from itertools import islice, product

from app.graph.labels import numbers, wording
from app.graph.labels.content import LOCK
from app.graph.labels.fonts import Ruler
from app.graph.plan.shape import NetworkShape
from app.graph.plan.text_sizes import LabelWidths, TextSizes
from engine.iteration.trace import Trace
from engine.network.quantities import Quantity, Ref
from symbolic.notation.marks import set_name

_MOST_MEASURED = 80
_MEASURED = (
    Quantity.PRE_ACTIVATION,
    Quantity.LOSS_BY_ACTIVATION,
    Quantity.OUTPUT_LOSS,
    Quantity.LOSS,
)

LONGEST_BELOW = "mmmm"
"""A name below a letter takes as much width as this at most."""


def measure_texts(trace: Trace, shape: NetworkShape, ruler: Ruler) -> TextSizes:
    """Measure the widest texts of each kind, with room for a sign and one more digit."""
    names = [
        set_name(trace.scenario.unit_name(layer, unit))
        for layer, count in enumerate(shape.sizes)
        if not shape.is_strip(layer)
        for unit in range(count)
    ]
    z, by_a, each, total = (wording.letter(trace, quantity) for quantity in _MEASURED)
    layers = range(1, shape.depth + 1)
    values = _values(trace, shape)
    below = _below(trace, shape, ruler)
    targets = {numbers.data_number(float(value)) for value in trace.y_true[:50].ravel()}
    return TextSizes(
        name=ruler.width("name", *names),
        value=_capped(ruler, "value", values),
        compact=_capped(ruler, "compact-lit", values),
        z=ruler.width("small", f"{z} = −0.0000"),
        backward=ruler.width("small-lit", f"{by_a} = −0.0000"),
        bias=_bias_width(trace, shape, ruler),
        labels=tuple(_label_widths(trace, layer, ruler) for layer in layers),
        target=ruler.width("box", *(f"target {text}" for text in targets)),
        compact_loss=ruler.width("compact-lit", f"{each} 0.0000") + below,
        loss=ruler.width("box-value", f"{each} = 0.0000") + below,
        total_text=ruler.width("box-value", f"{total}  0.0000"),
        cell_name=max(_cell_name(trace, layer, shape, ruler) for layer in range(shape.depth + 1)),
        line=ruler.height("small") + 1,
    )


def _capped(ruler: Ruler, role: str, values: list[str]) -> float:
    """Return the widest value; longer ones than usual shrink for their place."""
    widest = ruler.width(role, "0.0000", *values)
    return min(widest, ruler.width(role, "−00.0000"))


def _below(trace: Trace, shape: NetworkShape, ruler: Ruler) -> float:
    """Return the width of the output's name below the L of its loss; a long one is cut."""
    names = [wording.index_name(trace, unit) for unit in range(shape.boxes)]
    return min(ruler.width("below", *names), ruler.width("below", LONGEST_BELOW)) + 1.0


def _values(trace: Trace, shape: NetworkShape) -> list[str]:
    texts = []
    for layer in range(shape.depth + 1):
        if not shape.is_strip(layer):
            write = numbers.data_number if layer == 0 else numbers.computed
            texts += [write(float(value)) for value in trace.a[layer][:20].ravel()]
    return texts


def _label_widths(trace: Trace, layer: int, ruler: Ruler) -> LabelWidths:
    """Return the widest labels of the first weights into a layer."""
    slot = trace.layout.slots[layer - 1]
    every = product(range(slot.n_out), range(slot.n_in))
    refs = [Ref(Quantity.WEIGHT, layer, *each) for each in islice(every, _MOST_MEASURED)]
    names = [wording.label_name(trace, ref) for ref in refs]
    values = [trace.value(ref) for ref in refs]
    pairs = zip(names, values, strict=True)
    texts = [f"{name} {numbers.updated(value)}" for name, value in pairs]
    # Gradients with their sign.
    written = (numbers.computed(trace.value(ref.gradient)) for ref in refs)
    number = "−0.000·10⁻⁴" if any("·" in text for text in written) else "−0.0000"
    updated = ruler.width("weight-lit", *texts)
    whole, brief = (
        [f"{wording.gradient_symbol(trace, ref, whole=all_of_it)} = {number}" for ref in refs]
        for all_of_it in (True, False)
    )
    lock = 0.0 if all(map(trace.layout.is_trained, refs)) else LOCK
    return LabelWidths(
        ruler.width("weight", *(numbers.updated(-abs(value)) for value in values)) + 11.0 + lock,
        ruler.width("weight", *texts) + 12.0 + lock,
        max(updated, ruler.width("gradient", *whole)) + 14.0,
        max(updated, ruler.width("gradient", *brief)) + 14.0,
    )


def _cell_name(trace: Trace, layer: int, shape: NetworkShape, ruler: Ruler) -> float:
    """Return the widest text beside a strip of inputs, or what one of hidden units needs."""
    if not shape.is_strip(layer) or layer > 0 or shape.image is not None:
        return 70.0
    names = {wording.shortened(name) for name in trace.scenario.unit_names(0)}
    return ruler.width("small", *(f"{name} 0.0000" for name in names))


def _bias_width(trace: Trace, shape: NetworkShape, ruler: Ruler) -> float:
    texts = []
    for layer, kind in enumerate(shape.biases, start=1):
        if kind == "units" and not shape.is_strip(layer):
            refs = [trace.layout.bias_ref(layer, unit) for unit in range(shape.sizes[layer])]
            texts += [
                f"{wording.label_name(trace, ref)} {numbers.updated(-abs(trace.value(ref)))}"
                for ref in refs
                if ref is not None
            ]
    return ruler.width("weight", *texts) + 14
