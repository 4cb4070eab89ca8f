"""The sections on how the weights change and where they start, and their rows."""

from typing import Any

from app.models import training_settings as settings
from app.training.settings import explanations
from app.training.settings.curve import ScheduleCurve
from app.training.settings.row_factory import RowFactory
from app.widgets.settings.row import always
from app.widgets.settings.row_kinds import NumberRow
from app.widgets.settings.section import Section
from engine.catalogue.optimisers import OPTIMISERS
from engine.catalogue.records import keys_of
from engine.catalogue.schedules import SCHEDULES
from engine.network.scenario import Scenario


def optimiser_section(factory: RowFactory) -> Section:
    """Make the rows of the update rule."""
    section = factory.section("Optimiser", explanations.optimiser_summary)

    def present() -> str:
        return factory.scenario.training.optimiser

    def number(key: str, names: explanations.Names) -> NumberRow:
        return factory.number(
            names,
            lambda: factory.scenario.training.numbers.get(key, 0.0),
            lambda scenario, value: settings.with_optimiser_number(scenario, key, value),
            offered=lambda: any(key == own.name for own in OPTIMISERS[present()].keys),
        )

    rule = factory.choice(
        "Rule",
        explanations.optimisers(),
        present,
        lambda scenario, name: settings.with_optimiser(
            scenario, name, factory.model.document.earlier
        ),
        fits=lambda name: settings.fits_optimiser(factory.scenario, name),
    )
    section.add(rule, *(number(*row) for row in explanations.numbers(keys_of(OPTIMISERS)).items()))
    return section


def schedule_section(factory: RowFactory) -> tuple[Section, ScheduleCurve]:
    """Make the rows of the learning rate over the run, and its curve."""
    section = factory.section("Rate over the run", explanations.schedule_summary)

    def present() -> str:
        return factory.scenario.training.schedule.name

    def number(key: str, names: explanations.Names) -> NumberRow:
        return factory.number(
            names,
            lambda: factory.scenario.training.schedule.numbers.get(key, 0.0),
            lambda scenario, value: settings.with_schedule_number(scenario, key, value),
            offered=lambda: any(key == own.name for own in SCHEDULES[present()].keys),
            whole=keys_of(SCHEDULES)[key].is_whole,
        )

    rule = factory.choice(
        "Schedule", explanations.schedules(), present, settings.with_schedule_named
    )
    curve = ScheduleCurve(factory.model, factory.appearance)
    rows = explanations.numbers(keys_of(SCHEDULES)).items()
    section.add(rule, curve, *(number(*row) for row in rows))
    return section, curve


def start_section(factory: RowFactory) -> Section:
    """Make the rows of the starting weights."""
    section = factory.section("Start", explanations.start_summary)

    def present() -> str:
        return settings.start_of(factory.scenario)

    def from_file(key: str) -> bool:
        original = factory.model.original
        return original is not None and settings.start_of(original) == key

    def fits(key: str) -> bool:
        if key == "usual":
            return settings.has_two_usual_starts(factory.scenario)
        return key not in ("given", "mixed") or from_file(key)

    def change(scenario: Scenario, start: Any) -> Scenario:
        return settings.with_start(scenario, start, factory.model.original or scenario)

    def scale(initialiser: str, names: explanations.Names) -> NumberRow:
        return factory.number(
            names,
            lambda: factory.scenario.layers[0].initialiser_scale,
            settings.with_start_scale,
            offered=lambda: present() == initialiser,
        )

    rule = factory.choice(
        "Weights",
        explanations.starts(),
        present,
        change,
        fits=fits,
    )
    seed = NumberRow(
        "Seed",
        lambda: factory.scenario.training.seed,
        lambda seed: factory.model.set_numbers(seed=seed),
        explain=lambda: explanations.SEED,
        offered=always,
        appearance=factory.appearance,
        whole=True,
    )
    section.add(rule, *(scale(*row) for row in explanations.scales().items()), seed)
    return section
