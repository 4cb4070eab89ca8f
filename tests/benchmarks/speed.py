"""Time a training step against PyTorch, scikit-learn and JAX, side by side in one run.

    python tests/benchmarks/speed.py [ROUNDS [NETWORK …]]

NETWORK counts them from 0; without any, all are measured.

Every peer trains the same networks on the same float32 rows in the same batches, in a process of
its own. All are warmed up; then they take turns, round by round, so that a machine that slows
down slows all of them. Printed are the medians in microseconds a step, the ratios (below 1: the
engine is faster), the peak memory of each process, and what share of the machine's own float32
matrix product the engine reaches on 784-800-10. The peers are installed with the extra ``bench``;
one that is missing is left out.

What is timed: the engine's own training loop with its gathering of rows, loss and count of right
answers; PyTorch eager with slices ready made; scikit-learn's ``partial_fit`` on all rows at once;
JAX's jit of a scan over the whole epoch.
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[2])]


class Case(NamedTuple):
    """A network and how it is trained."""

    sizes: tuple[int, ...]
    activation: str
    optimiser: str
    batch: int
    steps: int

    @property
    def name(self) -> str:
        """What the table calls it."""
        return f"{'-'.join(map(str, self.sizes))} {self.activation}, {self.optimiser}, {self.batch}"


CASES = (
    Case((784, 16, 16, 10), "sigmoid", "sgd", 32, 1500),
    Case((784, 128, 10), "relu", "adam", 128, 300),
    Case((784, 800, 10), "relu", "sgd", 128, 150),
    Case((104, 64, 2), "relu", "adam", 64, 3000),
)
RATES = {"sgd": 0.01, "adam": 0.001}


def rows_of(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Return inputs (rows, inputs) and class indices (rows,), the same for every peer."""
    generator = np.random.default_rng(0)
    rows = case.steps * case.batch
    x = generator.random((rows, case.sizes[0]), dtype=np.float32)
    return x, generator.integers(0, case.sizes[-1], rows)


def engine_round(case: Case) -> Callable[[], None]:
    """Return a round of the engine's own training."""
    from engine.network.parameters import initial_parameters
    from engine.scenario import parse_scenario
    from engine.training.data import RowSet, TrainingData
    from engine.training.learner import CompiledLearner, Epochs

    x, labels = rows_of(case)
    hidden = "".join(
        f'[[network.layers]]\nunits = {units}\nactivation = "{case.activation}"\n'
        for units in case.sizes[1:-1]
    )
    scenario = parse_scenario(
        f'format = 1\nid = "speed"\ntitle = "Speed"\n[network]\ninputs = {case.sizes[0]}\n{hidden}'
        f'[[network.layers]]\nunits = {case.sizes[-1]}\nactivation = "softmax"\n'
        f'[loss]\nname = "categorical-cross-entropy"\n[data]\nx = [{[0.0] * case.sizes[0]}]\n'
        f"y = [{[0.0] * case.sizes[-1]}]\n"
        f'[training]\noptimiser = "{case.optimiser}"\nlearning_rate = {RATES[case.optimiser]}\n',
        "speed.toml",
    )
    targets = np.eye(case.sizes[-1], dtype=np.float32)[labels]
    order = np.arange(len(x))
    data = TrainingData(RowSet(x, targets, labels), order, order[:0], None, 1.0, ())
    parameters = initial_parameters(scenario, np.float32)
    learner = CompiledLearner(parameters, data, case.batch, np.random.default_rng(0))
    rates = np.full(case.steps, RATES[case.optimiser], dtype=np.float32)
    losses, right = np.empty(case.steps), np.empty(case.steps, dtype=np.int64)
    updates = 0

    def run() -> None:
        nonlocal updates
        epoch = Epochs(order, len(order), case.batch, rates, updates, losses, right)
        learner.learn(epoch, 0, case.steps)
        updates += case.steps

    return run


def torch_round(case: Case) -> Callable[[], None]:
    """Return a round of PyTorch eager."""
    import torch

    torch.set_num_threads(2)
    nn = torch.nn
    kinds = {"sigmoid": nn.Sigmoid, "relu": nn.ReLU}
    layers: list[Any] = []
    for n_in, n_out in zip(case.sizes, case.sizes[1:-1], strict=False):
        layers += [nn.Linear(n_in, n_out), kinds[case.activation]()]
    model = nn.Sequential(*layers, nn.Linear(*case.sizes[-2:]))
    optim = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[case.optimiser]
    optimiser = optim(model.parameters(), RATES[case.optimiser])
    x, labels = (torch.tensor(array) for array in rows_of(case))
    batches = list(zip(x.split(case.batch), labels.split(case.batch), strict=True))

    def run() -> None:
        for batch, target in batches:
            optimiser.zero_grad()
            nn.functional.cross_entropy(model(batch), target).backward()
            optimiser.step()

    return run


def sklearn_round(case: Case) -> Callable[[], None]:
    """Return a round of scikit-learn's classifier."""
    from sklearn.neural_network import MLPClassifier

    x, labels = rows_of(case)
    model = MLPClassifier(
        case.sizes[1:-1],
        activation={"sigmoid": "logistic"}.get(case.activation, case.activation),
        solver=case.optimiser,
        alpha=0.0,
        batch_size=case.batch,
        learning_rate_init=RATES[case.optimiser],
        shuffle=False,
        momentum=0.0,
    )
    classes = np.arange(case.sizes[-1])
    return lambda: model.partial_fit(x, labels, classes=classes)


def jax_round(case: Case) -> Callable[[], None]:
    """Return a round of JAX: one compiled scan over all steps."""
    import jax
    import jax.numpy as jnp

    generator = np.random.default_rng(1)
    x, labels = rows_of(case)
    x = jnp.array(x.reshape(case.steps, case.batch, -1))
    y = jnp.array(
        np.eye(case.sizes[-1], dtype=np.float32)[labels].reshape(case.steps, case.batch, -1)
    )
    start = [
        (
            jnp.array(generator.normal(0, (2 / n_in) ** 0.5, (n_out, n_in)), dtype=jnp.float32),
            jnp.zeros(n_out),
        )
        for n_in, n_out in zip(case.sizes, case.sizes[1:], strict=False)
    ]
    phi = {"sigmoid": jax.nn.sigmoid, "relu": jax.nn.relu}[case.activation]
    rate = RATES[case.optimiser]

    def loss(layers: Any, x: Any, y: Any) -> Any:
        for weight, bias in layers[:-1]:
            x = phi(x @ weight.T + bias)
        weight, bias = layers[-1]
        return -(y * jax.nn.log_softmax(x @ weight.T + bias)).sum() / len(x)

    def step(carried: Any, batch: Any) -> Any:
        layers, first, second, t = carried
        value, gradient = jax.value_and_grad(loss)(layers, *batch)
        tree, t = jax.tree.map, t + 1
        if case.optimiser == "sgd":
            return (tree(lambda w, g: w - rate * g, layers, gradient), first, second, t), value
        first = tree(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
        second = tree(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
        one, two = 1 - 0.9**t, 1 - 0.999**t
        layers = tree(
            lambda w, m, v: w - rate * (m / one) / (jnp.sqrt(v / two) + 1e-8),
            layers,
            first,
            second,
        )
        return (layers, first, second, t), value

    epoch = jax.jit(lambda carried: jax.lax.scan(step, carried, (x, y)))
    zeros = jax.tree.map(jnp.zeros_like, start)
    carried = (start, zeros, zeros, jnp.float32(0))

    def run() -> None:
        nonlocal carried
        carried, losses = epoch(carried)
        losses.block_until_ready()

    return run


def product_round(case: Case) -> Callable[[], None]:
    """Return a round of the machine's own matrix product."""
    a = np.ones((2048, 2048), dtype=np.float32)
    out = np.empty_like(a)

    def run() -> None:
        for _ in range(5):
            np.matmul(a, a, out=out)

    return run


PRODUCT_FLOPS = 5 * 2 * 2048**3
PEERS = {
    "engine": engine_round,
    "PyTorch": torch_round,
    "scikit-learn": sklearn_round,
    "JAX": jax_round,
    "matrix product": product_round,
}


def work(peer: str, case: Case) -> None:
    """Be a peer's process: time a round for each line that comes in."""
    try:
        run = PEERS[peer](case)
    except ImportError:
        return
    run()
    print("ready", flush=True)
    for _ in sys.stdin:
        # A core that was idle, and threads that slept, take a while to be at full speed.
        repeated(run, 0.4)
        seconds = repeated(run, 0.8)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([seconds, memory]), flush=True)


def repeated(run: Callable[[], None], least: float) -> float:
    """Do rounds for at least so many seconds, and return the seconds of one."""
    count, begun = 0, time.perf_counter()
    while (passed := time.perf_counter() - begun) < least or not count:
        run()
        count += 1
    return passed / count


class Process:
    """A peer at work elsewhere."""

    def __init__(self, peer: str, number: int) -> None:
        command = [sys.executable, __file__, "--work", peer, str(number)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        )
        self.seconds: list[float] = []
        self.memory = 0.0
        self.is_there = self._line().strip() == "ready"

    def _line(self) -> str:
        return self._process.stdout.readline() if self._process.stdout else ""

    def round(self) -> None:
        """Let it do one round."""
        if self._process.stdin:
            print("go", file=self._process.stdin, flush=True)
        seconds, self.memory = json.loads(self._line())
        self.seconds.append(seconds)

    def end(self) -> None:
        """Let it go."""
        self._process.communicate()


def measure(number: int, rounds: int) -> dict[str, Process]:
    """Let all peers take turns at one network."""
    peers: dict[str, Process] = {}
    for peer in PEERS:
        process = Process(peer, number)
        if process.is_there:
            peers[peer] = process
        else:
            print(f"  {peer} is not installed", flush=True)
    for _ in range(rounds):
        for process in peers.values():
            # Threads of the one before spin on for a while, waiting for work.
            time.sleep(0.3)
            process.round()
    for process in peers.values():
        process.end()
    return peers


def print_case(case: Case, peers: dict[str, Process]) -> None:
    """Print one network's figures."""
    print(f"{case.name}")
    own = peers["engine"]
    for peer, process in peers.items():
        if peer == "matrix product":
            continue
        step = 1e6 * statistics.median(process.seconds) / case.steps
        ratios = [a / b for a, b in zip(own.seconds, process.seconds, strict=True)]
        ratio = "" if peer == "engine" else f"   engine/{peer} {statistics.median(ratios):.2f}"
        print(f"  {peer:13} {step:8.1f} µs a step   {process.memory:6.0f} MiB{ratio}")
    n_in, n_hidden, n_out = case.sizes[0], case.sizes[1], case.sizes[-1]
    if len(case.sizes) == 3 and n_hidden >= 800:
        flops = 2 * case.batch * (2 * n_in * n_hidden + 3 * n_hidden * n_out) * case.steps
        pairs = zip(own.seconds, peers["matrix product"].seconds, strict=True)
        share = statistics.median((flops / a) / (PRODUCT_FLOPS / b) for a, b in pairs)
        reached = flops / statistics.median(own.seconds) / 1e9
        print(f"  share of the machine's matrix product: {share:.0%} (at {reached:.0f} GFLOP/s)")
    print(flush=True)


def main() -> None:
    """Measure all networks."""
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2], CASES[int(sys.argv[3])])
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    for number in [int(word) for word in sys.argv[2:]] or range(len(CASES)):
        print_case(CASES[number], measure(number, rounds))


if __name__ == "__main__":
    main()
