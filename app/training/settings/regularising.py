"""The section on what keeps a network from learning its rows by heart."""

from app.models import training_settings as settings
from app.training.settings import explanations
from app.training.settings.row_factory import RowFactory
from app.widgets.settings.row import Row
from app.widgets.settings.row_kinds import NumberRow, SwitchRow
from app.widgets.settings.section import Section
from engine.data.names import shortened
from engine.network.scenario import EarlyStopping, Scenario

PATIENCE = 5
MOST_LAYERS = 6
_LONGEST = 24


def regularisation_section(factory: RowFactory) -> Section:
    """Make the rows of what keeps a network from learning its rows by heart."""
    section = factory.section("Regularisation", explanations.regularisation_summary)

    def penalty(key: str) -> NumberRow:
        return factory.number(
            explanations.PENALTIES[key],
            lambda: getattr(factory.scenario, key),
            lambda scenario, value: settings.with_penalties(scenario, **{key: value}),
        )

    section.add(*(penalty(key) for key in explanations.PENALTIES))
    return section


def layer_rows(factory: RowFactory) -> list[Row]:
    """Make the rows of the present scenario's layers: dropout and batch normalisation of each.

    A network of many layers has the rows of all hidden layers together.
    """
    scenario = factory.scenario
    hidden = scenario.depth - 1
    if hidden > MOST_LAYERS:
        return [_dropout(factory, range(hidden), "all hidden layers")]
    rows: list[Row] = []
    for index, layer in enumerate(scenario.layers):
        last = index == hidden
        name = "output layer" if last else f"layer {index + 1}"
        name = f"{name} ({len(layer.units):,} {shortened(layer.activation, _LONGEST)})"
        if not last:
            rows.append(_dropout(factory, range(index, index + 1), name))
        if not last or layer.batch_norm:
            rows.append(_batch_norm(factory, index, name))
    return rows


def _dropout(factory: RowFactory, layers: range, name: str) -> NumberRow:
    def change(scenario: Scenario, share: float) -> Scenario:
        return settings.with_dropout(scenario, layers, share)

    first = layers.start == 0
    explanation, why = explanations.DROPOUT
    return factory.number(
        (f"Dropout, {name}", explanation if first else "", why),
        lambda: factory.scenario.layers[layers.start].dropout,
        change,
    )


def _batch_norm(factory: RowFactory, index: int, name: str) -> SwitchRow:
    def change(scenario: Scenario, on: bool) -> Scenario:
        return settings.with_batch_norm(scenario, index, on, factory.model.original or scenario)

    return factory.switch(
        f"Batch norm, {name}",
        lambda: factory.scenario.layers[index].batch_norm,
        change,
        explain=lambda: explanations.BATCH_NORM if index == 0 else "",
    )


def stopping_rows(factory: RowFactory) -> list[Row]:
    """Make the rows of early stopping."""

    def stopping() -> EarlyStopping | None:
        return factory.scenario.training.early_stopping

    def switch(scenario: Scenario, on: bool) -> Scenario:
        return settings.with_early_stopping(scenario, EarlyStopping(PATIENCE) if on else None)

    def patience() -> int:
        present = stopping()
        return PATIENCE if present is None else present.patience

    def metric() -> str:
        present = stopping()
        return "validation-loss" if present is None else present.metric

    def knows_classes(key: str) -> bool:
        facts = factory.model.facts
        return key == "validation-loss" or facts is None or bool(facts.classes)

    return [
        factory.switch(
            "Early stopping",
            lambda: stopping() is not None,
            switch,
            explain=lambda: explanations.stopping(factory.scenario),
            possible=lambda: settings.holds_out(factory.scenario),
        ),
        factory.number(
            explanations.PATIENCE,
            patience,
            settings.with_patience,
            offered=lambda: stopping() is not None,
            whole=True,
        ),
        factory.choice(
            "Better means",
            explanations.METRICS,
            metric,
            settings.with_stopping_metric,
            fits=knows_classes,
            offered=lambda: stopping() is not None,
        ),
    ]
