"""Files are replaced whole, and only where a file can stand."""

import os
from pathlib import Path

import pytest

from engine.scenario import ScenarioError
from engine.scenario.files import check_writable, replace_file


def test_a_link_goes_on_pointing_at_its_file(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("before")
    link.symlink_to(target)
    replace_file(link, lambda file: file.write(b"after"))
    assert link.is_symlink()
    assert target.read_text() == "after"
    assert len(list(tmp_path.iterdir())) == 2


def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, "", tmp_path / "no" / "file", "a\0b"):
        with pytest.raises(ScenarioError, match="cannot be written: "):
            replace_file(path, lambda file: file.write(b"after"))
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_failure_while_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_text("before")
    check_writable(path)

    def fail(_file: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(ScenarioError, match="kept: cannot be written: No space left on device"):
        replace_file(path, fail)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
