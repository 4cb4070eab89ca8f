"""Words for steps, layers and losses that need no algebra."""

from collections.abc import Callable, Iterable

from engine.catalogue.activations import ACTIVATIONS
from engine.iteration.steps import Step
from engine.iteration.trace import Trace
from engine.network.quantities import Quantity, Ref
from engine.network.scenario import Scenario
from symbolic.notation.table import notation_of


def whereabouts(trace: Trace, step: Step) -> str:
    """Explain the indices of a weight such as w2[11,2]; empty for other names."""
    ref = step.target.parameter
    if ref is None or ref.unit is None or ref.source is None:
        return ""
    name, scenario = trace.name(ref), trace.scenario
    if not name.endswith(f"{ref.layer}[{ref.unit + 1},{ref.source + 1}]"):
        return ""
    to, source = (
        scenario.whole_names(ref.layer)[ref.unit],
        scenario.whole_names(ref.layer - 1)[ref.source],
    )
    start = "input" if ref.layer == 1 else f"layer {ref.layer - 1}, unit"
    return (
        f"{name} leads from {start} {ref.source + 1:,} ({source}) to layer {ref.layer}, "
        f"unit {ref.unit + 1:,} ({to}), counted from 1."
    )


def in_table(trace: Trace, target: Ref, own: Callable[[Ref], str]) -> str:
    """Say what the table has for the input of a weight; empty where there is nothing to say."""
    if target.layer != 1 or target.source is None:
        return ""
    ref = Ref(Quantity.ACTIVATION, 0, target.source)
    said = own(ref)
    return f"{trace.whole_name(ref)} is {said} in the table." if said else ""


def whole_names(trace: Trace, refs: Iterable[Ref]) -> str:
    """Return the names of units in full, a line each, where formulas have to cut them."""
    names = [trace.whole_name(ref) for ref in refs if trace.whole_name(ref) != trace.name(ref)]
    return "\n".join(dict.fromkeys(names))


def architecture(scenario: Scenario) -> str:
    """Say what the layers are, such as "2 inputs → 2 sigmoid → 2 sigmoid"."""
    sizes = scenario.sizes
    parts = [f"{sizes[0]:,} {'input' if sizes[0] == 1 else 'inputs'}"]
    for layer in scenario.layers:
        name = ACTIVATIONS[layer.activation].title
        extras = ["batch norm"] if layer.batch_norm else []
        extras += [f"dropout {layer.dropout:g}"] if layer.dropout else []
        more = f" ({', '.join(extras)})" if extras else ""
        parts.append(f"{len(layer.units):,} {name}{more}")
    return " → ".join(parts)


def penalties(scenario: Scenario) -> str:
    """Say which penalties the loss has, such as ", L2 penalty λ2 = 0.01"; empty for none."""
    constants = notation_of(scenario).constants
    l1, l2 = (constants[key].text for key in ("l1", "l2"))
    strengths = (("L1", l1, scenario.l1), ("L2", l2, scenario.l2))
    shown = [f"{name} penalty {letter} = {size:g}" for name, letter, size in strengths if size]
    return "".join(f", {each}" for each in shown)
