"""The sections on how the weights change and where they start, and their rows."""

from typing import Any

from app.models import training_settings as settings
from app.training.settings import words
from app.training.settings.curve import ScheduleCurve
from app.training.settings.maker import Maker
from app.training.settings.row import always
from app.training.settings.rows import NumberRow
from app.training.settings.section import Section
from engine.catalogue.optimisers import OPTIMISERS
from engine.catalogue.records import keys_of
from engine.catalogue.schedules import SCHEDULES
from engine.network.scenario import Scenario


def optimiser_section(make: Maker) -> Section:
    """Make the rows of the update rule."""
    section = make.section("Optimiser", words.optimiser_summary)

    def present() -> str:
        return make.scenario.training.optimiser

    def number(key: str, names: words.Names) -> NumberRow:
        return make.number(
            names,
            lambda: getattr(make.scenario.training, key),
            lambda scenario, value: settings.with_training(scenario, **{key: value}),
            offered=lambda: any(key == own.name for own in OPTIMISERS[present()].keys),
        )

    rule = make.choice(
        "Rule",
        words.optimisers(),
        present,
        settings.with_optimiser,
        fits=lambda name: settings.fits_optimiser(make.scenario, name),
    )
    section.add(rule, *(number(*row) for row in words.numbers(keys_of(OPTIMISERS)).items()))
    return section


def schedule_section(make: Maker) -> tuple[Section, ScheduleCurve]:
    """Make the rows of the learning rate over the run, and its curve."""
    section = make.section("Rate over the run", words.schedule_summary)

    def present() -> str:
        return make.scenario.training.schedule.name

    def number(key: str, names: words.Names) -> NumberRow:
        return make.number(
            names,
            lambda: getattr(make.scenario.training.schedule, key),
            lambda scenario, value: settings.with_schedule(scenario, **{key: value}),
            offered=lambda: any(key == own.name for own in SCHEDULES[present()].keys),
            whole=key == "every",
        )

    rule = make.choice("Schedule", words.schedules(), present, settings.with_schedule_named)
    curve = ScheduleCurve(make.model, make.appearance)
    rows = words.numbers(keys_of(SCHEDULES)).items()
    section.add(rule, curve, *(number(*row) for row in rows))
    return section, curve


def start_section(make: Maker) -> Section:
    """Make the rows of the starting weights."""
    section = make.section("Start", words.start_summary)

    def present() -> str:
        return settings.start_of(make.scenario)

    def from_file(key: str) -> bool:
        chosen = make.model.chosen
        return chosen is not None and settings.start_of(chosen) == key

    def fits(key: str) -> bool:
        if key == "usual":
            return settings.has_two_usual_starts(make.scenario)
        return key not in ("given", "mixed") or from_file(key)

    def change(scenario: Scenario, start: Any) -> Scenario:
        return settings.with_start(scenario, start, make.model.chosen or scenario)

    def scale(initialiser: str, names: words.Names) -> NumberRow:
        return make.number(
            names,
            lambda: make.scenario.layers[0].initialiser_scale,
            settings.with_start_scale,
            offered=lambda: present() == initialiser,
        )

    rule = make.choice(
        "Weights",
        words.starts(),
        present,
        change,
        fits=fits,
    )
    seed = NumberRow(
        "Seed",
        lambda: make.model.seed,
        make.model.set_seed,
        explain=lambda: words.SEED,
        offered=always,
        appearance=make.appearance,
        whole=True,
    )
    section.add(rule, *(scale(*row) for row in words.scales().items()), seed)
    return section
