"""Machine code is stored for its user alone, and used while its bytes and sources are right."""

import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from numba.core.compiler_lock import global_compiler_lock

from engine import kernels
from engine.compilation import store as code_store
from engine.compilation import stored_code
from engine.compilation.store import CodeStore
from engine.compilation.stored_code import stored
from engine.kernels import compiling

ROOT = Path(__file__).parents[3]
DOUBLE = """
import sys
from engine.compilation import store
from engine.compilation.stored_code import stored
from engine.kernels import compiling
store.sources_digest = lambda: sys.argv[1]
def double(x):
    return 2 * x
double = stored(compiling.entry(double))
print(double(4), sum(double.stats.cache_hits.values()))
"""
PREPARE = """
import sys, time
from engine.compilation import preparing
from engine.kernels import compiling
from engine.progress import listening
@compiling.compiled
def inner(x):
    return 2 * x
def outer(x):
    return inner(x) + 1
outer = compiling.entry(outer)
heard = []
with listening(lambda work, done: heard.append(done)):
    preparing.prepare(outer, 4)
print(outer(4), len(heard) > 0, sum(outer.stats.cache_hits.values()))
"""
posix = pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have owners on POSIX")


def run(folder, script, *arguments):
    """Run a script with a store of its own in this folder, and return the words it prints."""
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    home = {"XDG_CACHE_HOME": str(folder), "LOCALAPPDATA": str(folder), "HOME": str(folder)}
    return subprocess.run(
        [sys.executable, str(file), *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **home},
    ).stdout.split()


def code_files(folder):
    return sorted(folder.rglob("*.code"))


def test_stored_code_is_used_until_any_source_changes(tmp_path):
    assert run(tmp_path, DOUBLE, "before") == ["8", "0"]
    assert run(tmp_path, DOUBLE, "before") == ["8", "1"]
    assert run(tmp_path, DOUBLE, "after") == ["8", "0"]


class Context:
    """Notes whether the lock is held in which Numba's registries are read."""

    def __init__(self):
        self.locked = []

    def refresh(self):
        self.locked.append(global_compiler_lock.is_locked())

    def codegen(self):
        self.locked.append(global_compiler_lock.is_locked())
        return self

    def magic_tuple(self):
        return ("a processor",)


def test_looking_for_code_and_loading_it_in_two_threads_is_one_after_the_other():
    def double(x):
        return 2 * x

    context, kernel = Context(), stored(compiling.entry(double))
    assert not kernel._cache.holds("(int64,)", context)
    assert context.locked == [True, True]
    assert not global_compiler_lock.is_locked()


def test_the_digest_of_the_sources_covers_the_whole_folder(tmp_path, monkeypatch):
    before = code_store.sources_digest()
    folder = tmp_path / "kernels"
    shutil.copytree(kernels.__path__[0], folder)
    monkeypatch.setattr(kernels, "__path__", [str(folder)])
    assert code_store.sources_digest() == before
    digests = {before}
    (folder / "views.py").rename(folder / "view.py")
    digests.add(code_store.sources_digest())
    (folder / "below").mkdir()
    for _ in range(2):
        with (folder / "below" / "more.py").open("a", encoding="utf-8") as file:
            file.write("\n")
        digests.add(code_store.sources_digest())
    assert len(digests) == 4


@pytest.mark.parametrize("damage", ["empty", "cut", "first", "middle", "last"])
def test_damaged_code_is_compiled_anew(tmp_path, damage):
    assert run(tmp_path, DOUBLE, "before") == ["8", "0"]
    (file,) = code_files(tmp_path)
    whole = bytearray(file.read_bytes())
    places = {"first": 0, "middle": len(whole) // 2, "last": -1}
    if damage in places:
        whole[places[damage]] ^= 1
    file.write_bytes(whole[: {"empty": 0, "cut": 400}.get(damage)])
    assert run(tmp_path, DOUBLE, "before") == ["8", "0"]
    assert run(tmp_path, DOUBLE, "before") == ["8", "1"]


def test_nothing_is_unpickled_whose_checksum_is_wrong(tmp_path):
    store = CodeStore(tmp_path / "a" / "b")
    store.save("one.code", b"whole")
    assert store.load("one.code") == b"whole"
    # Another piece of code under this name is not what was compiled for it.
    (store.folder / "two.code").write_bytes((store.folder / "one.code").read_bytes())
    assert store.load("two.code") is None


@posix
def test_the_folder_is_closed_to_others(tmp_path):
    store = CodeStore(tmp_path / "chainrule" / "kernels")
    for folder in (store.folder, store.folder.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    store.save("one.code", b"whole")
    assert stat.S_IMODE((store.folder / "one.code").stat().st_mode) == 0o600
    # What others may only have read is used, what they may have written is not.
    store.folder.chmod(0o755)
    assert CodeStore(store.folder).load("one.code") == b"whole"
    store.folder.chmod(0o777)
    again = CodeStore(store.folder)
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert again.load("one.code") is None


@posix
@pytest.mark.parametrize("part", ["chainrule", "kernels"])
@pytest.mark.parametrize("kind", ["link", "file", "another's"])
def test_a_folder_that_is_not_the_users_own_is_not_used(tmp_path, monkeypatch, part, kind):
    kernels = tmp_path / "chainrule" / "kernels"
    place = kernels if part == "kernels" else kernels.parent
    place.parent.mkdir(exist_ok=True, mode=0o700)
    if kind == "link":
        (tmp_path / "elsewhere").mkdir()
        place.symlink_to(tmp_path / "elsewhere")
    elif kind == "file":
        place.write_text("x", encoding="utf-8")
    else:
        place.mkdir()
        monkeypatch.setattr(os, "getuid", lambda: place.stat().st_uid + 1)
    store = CodeStore(kernels)
    assert store.folder is None
    assert store.problem.startswith("Compiled code is not stored, and is compiled anew each time: ")
    assert str(tmp_path) in store.problem
    store.save("one.code", b"x")
    assert store.load("one.code") is None
    assert not list((tmp_path / "elsewhere").glob("*"))


def test_without_a_store_kernels_are_still_compiled(monkeypatch, tmp_path):
    (tmp_path / "a").write_text("x", encoding="utf-8")
    monkeypatch.setattr(stored_code, "code_store", lambda: CodeStore(tmp_path / "a" / "b"))
    assert stored(compiling.entry(lambda x: x + 1))(2) == 3


def test_on_a_full_disk_kernels_are_still_compiled(monkeypatch, tmp_path):
    store = CodeStore(tmp_path / "a" / "b")
    monkeypatch.setattr(stored_code, "code_store", lambda: store)

    def refuse(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(code_store.tempfile, "mkstemp", refuse)
    assert stored(compiling.entry(lambda x: x + 2))(2) == 4
    assert not code_files(tmp_path)


def test_old_code_is_removed(tmp_path):
    store = CodeStore(tmp_path / "a" / "b")
    for number in range(40):
        store.save(f"{number}.code", b"x")
        os.utime(store.folder / f"{number}.code", (number, number))
    left = {int(file.stem) for file in code_files(tmp_path)}
    assert left == set(range(8, 40))


def test_a_store_is_complete_while_all_its_code_is_there(tmp_path):
    store = CodeStore(tmp_path / "a" / "b")
    store.save("one.code", b"x")
    assert not store.is_complete
    store.mark_complete(["one.code"])
    assert CodeStore(store.folder).is_complete
    (store.folder / "one.code").unlink()
    assert not store.is_complete


def test_preparing_compiles_once_and_says_how_far_it_is(tmp_path):
    assert run(tmp_path, PREPARE) == ["9", "True", "0"]
    assert run(tmp_path, PREPARE) == ["9", "False", "1"]


@posix
def test_another_process_that_compiles_is_waited_for(tmp_path):
    import fcntl

    store = CodeStore(tmp_path / "chainrule" / "kernels")
    with (store.folder / "compiling").open("wb") as lock:
        lock.write(b"0.5000")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        waits = "preparing._STALLED_SECONDS = 1.0\nbegan = time.monotonic()\nheard = []"
        ends = "\nprint(time.monotonic() - began > 1.0, 0.5 in heard)"
        words = run(tmp_path, PREPARE.replace("heard = []", waits) + ends)
    # It got no further, so that its turn was over.
    assert words == ["9", "True", "0", "True", "True"]
    assert len(code_files(tmp_path)) == 1


def test_processes_that_compile_at_once_leave_whole_code(tmp_path):
    file = tmp_path / "script.py"
    file.write_text(PREPARE, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path)}
    env |= {"LOCALAPPDATA": str(tmp_path)}
    command = [sys.executable, str(file)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, env=env) for _ in range(3)]
    ended = [process.communicate()[0].decode().split() for process in started]
    assert [words[0] for words in ended] == ["9"] * 3
    # One of them compiled, and the others have its code.
    assert sorted(words[2] for words in ended) == ["0", "1", "1"]
    assert len(code_files(tmp_path)) == 1
    assert run(tmp_path, PREPARE)[2] == "1"


def test_compiling_ahead_ends_with_the_process_that_began_it(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "engine.training.compile_all"],
        stdin=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)},
    )
    time.sleep(2)
    assert process.poll() is None
    process.stdin.close()
    assert process.wait(timeout=20) == 1


@pytest.mark.parametrize("module", ["engine.training", "app.cli", "app.models.training"])
def test_the_compiler_is_not_loaded_before_training(module):
    code = (
        f"import sys, {module}\nprint(sorted({{'numba', 'llvmlite', 'scipy'}} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
