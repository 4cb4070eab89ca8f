"""Whatever file is named, only an ordinary one is read, and nothing is waited for."""

import os
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from engine.data.library import load_dataset
from engine.errors import DatasetError, ScenarioError
from engine.files.regular import NotAFileError, open_regular
from engine.network.data_specs import ImageSpec, TableSpec
from engine.scenario import find_scenario, load_scenario
from engine.training import load_parameters

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes are named on POSIX only")


@pytest.fixture(params=["pipe", "folder", "device", "terminal", "socket"])
def no_file(request, tmp_path, monkeypatch):
    """Something that is no ordinary file, and what it is called."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "named"
    with ExitStack() as open_meanwhile:
        if request.param == "pipe":
            os.mkfifo(path)
        elif request.param == "folder":
            path.mkdir()
        elif request.param == "socket":
            open_meanwhile.enter_context(socket.socket(socket.AF_UNIX)).bind("named")
        elif request.param == "device":
            path.symlink_to("/dev/zero")
        else:
            ends = os.openpty()
            for end in ends:
                open_meanwhile.callback(os.close, end)
            path.symlink_to(os.ttyname(ends[1]))
        yield path, "device" if request.param == "terminal" else request.param


def test_every_reader_says_what_it_is(no_file, tmp_path):
    path, kind = no_file
    with pytest.raises(NotAFileError, match=f"is a {kind}"):
        open_regular(path)
    with pytest.raises(ScenarioError, match=f"named: is a {kind}; expected a scenario file"):
        load_scenario(path)
    for target in (path, path.with_suffix(".safetensors")):
        if target != path:
            path.rename(target)
        with pytest.raises(ScenarioError, match=f": is a {kind}; expected a file"):
            load_parameters(target, find_scenario("xor"))
    target.rename(path)
    with pytest.raises(DatasetError, match=f"named: is a {kind}, expected a file"):
        load_dataset(TableSpec("named", "y"), tmp_path)
    (tmp_path / "labels").write_bytes(bytes((0, 0, 8, 1, 0, 0, 0, 2, 0, 1)))
    for spec in (ImageSpec("named", "labels"), ImageSpec("labels", "named")):
        with pytest.raises(DatasetError, match=f"named: is a {kind}, expected a file"):
            load_dataset(spec, tmp_path)


def test_a_pipe_that_takes_a_files_place_is_not_waited_for(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "named")
    (tmp_path / "ordinary").write_text("x")
    status = os.stat(tmp_path / "ordinary")
    monkeypatch.setattr(Path, "stat", lambda _path: status)
    with pytest.raises(NotAFileError, match="is a pipe"):
        open_regular(tmp_path / "named")
