"""Compare the engine with PyTorch's automatic differentiation on random networks, in float64.

    python tests/benchmarks/autograd.py [NETWORKS] [SEED] [--marked]

Each network is drawn with everything a scenario may hold: depth 1 to 5, all activations, losses,
bias modes, penalties, dropout (the same masks), batch normalisation, optimisers and schedules.
Three iterations are compared: loss, the gradient of every parameter, the running statistics and
the updated values. PyTorch computes all of it itself, its optimisers come from torch.optim, and
Newton's step is solved from torch.autograd.functional.hessian. Printed are the largest
differences, relative to the largest number of the compared array.

With --marked a quarter of the weights and biases are frozen, and a quarter absent. PyTorch then
multiplies by 0 what is absent and puts back after each step what is held; of the engine, the bits
of what is held are compared with those before.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from networks import random_scenario

from engine.data.selection import select_rows
from engine.iteration.batch_norm import VARIANCE_EPSILON
from engine.iteration.state import State
from engine.iteration.trace import Trace, record
from engine.network.parameters import Parameters, initial_parameters
from engine.network.scenario import Scenario

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
LIMIT = 1e-10
ITERATIONS = 3


class Peer:
    """The same network in PyTorch, one tensor per layer and kind of parameter."""

    def __init__(self, scenario: Scenario, start: Parameters) -> None:
        self.scenario = scenario
        self.weights = [self._leaf(values) for values in start.weights]
        self.biases = [
            self._leaf(values, layer.bias not in ("frozen", "none"))
            for values, layer in zip(start.biases, scenario.layers, strict=True)
        ]
        self.scales = [self._leaf(values) for values in start.scales]
        self.shifts = [self._leaf(values) for values in start.shifts]
        self.means = [torch.tensor(values) for values in start.running_means]
        self.variances = [torch.tensor(values) for values in start.running_variances]
        self.layout = start.layout
        there = Parameters(start.layout, np.ones(start.layout.size))
        there.flat[start.layout.absent] = 0.0
        self.there = [
            tuple(torch.tensor(np.array(kind)) for kind in each)
            for each in zip(there.weights, there.biases, strict=True)
        ]
        self.schedule: Any = None
        self.optimiser: Any = None
        if scenario.training.optimiser != "newton":
            self._optimise()

    @staticmethod
    def _leaf(values: Any, trained: bool = True) -> torch.Tensor:
        return torch.tensor(np.array(values), requires_grad=trained and len(values) > 0)

    @property
    def trained(self) -> list[torch.Tensor]:
        """The trained tensors in the engine's flat order."""
        layers = zip(self.weights, self.biases, self.scales, self.shifts, strict=True)
        return [tensor for layer in layers for tensor in layer if tensor.requires_grad]

    def set_values(self, values: Parameters) -> None:
        """Take on the engine's values; what the optimiser remembers stays PyTorch's own."""
        with torch.no_grad():
            kinds = (
                (self.weights, values.weights),
                (self.biases, values.biases),
                (self.scales, values.scales),
                (self.shifts, values.shifts),
                (self.means, values.running_means),
                (self.variances, values.running_variances),
            )
            for tensors, arrays in kinds:
                for tensor, array in zip(tensors, arrays, strict=True):
                    tensor.copy_(torch.tensor(np.array(array)))

    def _optimise(self) -> None:
        t = self.scenario.training
        rest = [tensor for tensor in self.trained if not any(tensor is w for w in self.weights)]
        groups: list[Any] = [{"params": self.weights}]
        if rest:
            groups.append({"params": rest, "weight_decay": 0.0})
        rate, own = t.learning_rate, t.numbers
        betas = own.get("beta1"), own.get("beta2")
        optim = torch.optim
        match t.optimiser:
            case "momentum" | "nesterov":
                nesterov = t.optimiser == "nesterov"
                self.optimiser = optim.SGD(
                    groups, rate, momentum=own["momentum"], nesterov=nesterov
                )
            case "rmsprop":
                self.optimiser = optim.RMSprop(groups, rate, alpha=own["decay"], eps=own["epsilon"])
            case "adam":
                self.optimiser = optim.Adam(groups, rate, betas=betas, eps=own["epsilon"])
            case "adamw":
                decay = own["weight_decay"]
                self.optimiser = optim.AdamW(
                    groups, rate, betas=betas, eps=own["epsilon"], weight_decay=decay
                )
            case _:
                self.optimiser = optim.SGD(groups, rate)
        self._schedule()

    def _schedule(self) -> None:
        t = self.scenario.training
        kinds, own = torch.optim.lr_scheduler, t.schedule.numbers
        match t.schedule.name:
            case "step":
                self.schedule = kinds.StepLR(self.optimiser, own["every"], own["factor"])
            case "exponential":
                self.schedule = kinds.ExponentialLR(self.optimiser, own["factor"])
            case "cosine":
                self.schedule = kinds.CosineAnnealingLR(self.optimiser, t.epochs)
            case "one-cycle":
                self.schedule = kinds.OneCycleLR(
                    self.optimiser,
                    t.learning_rate,
                    total_steps=t.epochs,
                    pct_start=own["warmup"],
                    div_factor=1 / own["start_factor"],
                    final_div_factor=own["start_factor"] / own["final_factor"],
                    cycle_momentum=False,
                )

    def loss(self, x: torch.Tensor, y: torch.Tensor, masks: Any, tensors: Any = None) -> Any:
        """Return L; ``tensors`` stand in for the trained ones."""
        replaced = dict(zip(map(id, self.trained), tensors or self.trained, strict=True))
        a, penalty = x, torch.zeros(())
        s = self.scenario
        for index, layer in enumerate(s.layers):
            weight, bias, scale, shift = (
                replaced.get(id(kind[index]), kind[index])
                for kind in (self.weights, self.biases, self.scales, self.shifts)
            )
            weight = weight * self.there[index][0]
            penalty = penalty + s.l1 * weight.abs().sum() + 0.5 * s.l2 * (weight**2).sum()
            z = a @ weight.T
            if layer.bias != "none":
                z = z + bias * self.there[index][1]
            if layer.batch_norm:
                means, variances = self.means[index].clone(), self.variances[index].clone()
                self.pending.append((index, means, variances))
                z = torch.nn.functional.batch_norm(
                    z, means, variances, scale, shift, len(z) > 1, 0.1, VARIANCE_EPSILON
                )
            a = activate(layer, z)
            if masks[index] is not None:
                a = a * torch.tensor(masks[index])
        rows = loss_of(s.loss, a, z, y)
        return (rows.mean() if s.reduction == "mean" else rows.sum()) + penalty

    def iterate(self, trace: Trace) -> tuple[float, np.ndarray]:
        """Do the iteration that a trace records; return the loss and the flat gradient."""
        x, y, masks = torch.tensor(trace.a[0]), torch.tensor(trace.y_true), trace.forward_pass.masks
        self.pending: list[Any] = []
        loss = self.loss(x, y, masks)
        got = torch.autograd.grad(loss, self.trained, allow_unused=True)
        gradients = [
            torch.zeros_like(tensor) if gradient is None else gradient
            for tensor, gradient in zip(self.trained, got, strict=True)
        ]
        pending = list(self.pending)
        before = self._flat()
        if self.optimiser is None:
            self._newton(trace, x, y, masks, gradients)
        else:
            # The engine's gradient, compared by itself: a step divides by its size, so that a
            # difference in its last places would be counted again, much larger.
            sizes = [tensor.numel() for tensor in self.trained]
            own = torch.split(torch.tensor(np.array(trace.gradient.trained)), sizes)
            for tensor, gradient in zip(self.trained, own, strict=True):
                tensor.grad = gradient.view(tensor.shape)
            self.optimiser.step()
            if self.schedule is not None:
                self.schedule.step()
        self._put_back(before)
        for index, means, variances in pending:
            self.means[index], self.variances[index] = means, variances
        return float(loss.detach()), torch.cat([gradient.ravel() for gradient in gradients]).numpy()

    def _flat(self) -> torch.Tensor:
        return torch.cat([tensor.detach().ravel() for tensor in self.trained])

    def _put_back(self, before: torch.Tensor) -> None:
        """Undo the step of what is frozen or absent."""
        after = self._flat()
        after[self.layout.held] = before[self.layout.held]
        parts = torch.split(after, [tensor.numel() for tensor in self.trained])
        with torch.no_grad():
            for tensor, part in zip(self.trained, parts, strict=True):
                tensor.copy_(part.view(tensor.shape))

    def _newton(self, trace: Trace, x: Any, y: Any, masks: Any, gradients: Any) -> None:
        tensors = [tensor.detach().clone() for tensor in self.trained]
        shapes = [tensor.shape for tensor in tensors]

        def flat_loss(flat: torch.Tensor) -> torch.Tensor:
            parts = torch.split(flat, [shape.numel() for shape in shapes])
            return self.loss(
                x, y, masks, [part.view(shape) for part, shape in zip(parts, shapes, strict=True)]
            )

        flat = torch.cat([tensor.ravel() for tensor in tensors])
        moves = np.delete(np.arange(len(flat)), self.layout.held)
        second = torch.autograd.functional.hessian(flat_loss, flat)[moves][:, moves]
        self.hessian = second.numpy()
        # The engine's own shift: what is compared is H, and the step that H and the shift give.
        shifted = second + trace.newton.shift * torch.eye(len(moves))
        step = torch.zeros(len(flat))
        step[moves] = torch.linalg.solve(shifted, torch.cat([g.ravel() for g in gradients])[moves])
        with torch.no_grad():
            parts = torch.split(step, [shape.numel() for shape in shapes])
            for tensor, part in zip(self.trained, parts, strict=True):
                tensor.sub_(trace.learning_rate * part.view(tensor.shape))


def activate(layer: Any, z: torch.Tensor) -> torch.Tensor:
    """Apply a layer's activation."""
    kinds = torch.nn.functional
    match layer.activation:
        case "linear":
            return z
        case "step":
            return (z >= 0).to(z.dtype)
        case "leaky-relu":
            return kinds.leaky_relu(z, layer.numbers["leak"])
        case "softplus":
            return kinds.softplus(z, threshold=700)
        case "softmax":
            return torch.softmax(z, dim=1)
        case name:
            return getattr(torch, name)(z)


def loss_of(name: str, a: torch.Tensor, z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Return each row's loss."""
    match name:
        case "half-squared-error":
            return 0.5 * ((y - a) ** 2).sum(dim=1)
        case "mean-squared-error":
            return ((y - a) ** 2).mean(dim=1)
        case "mean-absolute-error":
            return (y - a).abs().mean(dim=1)
        case "binary-cross-entropy":
            terms = torch.nn.functional.binary_cross_entropy_with_logits(z, y, reduction="none")
            return terms.sum(dim=1)
        case _:
            return -(y * torch.log_softmax(z, dim=1)).sum(dim=1)


def apart(found: Any, expected: Any) -> float:
    """Return the largest difference as a share of the largest number, or of 1e-5 if that is less.

    A gradient that is nothing but rounding has no digits to compare.
    """
    found, expected = np.asarray(found), np.asarray(expected)
    if not found.size:
        return 0.0
    return float(np.abs(found - expected).max() / max(np.abs(expected).max(), 1e-5))


def compare(
    generator: np.random.Generator, marked: bool = False
) -> tuple[Scenario, dict[str, float]]:
    """Draw a network and return how far the two are apart."""
    scenario = random_scenario(generator, most_rows=16, marked=marked)
    rows = select_rows(scenario)
    state = State.start(initial_parameters(scenario), rows.epoch)
    peer = Peer(scenario, state.parameters)
    worst = dict.fromkeys(("loss", "gradient", "values", "running", "hessian"), 0.0)
    for _ in range(ITERATIONS):
        # Each update is compared by itself: tiny differences would grow from one to the next.
        peer.set_values(state.parameters)
        trace = record(state, rows.batch(state.updates))
        if _on_a_jump(trace) or (trace.newton is not None and _singular(trace)):
            break
        loss, gradient = peer.iterate(trace)
        after, held = trace.after, trace.layout.held
        if after.flat[held].tobytes() != trace.before.flat[held].tobytes():
            raise SystemExit(f"{scenario.training.optimiser} moved what is frozen or absent")
        values = np.concatenate([t.detach().numpy().ravel() for t in peer.trained])
        running = np.concatenate([*peer.means, *peer.variances])
        own = np.concatenate([*after.running_means, *after.running_variances])
        found = {
            "loss": apart(trace.loss, loss),
            "gradient": apart(trace.gradient.trained, gradient),
            "values": apart(after.trained, values),
            "running": apart(own, running),
        }
        if trace.newton is not None:
            found["hessian"] = apart(trace.newton.hessian, peer.hessian)
        for key, value in found.items():
            worst[key] = max(worst[key], value)
        state = trace.end
    return scenario, worst


def _on_a_jump(trace: Trace) -> bool:
    """Whether rounding decides on which side of its jump or kink a unit is."""
    bent = {"step", "relu", "leaky-relu"}
    return any(
        layer.activation in bent and np.abs(trace.forward_pass.activated(index)).min() < 1e-12
        for index, layer in enumerate(trace.scenario.layers)
    )


def _singular(trace: Trace) -> bool:
    """Whether rounding decides Newton's step, as the shifted Hessian is all but singular."""
    size = len(trace.newton.step)
    return bool(np.linalg.cond(trace.newton.hessian + trace.newton.shift * np.eye(size)) > 1e5)


def main() -> None:
    """Compare, and print what is furthest apart."""
    marked = "--marked" in sys.argv
    words = [word for word in sys.argv[1:] if word != "--marked"]
    count, seed = (int(word) for word in (words + ["600", "0"][len(words) :])[:2])
    generator = np.random.default_rng(seed)
    worst: dict[str, float] = {}
    over = 0
    for number in range(count):
        scenario, found = compare(generator, marked)
        for key, value in found.items():
            worst[key] = max(worst.get(key, 0.0), value)
        if max(found.values()) > LIMIT:
            over += 1
            print(number, scenario.training.optimiser, {k: f"{v:.1e}" for k, v in found.items()})
    listed = ", ".join(f"{key} {value:.1e}" for key, value in worst.items())
    print(f"{count} networks, {ITERATIONS} iterations each: furthest apart {listed}")
    print(f"{over} of them beyond {LIMIT:g}")
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main()
