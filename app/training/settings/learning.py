"""The sections on how the weights change and where they start, and their rows."""

from typing import Any

from app.training.settings import words
from app.training.settings.curve import ScheduleCurve
from app.training.settings.maker import Maker
from app.training.settings.row import always
from app.training.settings.rows import NumberRow
from app.training.settings.section import Section
from app.viewmodels import training_settings as settings
from engine.scenario import Scenario
from engine.scenario.training_options import OPTIMISER_KEYS, SCHEDULE_KEYS


def optimiser_section(make: Maker) -> Section:
    """Make the rows of the update rule."""
    section = make.section("Optimiser", words.optimiser_summary)

    def present() -> str:
        return make.scenario.training.optimiser

    def number(key: str) -> NumberRow:
        return make.number(
            words.NUMBERS[key],
            lambda: getattr(make.scenario.training, key),
            lambda scenario, value: settings.with_training(scenario, **{key: value}),
            offered=lambda: key in OPTIMISER_KEYS[present()],
        )

    rule = make.choice(
        "Rule",
        words.OPTIMISERS,
        present,
        settings.with_optimiser,
        fits=lambda key: key != "newton" or settings.takes_newton(make.scenario),
    )
    section.add(rule, *(number(key) for key in words.NUMBERS))
    return section


def schedule_section(make: Maker) -> tuple[Section, ScheduleCurve]:
    """Make the rows of the learning rate over the run, and its curve."""
    section = make.section("Rate over the run", words.schedule_summary)

    def present() -> str:
        return make.scenario.training.schedule.name

    def number(key: str) -> NumberRow:
        return make.number(
            words.SCHEDULE_NUMBERS[key],
            lambda: getattr(make.scenario.training.schedule, key),
            lambda scenario, value: settings.with_schedule(scenario, **{key: value}),
            offered=lambda: key in SCHEDULE_KEYS[present()],
            whole=key == "every",
        )

    rule = make.choice("Schedule", words.SCHEDULES, present, settings.with_schedule_named)
    curve = ScheduleCurve(make.model, make.appearance)
    section.add(rule, curve, *(number(key) for key in words.SCHEDULE_NUMBERS))
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

    def scale(initialiser: str) -> NumberRow:
        return make.number(
            words.SCALES[initialiser],
            lambda: make.scenario.layers[0].initialiser_scale,
            settings.with_start_scale,
            offered=lambda: present() == initialiser,
        )

    rule = make.choice(
        "Weights",
        words.STARTS,
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
    section.add(rule, *(scale(initialiser) for initialiser in words.SCALES), seed)
    return section
