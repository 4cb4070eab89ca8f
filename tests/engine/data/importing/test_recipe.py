"""What suits a size, and what iris reaches with it."""

from pathlib import Path

import pytest
from imports import proposal

import resources
from engine.data.importing.recipe import network_recipe
from engine.scenario import load_scenario
from engine.scenario.importing import import_data
from engine.training import Final, Trainer, TrainingPlan


def test_iris_reaches_95_percent_over_20_seeds(tmp_path: Path) -> None:
    table = resources.file("data", "iris", "iris.csv").read_text()
    import_data(proposal(tmp_path, table).spec, tmp_path, tmp_path / "iris.toml")
    scenario, reached = load_scenario(tmp_path / "iris.toml"), []
    for seed in range(20):
        last = list(Trainer(TrainingPlan.of(scenario, seed=seed)).run())[-1]
        assert isinstance(last, Final)
        assert last.test_accuracy is not None
        reached.append(last.test_accuracy)
    assert sum(reached) / 20 >= 0.95


@pytest.mark.parametrize("images", [False, True])
def test_more_rows_allow_more_units_and_less_penalty(images: bool) -> None:
    sizes = (100, 2_000, 20_000, 200_000)
    recipes = [network_recipe(rows, 10, images=images) for rows in sizes]
    assert [r.hidden for r in recipes] == sorted(r.hidden for r in recipes)
    assert [r.l2 for r in recipes] == sorted((r.l2 for r in recipes), reverse=True)
    for rows, recipe in zip(sizes, recipes, strict=True):
        assert recipe.validation in (0, rows // 10)
        assert (recipe.patience is None) == (recipe.validation == 0)
