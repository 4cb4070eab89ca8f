"""What of the network the present step lights, and which part of the picture a number is."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from app.graph.labels.state import GraphState, Reading
from app.graph.plan.places import NOWHERE, Place, place_of
from app.graph.plan.shape import LARGEST_LAYER
from engine.iteration.operands import passed_on
from engine.iteration.steps import Phase
from engine.iteration.trace import Trace
from engine.network.quantities import GRADIENTS, Quantity, Ref
from engine.network.scenario import Scenario

STRONGEST = 6
"""How many terms of a sum over a large layer are lit."""

MOST_EDGES = 6
"""How many single edges are drawn into or out of a strip at a time."""

LONGEST_PATH = 60
"""Above this many edges the way back to a gradient is not lit, nor what a penalty is made of."""


class Emphasis(Struct, frozen=True):
    """What stands out at the present position.

    Attributes
    ----------
    phase : Phase or None
        None at position 0.
    target : Ref or None
        The number the step computes.
    operands : frozenset of Ref
        What it is computed from.
    places : frozenset of Place
        The parts of the picture where target and operands are.
    path : frozenset of Place
        The edges on which the loss flows back to the number, or all that a penalty is made of; a
        "link" is the line between an output and its loss.
    hovered : frozenset of Place
        What the pointer rests on, here or in a formula.
    selected : Place
        The selected weight or bias.
    clicked : Place
        The unit clicked last; its weights are shown where not all are.
    """

    phase: Phase | None = None
    target: Ref | None = None
    operands: frozenset[Ref] = frozenset()
    places: frozenset[Place] = frozenset()
    path: frozenset[Place] = frozenset()
    hovered: frozenset[Place] = frozenset()
    selected: Place = NOWHERE
    clicked: Place = NOWHERE

    @property
    def target_place(self) -> Place:
        """The part of the picture the step computes."""
        return NOWHERE if self.target is None else place_of(self.target)

    @property
    def backwards(self) -> bool:
        """Whether the loss flows back."""
        return self.phase is Phase.BACKWARD

    def is_lit(self, ref: Ref) -> bool:
        """Whether a number is the step's result or one of its operands."""
        return ref == self.target or ref in self.operands

    def is_marked(self, place: Place) -> bool:
        """Whether a part is pointed at or selected."""
        return place in self.hovered or place == self.selected

    def unit_in_focus(self, layer: int) -> int | None:
        """Return the unit of a layer whose weights are shown where not all are."""
        if self.target is not None and self.target.layer == layer and self.target.unit is not None:
            return self.target.unit
        if self.selected.kind == "edge" and self.selected.layer == layer:
            return self.selected.unit
        return self.clicked.unit if self.clicked.layer == layer else None


def emphasis_of(state: GraphState) -> Emphasis:
    """Work out what stands out now."""
    step, reading = state.step, state.reading
    selected = NOWHERE if state.selected is None else place_of(state.selected)
    marked = Emphasis(hovered=_places(state.hovered), selected=selected, clicked=state.clicked)
    if step is None:
        return marked
    operands = frozenset(_operands(reading.trace, reading.sample, step.target))
    return replace(
        marked,
        phase=step.phase,
        target=step.target,
        operands=operands,
        places=_places((*operands, step.target)),
        path=frozenset(_path(reading.trace.scenario, step.target)),
    )


def chosen_edges(reading: Reading, emphasis: Emphasis, layer: int) -> list[Place]:
    """Choose the edges to draw into a layer where one of the two is a strip.

    The step's own, the selected one and what is pointed at come first, then the strongest of
    those in question.
    """
    marked = (emphasis.target_place, emphasis.selected, *sorted(emphasis.hovered, key=repr))
    first = [place for place in marked if _is_into(place, layer)]
    lit = sorted(emphasis.places, key=repr)
    candidates = [place for place in lit if _is_into(place, layer) and place not in first]
    focus = emphasis.unit_in_focus(layer)
    if not candidates and focus is not None and not first:
        sources = reading.trace.scenario.sources(layer, focus)
        candidates = [Place("edge", layer, focus, source) for source in sources]
    strongest = _strongest(reading, layer, candidates)
    return list(dict.fromkeys((*first, *strongest)))[:MOST_EDGES]


def _is_into(place: Place, layer: int) -> bool:
    return place.kind == "edge" and place.layer == layer


def _strongest(reading: Reading, layer: int, places: Sequence[Place]) -> list[Place]:
    """Order edges by how much they contribute, |weight · activation|."""
    if not places:
        return []
    rows = np.array([place.unit for place in places], dtype=np.intp)
    columns = np.array([place.source for place in places], dtype=np.intp)
    weights = reading.trace.before.weights[layer - 1][rows, columns]
    terms = reading.trace.forward_pass.passed_on[layer - 1][reading.sample]
    strength = np.abs(weights * terms[columns])
    order = np.lexsort((columns, rows, -np.abs(weights), -strength))[:MOST_EDGES]
    return [places[int(index)] for index in order]


def _operands(trace: Trace, sample: int, target: Ref) -> Iterable[Ref]:
    """Return what a number is computed from; of very many terms the strongest few."""
    sizes, layer, unit = trace.scenario.sizes, target.layer, target.unit or 0
    if target.quantity is Quantity.PRE_ACTIVATION and sizes[layer - 1] > LARGEST_LAYER:
        weights = trace.before.weights[layer - 1][unit]
        terms = weights * trace.forward_pass.passed_on[layer - 1][sample]
        connected = trace.scenario.sources(layer, unit)
        order = np.lexsort((-np.abs(weights), -np.abs(terms)))[:STRONGEST]
        sources = [int(source) for source in order if source in connected]
        bias = trace.layout.bias_ref(layer, unit)
        weighed = [Ref(Quantity.WEIGHT, layer, unit, source) for source in sources]
        inputs = [passed_on(trace.scenario, layer - 1, source) for source in sources]
        return [*weighed, *inputs, *([] if bias is None else [bias])]
    if target.quantity is Quantity.PENALTY:
        # Where all weights take part, none stands out: they are tinted, and R alone is lit.
        return []
    if target.quantity is Quantity.NEWTON_STEP:
        # Every gradient takes part; what the step is about is this one's parameter.
        return [target.gradient]
    dropped = passed_on(trace.scenario, layer, unit).quantity is Quantity.PASSED_ON
    from_above = Quantity.LOSS_BY_PASSED_ON if dropped else Quantity.LOSS_BY_ACTIVATION
    if (
        target.quantity is from_above
        and layer < trace.scenario.depth
        and sizes[layer + 1] > LARGEST_LAYER
    ):
        terms = trace.before.weights[layer][:, unit] * trace.delta[layer][sample]
        receivers = trace.scenario.receivers(layer, unit)
        order = np.argsort(-np.abs(terms), kind="stable")[:STRONGEST]
        above = [int(each) for each in order if each in receivers]
        return [
            ref
            for each in above
            for ref in (
                Ref(Quantity.WEIGHT, layer + 1, each, unit),
                Ref(Quantity.DELTA, layer + 1, each),
            )
        ]
    return trace.steps.operands(target)


def _path(scenario: Scenario, target: Ref) -> Iterator[Place]:
    """Return the edges on which the loss flows back to a gradient; of a penalty all edges."""
    sizes, penalty = scenario.sizes, target.quantity is Quantity.PENALTY
    if not penalty and target.quantity not in GRADIENTS.values():
        return
    layers = range(1 if penalty else target.layer + 1, len(sizes))
    if sum(sizes[layer] * sizes[layer - 1] for layer in layers) > LONGEST_PATH:
        return
    everything = penalty or target.unit is None
    reached = set(range(sizes[layers.start - 1])) if everything else {target.unit or 0}
    for layer in layers:
        after = set()
        for unit in range(sizes[layer]):
            for source in reached.intersection(scenario.sources(layer, unit)):
                yield Place("edge", layer, unit, source)
                after.add(unit)
        reached = after
    if not penalty:
        yield from (Place("link", scenario.depth, unit) for unit in reached)


def _places(refs: Iterable[Ref]) -> frozenset[Place]:
    return frozenset(place_of(ref) for ref in refs) - {NOWHERE}
