"""The page at position 0: what is open, and how to begin."""

from collections.abc import Hashable, Iterator

from app.text import learning
from app.working.content import descriptions
from app.working.content.blocks import Heading, Words
from app.working.content.page import Block, Page
from app.working.content.panels import Entries, Entry, Prose
from engine.catalogue.losses import LOSSES
from engine.catalogue.optimisers import OPTIMISERS
from engine.iteration.steps import Phase
from engine.iteration.trace import Trace
from engine.network.quantities import Quantity
from engine.text import masked
from symbolic.formula.numbers import format_number
from symbolic.notation.table import notation_of

_PHASES = {
    Phase.FORWARD: "every unit's {pre_activation} and {activation}, from the inputs on",
    Phase.LOSS: "how far the outputs are from their targets",
    Phase.BACKWARD: "how much each number changes the loss, by the chain rule",
    Phase.UPDATE: "each parameter takes a step against its gradient",
}


def start_page(trace: Trace) -> Page:
    """Introduce the iteration that is about to be stepped through."""
    scenario = trace.scenario
    place = f"iteration {trace.iteration:,}, {len(trace.steps):,} steps"
    blocks: list[Block] = [Heading("", place, scenario.title)]
    if scenario.description.strip() and trace.iteration == 1:
        blocks.append(Prose(scenario.description))
    blocks.append(Entries("facts", tuple(_facts(trace))))
    blocks.append(Words("what will happen"))
    positions: dict[Hashable, int] = {}
    blocks.append(Entries("phases", tuple(_phases(trace, positions))))
    blocks.append(
        Entries(
            "keys",
            (
                Entry("→", "next step"),
                Entry("Space", "play"),
                Entry("F1", "all keys"),
            ),
        )
    )
    return Page(tuple(blocks), positions=positions)


def _facts(trace: Trace) -> Iterator[Entry]:
    scenario, letter = trace.scenario, notation_of(trace.scenario).letter
    loss, rate = map(letter, (Quantity.LOSS, Quantity.LEARNING_RATE))
    yield Entry("network", descriptions.architecture(scenario))
    yield Entry("loss", LOSSES[scenario.loss].name + descriptions.penalties(scenario))
    parameters = trace.layout.count
    trained = trace.layout.trained - len(trace.layout.held)
    text = f"{parameters:,}" if trained == parameters else f"{parameters:,}, {trained:,} trained"
    yield Entry("parameters", text)
    samples = trace.samples
    if samples > 1:
        how = "mean" if scenario.reduction == "mean" else "sum"
        yield Entry("batch", f"{samples:,} rows, {loss} is the {how} over them")
    optimiser = OPTIMISERS[scenario.training.optimiser]
    if not optimiser.is_plain:
        yield Entry("optimiser", optimiser.name)
    yield Entry(f"learning rate {rate}", format_number(trace.learning_rate))
    if schedule := learning.schedule(scenario, trace.start.epoch.updates):
        yield Entry("schedule", schedule)
    if trace.iteration > 1:
        yield Entry("loss so far", format_number(trace.loss))
    if scenario.source.strip() and trace.iteration == 1:
        yield Entry("source", masked(" ".join(scenario.source.split())))


def _phases(trace: Trace, positions: dict[Hashable, int]) -> Iterator[Entry]:
    write = notation_of(trace.scenario).write
    for phase, steps in trace.steps.phases():
        key = ("phase", phase.value)
        positions[key] = steps.start + 1
        count = len(steps)
        aside = f"{count:,} {'step' if count == 1 else 'steps'}"
        yield Entry(phase.value.capitalize(), write(_PHASES[phase]), phase.value, aside, key)
