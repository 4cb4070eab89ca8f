"""The sentence of a step: what flows where."""

from collections.abc import Sequence

from app.graph.labels.wording import letter
from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.optimisers import OPTIMISERS
from engine.iteration.step_order import is_fused
from engine.iteration.steps import Granularity, Phase, Step
from engine.iteration.trace import Trace
from engine.network.quantities import GRADIENTS, NEW_VALUES, Quantity, Ref
from symbolic.notation.marks import set_name

_INSIDE = {
    Quantity.BATCH_MEAN: "the {z} of {} is averaged over the batch",
    Quantity.BATCH_VARIANCE: "how far the {z} of {} varies over the batch",
    Quantity.NORMALISED: "the {z} of {} is put in proportion to the batch",
    Quantity.SCALED: "{} scales its normalised {z} by γ and shifts it by β",
    Quantity.PASSED_ON: "dropout leaves the activation of {} out, or scales it up",
    Quantity.VELOCITY: "the gradient of {} pushes its velocity",
    Quantity.MEAN_SQUARE: "the squared gradient of {} enters its mean",
    Quantity.FIRST_MOMENT: "the gradient of {} enters its mean, the first moment",
    Quantity.SECOND_MOMENT: "the squared gradient of {} enters its mean, the second moment",
    Quantity.NEWTON_STEP: "the inverse Hessian turns all gradients into the step of {}",
}
_ALONE = {
    Quantity.BATCH_MEAN: "one sample has no mean: the running one stands in for the {z} of {}",
    Quantity.BATCH_VARIANCE: "one sample has no variance: the running one stands in for {}",
    Quantity.NORMALISED: "the {z} of {} is put in proportion to earlier batches",
}


_ARROWS = {Phase.FORWARD: "→", Phase.LOSS: "→", Phase.BACKWARD: "←", Phase.UPDATE: "↓"}

AT_START = "Press → to follow the inputs through the network, one number at a time."

_ENDS = 12
"""Of so many steps at both ends of a layer's the sentences are compared by their length."""


def sentence(trace: Trace, step: Step | None) -> str:
    """Say what flows where in a step, with marks in names: see `symbolic.notation.set_name`."""
    if step is None:
        return AT_START
    phase = f"{step.phase.value.capitalize()} {_ARROWS[step.phase]}"
    return f"{phase}  {_Speaker(trace).say(step.target)}"


def some_sentences(trace: Trace) -> list[str]:
    """Return sentences of steps of every kind in every layer; of a small network all."""
    steps, position, found = trace.steps, 0, [AT_START]
    while position < len(steps):
        group = steps.group(position, Granularity.LAYER)
        position = group.stop
        found += [sentence(trace, steps[k]) for k in {*group[:_ENDS], *group[-_ENDS:]}]
    return found


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
        self.z, self.loss = (letter(trace, q) for q in (Quantity.PRE_ACTIVATION, Quantity.LOSS))

    def name(self, ref: Ref) -> str:
        return set_name(self.trace.name(ref))

    def unit(self, layer: int, unit: int) -> str:
        return set_name(self.scenario.unit_name(layer, unit))

    def units(self, layer: int) -> str:
        return self.listed(layer, range(self.scenario.sizes[layer]))

    def listed(self, layer: int, units: Sequence[int]) -> str:
        names = [self.unit(layer, unit) for unit in units]
        kind = "inputs" if layer == 0 else "outputs" if self.is_last(layer) else "hidden units"
        return listed(names, kind)

    def is_last(self, layer: int) -> bool:
        return layer == self.scenario.depth

    def activation(self, layer: int) -> str:
        return ACTIVATIONS[self.scenario.layers[layer - 1].activation].name

    def inner(self, layer: int) -> str:
        """Return what a layer's activation is of: z, or y after batch normalisation."""
        normalised = self.scenario.layers[layer - 1].batch_norm
        return letter(self.trace, Quantity.SCALED) if normalised else self.z

    def say(self, target: Ref) -> str:
        name = self.name(target)
        match target.quantity:
            case Quantity.PRE_ACTIVATION:
                return self._sum(target, name)
            case Quantity.ACTIVATION:
                return self._activation(target, name)
            case Quantity.OUTPUT_LOSS:
                goal = self.name(Ref(Quantity.TARGET, target.layer, target.unit))
                return f"{name} is compared with the target of {goal}"
            case Quantity.LOSS:
                return self._loss()
            case Quantity.PENALTY:
                return "the sizes of all weights add up to the penalty R"
            case Quantity.LOSS_BY_PASSED_ON | Quantity.LOSS_BY_ACTIVATION:
                return self._by_activation(target, name)
            case Quantity.ACTIVATION_DERIVATIVE:
                inner = self.inner(target.layer)
                how = self.activation(target.layer)
                return f"on through the {how} of {name}: its slope at {inner}"
            case Quantity.DELTA | Quantity.LOSS_BY_SCALED:
                return self._error(target, name)
            case Quantity.LEARNING_RATE:
                return "the schedule gives the learning rate of this update"
        if target.quantity in GRADIENTS.values():
            return self._gradient(target, name)
        if target.quantity in NEW_VALUES.values():
            return f"{name} takes {self._step()}"
        if self.trace.samples == 1 and target.quantity in _ALONE:
            return _ALONE[target.quantity].format(name, z=self.z)
        return _INSIDE[target.quantity].format(name, z=self.z)

    def _step(self) -> str:
        return OPTIMISERS[self.scenario.training.optimiser].step

    def _error(self, target: Ref, name: str) -> str:
        normalised = self.scenario.layers[target.layer - 1].batch_norm
        if target.quantity is Quantity.DELTA and normalised:
            way = "the batch's mean and variance" if self.trace.samples > 1 else "scaling"
            return f"back through {way}: how much the {self.z} of {name} changes {self.loss}"
        inner = self.inner(target.layer)
        if is_fused(self.scenario, target.layer):
            compared = f"target and activation of {name} are compared"
            return f"{compared}: how much its {inner} changes {self.loss}"
        return f"both factors of {name} multiply: how much its {inner} changes {self.loss}"

    def _sum(self, target: Ref, name: str) -> str:
        sources = self.scenario.sources(target.layer, target.unit or 0)
        before = self.listed(target.layer - 1, sources)
        verb = "flows" if len(sources) == 1 else "flow"
        bias = self.trace.layout.bias_ref(target.layer, target.unit or 0)
        if not sources:
            alone = "" if bias is None else f" but {self.name(bias)}"
            return f"nothing{alone} flows into {name}"
        if bias is None:
            return f"{before} {verb} into {name}, each times its weight"
        return f"{before} {verb} into {name}, each times its weight, plus {self.name(bias)}"

    def _activation(self, target: Ref, name: str) -> str:
        record = ACTIVATIONS[self.scenario.layers[target.layer - 1].activation]
        how, inner = record.name, self.inner(target.layer)
        if record.couples_units:
            return f"{how} weighs every {inner} of the layer into the probability of {name}"
        if record.is_identity:
            return f"{name} passes its {inner} on unchanged"
        return f"{how} turns the {inner} of {name} into its activation"

    def _loss(self) -> str:
        outputs, samples = self.scenario.sizes[-1], self.trace.samples
        penalised = self.scenario.l1 > 0.0 or self.scenario.l2 > 0.0
        if samples > 1:
            how = "averaged" if self.scenario.reduction == "mean" else "added up"
            text = f"the losses of all {samples:,} samples are {how} into {self.loss}"
            return f"{text}, and the penalty R is added" if penalised else text
        units = self.units(self.scenario.depth)
        if outputs == 1 and penalised:
            return f"the loss of {units} and the penalty R add up to {self.loss}"
        if outputs == 1:
            return f"the loss of {units} is the whole loss {self.loss}"
        also = " and the penalty R" if penalised else ""
        return f"the losses of {units}{also} add up to {self.loss}"

    def _by_activation(self, target: Ref, name: str) -> str:
        dropout = not self.is_last(target.layer) and self.scenario.layers[target.layer - 1].dropout
        if dropout and target.quantity is Quantity.LOSS_BY_ACTIVATION:
            return f"on through the dropout of {name}: times its mask"
        if self.is_last(target.layer):
            return f"the loss flows back from {self.loss} into {name}"
        receivers = self.scenario.receivers(target.layer, target.unit or 0)
        if not receivers:
            return f"{name} is connected with nothing above, so nothing flows back into it"
        above = self.listed(target.layer + 1, receivers)
        weights = [
            self.name(Ref(Quantity.WEIGHT, target.layer + 1, unit, target.unit))
            for unit in receivers
        ]
        through = listed(weights, "weights")
        return f"the loss flows back from {above} through {through} into {name}"

    def _gradient(self, target: Ref, name: str) -> str:
        if target.unit is None:
            units = self.units(target.layer)
            return f"the loss flows back from {self.loss} through {units} into {name}"
        unit = self.unit(target.layer, target.unit)
        if self.is_last(target.layer):
            return f"the loss flows back from {self.loss} through {unit} into {name}"
        above = self.listed(target.layer + 1, self.scenario.receivers(target.layer, target.unit))
        return f"the loss flows back from {self.loss} through {above} and {unit} into {name}"
