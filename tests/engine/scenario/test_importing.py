"""From a table to a scenario file that trains."""

from pathlib import Path

import pytest
from imports import MIXED, clusters, measured, proposal, write_images

from engine.data.importing.images import idx_head, image_spec
from engine.errors import DatasetError, ScenarioError
from engine.network.data_specs import ImageSpec
from engine.scenario import load_scenario
from engine.scenario.importing import import_data
from engine.training import Final, Trainer, TrainingPlan


def accuracy(path: Path, seed: int) -> float:
    """Return the accuracy on the test rows that a run of a file ends with."""
    last = list(Trainer(TrainingPlan.of(load_scenario(path), seed=seed)).run())[-1]
    assert isinstance(last, Final)
    assert last.test_accuracy is not None
    return last.test_accuracy


def test_a_scenario_refers_to_the_data_beside_it(tmp_path: Path) -> None:
    spec = proposal(tmp_path, clusters(3, 4, 90)).spec
    made = import_data(spec, tmp_path, tmp_path / "My Data!.toml")
    assert (made.id, made.title, made.sizes) == ("my-data", "My Data!", (4, 8, 3))
    text = (tmp_path / "My Data!.toml").read_text()
    assert 'file = "my.csv"' in text
    (tmp_path / "away").mkdir()
    import_data(spec, tmp_path, tmp_path / "away" / "it.toml")
    assert 'file = "../my.csv"' in (tmp_path / "away" / "it.toml").read_text()
    assert load_scenario(tmp_path / "away" / "it.toml").sizes == (4, 8, 3)


def test_what_is_there_is_not_replaced_unasked(tmp_path: Path) -> None:
    spec, to = proposal(tmp_path, clusters(3, 4, 90)).spec, tmp_path / "it.toml"
    to.write_text("mine")
    with pytest.raises(ScenarioError, match="is there already"):
        import_data(spec, tmp_path, to)
    assert to.read_text() == "mine"
    import_data(spec, tmp_path, to, over=True)
    assert load_scenario(to).sizes == (4, 8, 3)


def test_outputs_and_loss_follow_what_is_predicted(tmp_path: Path) -> None:
    number = import_data(proposal(tmp_path, measured(3, 90)).spec, tmp_path, tmp_path / "a.toml")
    assert (number.sizes[-1], number.loss) == (1, "mean-squared-error")
    two = import_data(proposal(tmp_path, MIXED).spec, tmp_path, tmp_path / "b.toml")
    assert (two.sizes[-1], two.loss) == (1, "binary-cross-entropy")


def test_a_large_table_holds_rows_out_and_stops_early(tmp_path: Path) -> None:
    found = proposal(tmp_path, clusters(3, 2, 7_000))
    made = import_data(found.spec, tmp_path, tmp_path / "a.toml")
    assert (made.sizes, made.training.validation) == ((2, 64, 3), 560)
    assert made.training.early_stopping is not None


def test_images(tmp_path: Path) -> None:
    head = idx_head(write_images(tmp_path))
    assert head is not None
    spec = image_spec(head)
    assert isinstance(spec, ImageSpec)
    made = import_data(spec, tmp_path, tmp_path / "a.toml")
    assert (made.sizes, made.loss) == ((30, 32, 3), "categorical-cross-entropy")
    assert accuracy(tmp_path / "a.toml", 0) >= 0.9


def test_the_proposed_recipe_learns(tmp_path: Path) -> None:
    import_data(proposal(tmp_path, clusters(3, 4, 150)).spec, tmp_path, tmp_path / "a.toml")
    reached = [accuracy(tmp_path / "a.toml", seed) for seed in range(3)]
    assert min(reached) >= 0.95


def test_a_table_that_does_not_fit_writes_nothing(tmp_path: Path) -> None:
    found = proposal(tmp_path, clusters(3, 2, 60), task="regression")
    with pytest.raises(DatasetError, match="expected a number"):
        import_data(found.spec, tmp_path, tmp_path / "a.toml")
    assert not (tmp_path / "a.toml").exists()


def test_a_strangers_names_are_written_as_names(tmp_path: Path) -> None:
    content = '"a""b","x = 1\n[data]",y\n' + "1,2,p\n2,1,q\n3,3,p\n" * 20
    to = tmp_path / 'it"s [x].toml'
    made = import_data(proposal(tmp_path, content, target=1).spec, tmp_path, to)
    assert load_scenario(to).sizes == made.sizes
