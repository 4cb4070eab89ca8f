"""Check the ``[training]`` table: which numbers go with which method, and what they may be."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from engine.catalogue.optimisers import OPTIMISERS
from engine.catalogue.records import BELOW_ONE, POSITIVE, Keyed, Range, numbers_of
from engine.catalogue.schedules import SCHEDULES
from engine.errors import Fail
from engine.network.scenario import Augmentation, EarlyStopping, Schedule, Training
from engine.scenario.recipe import Recipe
from engine.scenario.schema import AugmentationTable, ScheduleTable, TrainingTable
from engine.text import as_written

# A seed outside this range could not be written back to TOML, whose integers have 64 bits.
SEED_LIMIT = 2**63
MAX_COUNT = 1_000_000_000
MAX_FOLDS = 100

_RANGES: Mapping[str, Range] = MappingProxyType(
    {
        "learning_rate": POSITIVE,
        "shift": Range("a share from 0 to 0.5", lambda value: 0 <= value <= 0.5),
        "rotation": Range("degrees from 0 to 180", lambda value: 0 <= value <= 180),
        "scale": BELOW_ONE,
        "shear": Range("a number from 0 to 1", lambda value: 0 <= value <= 1),
        "elastic": Range("pixels from 0 to 100", lambda value: 0 <= value <= 100),
        "smoothness": Range("pixels from 1 to 20", lambda value: 1 <= value <= 20),
    }
)


def check_range(
    fail: Fail, place: str, key: str, value: float, within: Range | None = None
) -> None:
    """Fail unless a number is finite and within what its key allows."""
    within = within or _RANGES[key]
    if not (math.isfinite(value) and within.fits(value)):
        fail(f"{place}.{key}", f"found {as_written(value)}; expected {within.expected}")


def build_training(
    table: TrainingTable, recipe: Recipe, batch_size: int | None, validation: int, fail: Fail
) -> Training:
    """Return the checked training options.

    Parameters
    ----------
    table : TrainingTable
        As decoded.
    recipe : Recipe
        Optimiser, learning rate and epochs once they are filled in.
    batch_size : int or None
        Rows per update once defaults are filled in.
    validation : int
        Rows to hold out once defaults are filled in.
    fail : callable
        Raises the error for a place and a problem.
    """
    counts = {"batch_size": batch_size, "epochs": table.epochs}
    if table.early_stopping is not None:
        counts["early_stopping.patience"] = table.early_stopping.patience
    for key, count in counts.items():
        if count is not None and count > MAX_COUNT:
            fail(f"training.{key}", f"found {count:,}; expected at most {MAX_COUNT:,}")
    if OPTIMISERS[recipe.optimiser].full_batch and table.batch_size is not None:
        problem = f"given although the optimiser {recipe.optimiser} takes all rows at once"
        fail("training.batch_size", f"{problem}; expected it left out")
    if table.folds == 1 or table.folds > MAX_FOLDS:
        fail("training.folds", f"found {table.folds}; expected 0, or 2 to {MAX_FOLDS}")
    check_range(fail, "training", "learning_rate", recipe.learning_rate)
    keys = _own_numbers(table, "training", OPTIMISERS, recipe.optimiser, fail)
    stopping = table.early_stopping
    if stopping is not None and validation == 0 and table.folds == 0:
        fail("training.early_stopping", "no rows are held out; expected training.validation too")
    return Training(
        optimiser=recipe.optimiser,
        learning_rate=recipe.learning_rate,
        batch_size=None if OPTIMISERS[recipe.optimiser].full_batch else batch_size,
        epochs=recipe.epochs,
        shuffle=table.shuffle,
        seed=check_seed(fail, "training.seed", table.seed),
        validation=validation,
        schedule=_schedule(table.schedule, fail),
        early_stopping=None
        if stopping is None
        else EarlyStopping(stopping.patience, stopping.metric),
        augmentation=_augmentation(table.augmentation, fail),
        folds=table.folds,
        keys=keys,
    )


def check_seed(fail: Fail, place: str, seed: int) -> int:
    """Return a seed that TOML can hold."""
    if not -SEED_LIMIT <= seed < SEED_LIMIT:
        fail(place, "the number is too large; expected a 64-bit integer")
    return seed


def _own_numbers(
    table: Any, place: str, records: Mapping[str, Keyed], name: str, fail: Fail
) -> dict[str, float]:
    """Return a method's numbers, and fail for one that belongs to another."""
    own, found = {key.name: key for key in records[name].keys}, numbers_of(records[name], {})
    for key in dict.fromkeys(key.name for record in records.values() for key in record.keys):
        value = getattr(table, key)
        if value is None:
            continue
        if key not in own:
            expected = f"only {', '.join(own)}" if own else "no such number"
            fail(f"{place}.{key}", f"does not belong to {name}; expected {expected}")
        if own[key].is_whole and value > MAX_COUNT:
            fail(f"{place}.{key}", f"found {value:,}; expected at most {MAX_COUNT:,}")
        check_range(fail, place, key, value, own[key].range)
        found[key] = value
    return found


def _schedule(table: ScheduleTable | None, fail: Fail) -> Schedule:
    if table is None:
        return Schedule()
    name = str(table.name)
    return Schedule(name, _own_numbers(table, "training.schedule", SCHEDULES, name, fail))


def _augmentation(table: AugmentationTable | None, fail: Fail) -> Augmentation | None:
    if table is None:
        return None
    numbers = {key: getattr(table, key) for key in table.__struct_fields__}
    for key, value in numbers.items():
        check_range(fail, "training.augmentation", key, value)
    return Augmentation(**numbers)
