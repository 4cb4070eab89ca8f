"""The command that proposes without a window."""

from pathlib import Path

import pytest
from imports import MIXED, clusters, write_images

from app.cli import main
from engine.scenario import load_scenario


def test_it_says_what_it_proposes_and_writes_it(tmp_path: Path, capsys) -> None:
    (tmp_path / "my.csv").write_text(MIXED)
    out = tmp_path / "out.toml"
    assert main(["import", str(tmp_path / "my.csv"), str(out)]) == 0
    said = capsys.readouterr().out
    assert "row     left out  number    120        0        1, 2, 3, 4" in said
    assert "note: row is left out, as it counts the rows." in said
    assert said.splitlines()[-1] == f"{out}: a network 10-8-1; chainrule train {out}"
    assert load_scenario(out).sizes == (10, 8, 1)
    assert main(["import", str(tmp_path / "my.csv"), str(out)]) == 1
    assert "is there already" in capsys.readouterr().err


def test_wishes_and_images(tmp_path: Path, capsys) -> None:
    (tmp_path / "my.csv").write_text(clusters(3, 2, 60))
    words = ["import", str(tmp_path / "my.csv"), str(tmp_path / "a.toml")]
    assert main([*words, "--target", "1", "--task", "regression"]) == 0
    dataset = load_scenario(tmp_path / "a.toml").dataset
    assert (dataset.target, dataset.task) == ("x1", "regression")  # type: ignore[union-attr]
    (tmp_path / "test.csv").write_text(clusters(3, 2, 9))
    words = ["import", str(tmp_path / "my.csv"), str(tmp_path / "c.toml")]
    assert main([*words, "--test", str(tmp_path / "test.csv")]) == 0
    assert load_scenario(tmp_path / "c.toml").dataset.test == "test.csv"  # type: ignore[union-attr]
    images = write_images(tmp_path)
    with_test = ["import", str(images), str(tmp_path / "d.toml"), "--test", "a.csv"]
    assert main(with_test) == 1
    assert "find those for the test" in capsys.readouterr().err
    assert main(["import", str(images), str(tmp_path / "b.toml")]) == 0
    assert load_scenario(tmp_path / "b.toml").sizes == (30, 32, 3)


@pytest.mark.parametrize("name", ["gone.csv", "a.csv"])
def test_what_is_no_table_ends_in_a_sentence(tmp_path: Path, capsys, name: str) -> None:
    (tmp_path / "a.csv").write_bytes(b"\0\1")
    assert main(["import", str(tmp_path / name), str(tmp_path / "a.toml")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "a.toml").exists()
