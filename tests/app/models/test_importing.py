"""What a person decides about a table, on top of what is proposed."""

from pathlib import Path

import pytest
from imports import MIXED, clusters, write_images

from app.models.importing import ImportModel, bring


@pytest.fixture
def model(tmp_path: Path) -> ImportModel:
    (tmp_path / "mixed.csv").write_text(MIXED)
    return ImportModel(bring(tmp_path / "mixed.csv"))


def roles(model: ImportModel) -> list[str]:
    assert model.proposal is not None
    return [column.role for column in model.proposal.columns]


def test_a_column_that_was_left_out_can_be_learned_from(model: ImportModel, qtbot) -> None:
    with qtbot.waitSignal(model.changed):
        model.set_roles([0, 3], "input")
    assert roles(model)[0] == "input"
    model.set_roles([0, 3], "left out")
    assert (roles(model)[0], roles(model)[3]) == ("left out", "left out")
    assert model.proposal is not None
    assert model.proposal.spec.ignore == ("row", "name", "city")


def test_the_target_stays_one(model: ImportModel) -> None:
    model.set_roles([6], "left out")
    assert roles(model)[6] == "target"
    model.set_roles([4], "target")
    assert (roles(model)[4], roles(model)[6], model.task) == ("target", "input", "regression")
    model.set_task("classification")
    assert (model.target, model.task, model.why_task) == (4, "classification", "")


def test_what_was_decided_of_columns_ends_with_the_separator(model: ImportModel) -> None:
    model.set_roles([3], "left out")
    model.set_written(separator=";")
    assert model.proposal is None
    assert "has one column alone" in model.problem
    model.set_written(separator=",")
    assert (model.problem, roles(model)[3]) == ("", "input")


def test_files_are_proposed_beside_the_data(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_text(clusters(3, 2, 60))
    model = ImportModel(bring(tmp_path / "a.csv.gz"))
    assert model.to == tmp_path / "a.toml"
    model.write()
    assert ImportModel(bring(tmp_path / "a.csv.gz")).to == tmp_path / "a-2.toml"
    model.set_file(tmp_path / "other", may_replace=False)
    assert model.write().path == tmp_path / "other.toml"
    images = ImportModel(bring(write_images(tmp_path / "it")))
    assert (images.to.name, images.task, images.names) == ("train-images.toml", "", ())


def test_many_warnings_are_counted(tmp_path: Path) -> None:
    header = ",".join(f"d{at}" for at in range(12))
    rows = "".join(",".join([f"2024-01-{i % 27 + 1:02d}"] * 12) + f",{i % 2}\n" for i in range(60))
    (tmp_path / "a.csv").write_text(f"{header},y\n{rows}")
    model = ImportModel(bring(tmp_path / "a.csv"))
    assert model.warnings[-1] == "4 more of this kind."
    assert len(model.warnings) == 9
