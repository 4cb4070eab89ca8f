"""The section on what keeps a network from learning its rows by heart."""

from app.models import training_settings as settings
from app.training.settings import words
from app.training.settings.maker import Maker
from app.training.settings.row import Row
from app.training.settings.rows import NumberRow, SwitchRow
from app.training.settings.section import Section
from engine.network.scenario import EarlyStopping, Scenario

PATIENCE = 5
MOST_LAYERS = 6


def regularisation_section(make: Maker) -> Section:
    """Make the rows of what keeps a network from learning its rows by heart."""
    section = make.section("Regularisation", words.regularisation_summary)

    def penalty(key: str) -> NumberRow:
        return make.number(
            words.PENALTIES[key],
            lambda: getattr(make.scenario, key),
            lambda scenario, value: settings.with_penalties(scenario, **{key: value}),
        )

    section.add(*(penalty(key) for key in words.PENALTIES))
    return section


def layer_rows(make: Maker) -> list[Row]:
    """Make the rows of the present scenario's layers: dropout and batch normalisation of each.

    A network of many layers has the rows of all hidden layers together.
    """
    scenario = make.scenario
    hidden = scenario.depth - 1
    if hidden > MOST_LAYERS:
        return [_dropout(make, range(hidden), "all hidden layers")]
    rows: list[Row] = []
    for index, layer in enumerate(scenario.layers):
        last = index == hidden
        name = "output layer" if last else f"layer {index + 1}"
        name = f"{name} ({len(layer.units):,} {layer.activation})"
        if not last:
            rows.append(_dropout(make, range(index, index + 1), name))
        if not last or layer.batch_norm:
            rows.append(_batch_norm(make, index, name))
    return rows


def _dropout(make: Maker, layers: range, name: str) -> NumberRow:
    def change(scenario: Scenario, share: float) -> Scenario:
        return settings.with_dropout(scenario, layers, share)

    first = layers.start == 0
    explanation, why = words.DROPOUT
    return make.number(
        (f"Dropout, {name}", explanation if first else "", why),
        lambda: make.scenario.layers[layers.start].dropout,
        change,
    )


def _batch_norm(make: Maker, index: int, name: str) -> SwitchRow:
    def change(scenario: Scenario, on: bool) -> Scenario:
        return settings.with_batch_norm(scenario, index, on, make.model.chosen or scenario)

    return make.switch(
        f"Batch norm, {name}",
        lambda: make.scenario.layers[index].batch_norm,
        change,
        explain=lambda: words.BATCH_NORM if index == 0 else "",
    )


def stopping_rows(make: Maker) -> list[Row]:
    """Make the rows of early stopping."""

    def stopping() -> EarlyStopping | None:
        return make.scenario.training.early_stopping

    def switch(scenario: Scenario, on: bool) -> Scenario:
        return settings.with_early_stopping(scenario, EarlyStopping(PATIENCE) if on else None)

    def patience() -> int:
        present = stopping()
        return PATIENCE if present is None else present.patience

    def metric() -> str:
        present = stopping()
        return "validation-loss" if present is None else present.metric

    def tells_classes(key: str) -> bool:
        facts = make.model.facts
        return key == "validation-loss" or facts is None or bool(facts.classes)

    return [
        make.switch(
            "Early stopping",
            lambda: stopping() is not None,
            switch,
            explain=lambda: words.stopping(make.scenario),
            possible=lambda: settings.holds_out(make.scenario),
        ),
        make.number(
            words.PATIENCE,
            patience,
            settings.with_patience,
            offered=lambda: stopping() is not None,
            whole=True,
        ),
        make.choice(
            "Better means",
            words.METRICS,
            metric,
            settings.with_stopping_metric,
            fits=tells_classes,
            offered=lambda: stopping() is not None,
        ),
    ]
