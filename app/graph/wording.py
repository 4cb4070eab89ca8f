"""What the graph says in words: the sentence of a step, captions, names and tool tips."""

from collections.abc import Sequence

from app.graph import numbers
from engine.datasets import load_dataset
from engine.quantities import Quantity, Ref
from engine.scenario import Scenario
from engine.steps import Phase, Step
from engine.trace import Trace

ARROWS = {Phase.FORWARD: "→", Phase.LOSS: "→", Phase.BACKWARD: "←", Phase.UPDATE: "↓"}

AT_START = "Press → to follow the inputs through the network, one number at a time."

LONGEST_NAME = 18
"""Letters of a name beside a strip."""

_WEIGHTS = frozenset({Quantity.WEIGHT, Quantity.WEIGHT_GRADIENT, Quantity.NEW_WEIGHT})


def phase_name(phase: Phase) -> str:
    """Give a phase's name with the direction in which numbers flow."""
    return f"{phase.value.capitalize()} {ARROWS[phase]}"


def sentence(trace: Trace, step: Step) -> str:
    """Say what flows where in a step."""
    return _Speaker(trace).say(step.target)


def listed(names: Sequence[str], kind: str, most: int = 3) -> str:
    """Join names as a person says them; many are counted: "784 inputs"."""
    if len(names) > most:
        return f"{len(names):,} {kind}"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


class _Speaker:
    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.scenario = trace.scenario

    def units(self, layer: int) -> str:
        names = [self.scenario.unit_name(layer, unit) for unit in range(self.scenario.sizes[layer])]
        kind = "inputs" if layer == 0 else "outputs" if self.is_last(layer) else "hidden units"
        return listed(names, kind)

    def is_last(self, layer: int) -> bool:
        return layer == self.scenario.depth

    def activation(self, layer: int) -> str:
        name = self.scenario.layers[layer - 1].activation
        return {"relu": "ReLU"}.get(name, name)

    def say(self, target: Ref) -> str:
        name = self.trace.name(target)
        match target.quantity:
            case Quantity.PRE_ACTIVATION:
                return self._sum(target, name)
            case Quantity.ACTIVATION:
                return self._activation(target, name)
            case Quantity.OUTPUT_LOSS:
                goal = self.trace.name(Ref(Quantity.TARGET, target.layer, target.unit))
                return f"{name} is compared with the target of {goal}"
            case Quantity.LOSS:
                return self._loss()
            case Quantity.LOSS_BY_ACTIVATION:
                return self._by_activation(target, name)
            case Quantity.ACTIVATION_DERIVATIVE:
                return f"on through the {self.activation(target.layer)} of {name}: its slope at z"
            case Quantity.DELTA:
                return f"both factors of {name} multiply: how much its z changes L"
            case Quantity.WEIGHT_GRADIENT | Quantity.BIAS_GRADIENT:
                return self._gradient(target, name)
            case Quantity.NEW_WEIGHT | Quantity.NEW_BIAS:
                return f"{name} takes a step against its gradient"
        raise KeyError(target)

    def _sum(self, target: Ref, name: str) -> str:
        before = self.units(target.layer - 1)
        verb = "flows" if self.scenario.sizes[target.layer - 1] == 1 else "flow"
        bias = self.trace.layout.bias_ref(target.layer, target.unit or 0)
        if bias is None:
            return f"{before} {verb} into {name}, each times its weight"
        return f"{before} {verb} into {name}, each times its weight, plus {self.trace.name(bias)}"

    def _activation(self, target: Ref, name: str) -> str:
        how = self.activation(target.layer)
        if how == "softmax":
            return f"softmax weighs every z of the layer into the probability of {name}"
        if how == "linear":
            return f"{name} passes its z on unchanged"
        return f"{how} turns the z of {name} into its activation"

    def _loss(self) -> str:
        outputs, samples = self.scenario.sizes[-1], self.trace.samples
        if samples > 1:
            how = "averaged" if self.scenario.reduction == "mean" else "added up"
            return f"the losses of all {samples:,} samples are {how} into L"
        if outputs == 1:
            return f"the loss of {self.units(self.scenario.depth)} is the whole loss L"
        return f"the losses of {self.units(self.scenario.depth)} add up to L"

    def _by_activation(self, target: Ref, name: str) -> str:
        if self.is_last(target.layer):
            return f"the loss flows back from L into {name}"
        above = self.units(target.layer + 1)
        weights = [
            self.trace.name(Ref(Quantity.WEIGHT, target.layer + 1, unit, target.unit))
            for unit in range(self.scenario.sizes[target.layer + 1])
        ]
        through = listed(weights, "weights")
        return f"the loss flows back from {above} through {through} into {name}"

    def _gradient(self, target: Ref, name: str) -> str:
        if target.unit is None:
            return f"the loss flows back from L through {self.units(target.layer)} into {name}"
        unit = self.scenario.unit_name(target.layer, target.unit)
        if self.is_last(target.layer):
            return f"the loss flows back from L through {unit} into {name}"
        above = self.units(target.layer + 1)
        return f"the loss flows back from L through {above} and {unit} into {name}"


def caption(scenario: Scenario, layer: int, strip: bool, image: bool = False) -> str:
    """Give the caption of a column."""
    count = scenario.sizes[layer]
    if layer == 0:
        if image:
            return f"{count:,} inputs, an image"
        return f"{count:,} inputs" if strip else "input" if count == 1 else "inputs"
    if layer == scenario.depth:
        name = "output" if count == 1 else "outputs"
    else:
        name = "hidden" if scenario.depth == 2 else f"hidden {layer}"
    counted = f"{count:,} {name}" if strip else name
    activation = scenario.layers[layer - 1].activation
    return f"{counted} · {'ReLU' if activation == 'relu' else activation}"


def cell_names(scenario: Scenario, layer: int) -> Sequence[str]:
    """Give the names of a layer's units; an input of a data set is called as its column there."""
    if layer > 0:
        return scenario.layers[layer - 1].units
    if scenario.dataset is None:
        return scenario.inputs
    return load_dataset(scenario.dataset).feature_names


def shortened(name: str) -> str:
    """Cut a long name of a column of data."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def symbol(trace: Trace, ref: Ref) -> str:
    """Give how a number is written in plain text, such as "∂L/∂w5" or "z of h1"."""
    name = trace.name(ref)
    match ref.quantity:
        case Quantity.PRE_ACTIVATION:
            return f"z of {name}"
        case Quantity.ACTIVATION:
            return f"input {name}" if ref.layer == 0 else f"activation of {name}"
        case Quantity.TARGET:
            return f"target of {name}"
        case Quantity.OUTPUT_LOSS:
            return f"loss of {name}"
        case Quantity.LOSS:
            return "total loss L"
        case Quantity.LOSS_BY_ACTIVATION:
            return f"∂L/∂a of {name}"
        case Quantity.ACTIVATION_DERIVATIVE:
            return f"∂a/∂z of {name}"
        case Quantity.DELTA:
            return f"δ of {name}, ∂L/∂z"
        case Quantity.WEIGHT_GRADIENT | Quantity.BIAS_GRADIENT:
            return f"∂L/∂{name}"
        case Quantity.NEW_WEIGHT | Quantity.NEW_BIAS:
            return f"new {name}"
    kind = "weight" if ref.quantity in _WEIGHTS else "bias"
    return f"{kind} {name}" if trace.layout.is_trained(ref) else f"frozen {kind} {name}"


def tool_tip(trace: Trace, refs: Sequence[Ref], sample: int) -> str:
    """Give every known number of a part of the picture with nine decimals, a line each."""
    return "\n".join(
        f"{symbol(trace, ref)} = {numbers.precise(trace.value(ref, sample))}" for ref in refs
    )


def total_note(trace: Trace) -> str:
    """Say over what the total loss runs, where that is more than one sample."""
    if trace.samples == 1:
        return ""
    how = "mean" if trace.scenario.reduction == "mean" else "sum"
    return f"total: {how} of {trace.samples:,} samples"


def frozen(trace: Trace, ref: Ref) -> str:
    """Say why a bias that is not trained has no step of its own."""
    name, gradient = trace.name(ref), numbers.gradient(trace.gradient.value(ref))
    return f"{name} is frozen: it is used, but not trained. Its gradient would be {gradient}."
