"""Machine code is kept on disk, and only as long as it is that of these sources."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from numba.core.caching import FunctionCache

from engine.compiled import compiling

ROOT = Path(__file__).parents[2]
DOUBLE = """
import sys
from engine.compiled import compiling
compiling._sources = lambda: sys.argv[1]
def double(x):
    return 2 * x
double = compiling.entry(double)
print(double(4), sum(double.stats.cache_hits.values()))
"""


def doubled(folder, sources):
    """Run the same small kernel in a process of its own: its result, and whether it was kept."""
    script = folder / "double.py"
    if not script.exists():
        script.write_text(DOUBLE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), sources],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return done.stdout.split()


def test_kept_code_is_used_until_any_source_changes(tmp_path):
    assert doubled(tmp_path, "before") == ["8", "0"]
    assert doubled(tmp_path, "before") == ["8", "1"]
    assert doubled(tmp_path, "after") == ["8", "0"]


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize("length", [0, 40])
def test_damaged_files_are_compiled_anew(tmp_path, kind, length):
    assert doubled(tmp_path, "before") == ["8", "0"]
    for file in (tmp_path / "__pycache__").glob(f"*.{kind}"):
        file.write_bytes(file.read_bytes()[:length])
    assert doubled(tmp_path, "before") == ["8", "0"]
    assert doubled(tmp_path, "before") == ["8", "1"]


def test_on_a_full_disk_kernels_are_still_compiled(monkeypatch):
    def refuse(self, *arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FunctionCache, "save_overload", refuse)
    assert compiling.entry(lambda x: x + 2)(2) == 4


def test_without_a_folder_to_write_kernels_are_still_compiled(monkeypatch):
    def refuse(function):
        raise RuntimeError("no locator available")

    monkeypatch.setattr(compiling, "_Cache", refuse)
    assert compiling.entry(lambda x: x + 1)(2) == 3


@pytest.mark.parametrize("module", ["engine.training", "app.cli", "app.viewmodels.training"])
def test_the_compiler_is_not_loaded_before_training(module):
    code = (
        f"import sys, {module}\nprint(sorted({{'numba', 'llvmlite', 'scipy'}} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
