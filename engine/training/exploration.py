"""A run without an end that goes to any of its epochs, forward and back, to the same bits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter, thread_time

from engine.iteration.thinning import ThinnedStates
from engine.network.parameters import Parameters, initial_parameters
from engine.training.data import TrainingData
from engine.training.growth import growth_sentence
from engine.training.metrics import IntArray
from engine.training.plan import TrainingPlan
from engine.training.records import Preparing
from engine.training.standing import pack, unpack
from engine.training.trainer import Trainer

BUDGET = 64 * 1024**2
"""Bytes that the stored states of all explorations take: three quarters are for the present one."""
LATEST = 500
"""Of the epochs up to the furthest so many are stored, memory permitting."""
STRETCH_SECONDS = 0.03
"""States are stored after each epoch, or after so long where epochs are shorter.

Between two calls of the kernels a window that paints may hold the interpreter for some time.
"""
LEAST_SECONDS = 0.001
"""A stretch takes so long at least, where a batch does not take longer."""
MOST_AT_ONCE = 100_000
"""So many batches at most are trained on at once."""
MOST_SCORED = 5_000
"""Of more rows than this, the first ones are evaluated."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What a network makes of its rows after an epoch; no accuracy where there are no classes."""

    epoch: int
    train_loss: float
    train_accuracy: float | None
    held_out_loss: float | None
    held_out_accuracy: float | None


class _Part:
    """A stretch of an exploration under one scenario, with states after its epochs."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self.start = updates_of(trainer)
        self.states = ThinnedStates(self.start, pack(trainer), 3 * BUDGET // 4, LATEST)


def updates_of(trainer: Trainer) -> int:
    """Return how many updates a run has made."""
    return trainer.course.updates_before + trainer.course.batch


class Exploration:
    """A run that can be retraced.

    Neither the plan's epochs nor early stopping end it. Until `prepare` is through, nothing else
    may be asked of it.

    Parameters
    ----------
    plan : TrainingPlan
        What is trained.
    data : TrainingData
        Its rows.

    Attributes
    ----------
    reached : int
        The furthest number of updates that was made.
    ended_at : int or None
        The update after which numbers are not finite: there is none beyond.
    problem : str
        Which weight grew before that, and what to try; empty before any such update.
    """

    def __init__(self, plan: TrainingPlan, data: TrainingData) -> None:
        self._trainer = Trainer(plan, data)
        self._parts: tuple[_Part, ...] = ()
        self._present = b""
        self.reached = 0
        self.ended_at: int | None = None
        self.problem = ""
        self._pace, self._most = 1.0, 1

    def prepare(self) -> Iterator[Preparing]:
        """Load or compile the kernels, giving way."""
        yield from self._trainer.prepare()
        self._parts = (_Part(self._trainer),)

    @property
    def batches(self) -> int:
        """Updates per epoch."""
        return self._trainer.batches

    @property
    def updates(self) -> int:
        """Updates up to the present place."""
        return updates_of(self._trainer)

    @property
    def parameters(self) -> Parameters:
        """The present values, copied and read-only."""
        return self._trainer.parameters.copy().sealed()

    # Going ------------------------------------------------------------------------------

    def work(self, target: int, seconds: float) -> bool:
        """Go towards a number of updates, forward or back, for about so long.

        Returns
        -------
        bool
            Whether there is more to do.
        """
        if self.ended_at is not None:
            target = min(target, self.ended_at)
        self._turn_to(target)
        until = perf_counter() + seconds
        while self.updates < target:
            count = min(self._stretch(until - perf_counter()), target - self.updates)
            began = thread_time()
            if not self._trainer.learn(count):
                self._end(target)
                return False
            # Time of this thread: waiting for the interpreter makes no stretch shorter.
            took = max(1e-7, thread_time() - began)
            self._most, self._pace = max(self._most, 2 * count), count / took
            self._store()
            if perf_counter() > until:
                return self.updates < target
        return False

    def _stretch(self, seconds: float) -> int:
        """Return how many batches take so long at most: to an epoch's end, or whole epochs."""
        trainer = self._trainer
        many = round(self._pace * min(STRETCH_SECONDS, max(LEAST_SECONDS, seconds)))
        many = max(1, min(many, self._most, MOST_AT_ONCE))
        left = trainer.batches - trainer.course.batch
        return many if many < left else left + (many - left) // trainer.batches * trainer.batches

    def _turn_to(self, target: int) -> None:
        """Go back to a stored state where the target lies before, or far beyond one."""
        part = [part for part in self._parts if part.start <= target][-1]
        number, state = part.states.before(target)
        here, same = self.updates, part.trainer is self._trainer
        if not same or target < here or number > here:
            self._trainer = part.trainer
            unpack(part.trainer, state)

    def _store(self) -> None:
        part, here = self._parts[-1], self.updates
        if self._trainer is part.trainer:
            self.reached = max(self.reached, here)
            if self._trainer.course.batch == 0 and here > part.states.last:
                part.states.add(here, pack(self._trainer))

    def _end(self, target: int) -> None:
        """Go back to the last update whose values are finite, and go on no more."""
        part, trainer = self._parts[-1], self._trainer
        good, state = part.states.before(target)
        unpack(trainer, state)
        while trainer.learn(1):
            good += 1
        self.ended_at = self.reached = good
        epoch, apart = good // self.batches + 1, min(self.batches, good - part.start)
        self._recompute(good - apart)
        before = trainer.parameters.flat.copy()
        self._recompute(good)
        flat, layout = trainer.parameters.flat, trainer.parameters.layout
        words = (
            "an epoch"
            if apart == self.batches
            else f"{apart} updates"
            if apart > 1
            else "an update"
        )
        self.problem = growth_sentence(layout, before, flat, epoch, words)

    def _recompute(self, place: int) -> None:
        """Go to a place in the last part from the state stored before it."""
        number, state = self._parts[-1].states.before(place)
        unpack(self._trainer, state)
        self._trainer.learn(place - number)

    # Another scenario from here on ----------------------------------------------------------

    def follow(self, plan: TrainingPlan) -> "Exploration":
        """Return an exploration that goes on from here under another plan of the same network.

        Where starting values differ, those of the other plan take the place of the present ones.
        This exploration stays as it is, for `return_here`.
        """
        made = Exploration(plan, self._trainer.data)
        for _ in made._trainer.prepare():
            pass
        before, here = self._trainer, self.updates
        unpack(made._trainer, pack(before))
        start, other = (initial_parameters(each.scenario) for each in (before.plan, plan))
        differs = start.flat != other.flat
        made._trainer.parameters.flat[differs] = other.flat[differs]
        past = tuple(part for part in self._parts if part.start < here)
        made._parts = (*past, _Part(made._trainer))
        made.reached = here
        self.leave()
        return made

    def leave(self) -> None:
        """Write down the present place, for `return_here`: parts are shared with others."""
        self._present = pack(self._trainer)

    def return_here(self) -> None:
        """Go back to where the exploration was left."""
        unpack(self._trainer, self._present)

    # What the network makes of its rows ----------------------------------------------------

    def scores(self) -> Scores:
        """Evaluate the rows that are trained on, and those that are held out."""
        data = self._trainer.data
        train, held_out = self._scores_of(data.train), self._scores_of(data.held_out)
        return Scores(self._trainer.course.epochs_done, train[0] or 0.0, train[1], *held_out)

    def _scores_of(self, chosen: IntArray) -> tuple[float | None, float | None]:
        if not len(chosen):
            return None, None
        return self._trainer.score(chosen[:MOST_SCORED])


def share_memory(present: Exploration, others: Iterable[Exploration]) -> int:
    """Let explorations that are not the present one store fewer states; return all bytes taken."""
    own = present._parts[-1]
    rest = {part for each in (present, *others) for part in each._parts} - {own}
    own.states.limit(3 * BUDGET // 4)
    for part in rest:
        part.states.limit(BUDGET // 4 // len(rest))
    return sum(part.states.size for part in (own, *rest))
