"""The window's layout comes to rest at every size, of which layout_sweep.py tries some."""

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "layout_sweep.py"


@pytest.mark.parametrize(
    ("scenario", "page", "scale"),
    [("mnist-16-16", "train", 1.0), ("mnist-16-16", "parameters", 1.25), ("own", "trained", 1.5)],
)
def test_the_layout_settles_at_every_size(scenario, page, scale, capsys):
    # In a process of its own: a layout that never settles ends it with a stack overflow.
    spec = importlib.util.spec_from_file_location("layout_sweep", SCRIPT)
    sweep = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sweep)
    tried, faults = sweep.one_page(scenario, page, scale, 12, 7)
    assert tried >= 12
    assert faults == 0, capsys.readouterr().out
