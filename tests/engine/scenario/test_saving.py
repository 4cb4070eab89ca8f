"""Files are replaced whole, and only where a file can stand."""

import os
from pathlib import Path
from typing import BinaryIO

import pytest

from engine.errors import ScenarioError
from engine.files.replacing import check_writable, replace_file


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


def problem_of(path: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        check_writable(path)
    assert caught.value.file == path.name
    return caught.value.problem.removeprefix("cannot be written: ")


def test_a_place_is_tried_before_the_work_is_done(tmp_path: Path) -> None:
    check_writable(tmp_path / "free")
    assert not list(tmp_path.iterdir())
    (tmp_path / "file").write_text("before")
    check_writable(tmp_path / "file")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "before"
    folder = os.path.realpath(tmp_path / "file")
    assert problem_of(tmp_path / "file" / "below") == f"there is no folder {folder}"
    assert problem_of(tmp_path / ("x" * 300)) == "File name too long"


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there is no folder of the kernel's")
def test_a_folder_that_takes_no_files_is_refused_whatever_its_permissions_say() -> None:
    # Whoever may do anything, as the tests of a container may, can make no file there either.
    message = problem_of(Path("/proc/run.npz"))
    assert message.startswith("nothing can be written to the folder /proc (")


def test_a_file_that_is_protected_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_text("before")
    path.chmod(0o444)
    if os.access(path, os.W_OK):
        pytest.skip("who runs this may write to everything")
    assert problem_of(path) == "is there, and is protected against writing"


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


def test_what_killed_writes_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    left = [tmp_path / f".chainrule-{name}.abcd1234.part" for name in ("run.npz", "other.png")]
    foreign = [tmp_path / ".chainrule-notes.part", tmp_path / "run.npz.abcd1234.part"]
    for path in [*left, *foreign]:
        path.write_bytes(b"half")
    replace_file(tmp_path / "run.npz", lambda file: file.write(b"whole"))
    there = sorted(path.name for path in tmp_path.iterdir())
    assert there == sorted(["run.npz", *(path.name for path in foreign)])


def test_what_another_process_is_writing_stays(tmp_path: Path) -> None:
    def write_another(file: BinaryIO) -> None:
        file.write(b"one")
        replace_file(tmp_path / "two", lambda other: other.write(b"two"))

    replace_file(tmp_path / "one", write_another)
    assert (tmp_path / "one").read_bytes() == b"one"
    assert (tmp_path / "two").read_bytes() == b"two"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_private_file_stays_private(tmp_path: Path) -> None:
    path = tmp_path / "private"
    path.write_bytes(b"before")
    path.chmod(0o600)
    replace_file(path, lambda file: file.write(b"after"))
    assert path.stat().st_mode & 0o777 == 0o600
