"""How often a digit that a person brings gets the answer that the original gets.

    python tests/benchmarks/own_digits.py [SCENARIO=PARAMETERS ...]

200 test digits in each size, inverted and not, shifted and not, as PNG and as JPEG. Without
parameters the networks are trained first, by ``chainrule train``, which takes minutes.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from PySide6.QtGui import QGuiApplication

from engine.scenario import find_scenario
from engine.training import load_parameters
from own_digits import SIDES, WAYS, agreements

LEAST = {"mnist-800": 0.98, "mnist-16-16": 0.93}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parameters", nargs="*", help="SCENARIO=FILE of trained parameters")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--sides", type=int, nargs="+", default=SIDES, help="sizes in pixels")
    options = parser.parse_args()
    files = dict(pair.split("=", 1) for pair in options.parameters)
    _ = QGuiApplication([])
    names = [name for name in LEAST if not files or name in files]
    networks = [_trained(name, files.get(name)) for name in names]
    found = {name: [] for name in names}
    for side, way, shares in agreements(networks, options.count, options.sides):
        for name, share in zip(names, shares, strict=True):
            found[name].append(share)
            if way == WAYS[-1]:
                last = found[name][-len(WAYS) :]
                means = f"{sum(last) / len(last):.2%} ({min(last):.1%} to {max(last):.1%})"
                print(f"{name}, {side} px: {means}", flush=True)
    totals = {name: sum(shares) / len(shares) for name, shares in found.items()}
    for name, total in totals.items():
        pictures = len(found[name]) * options.count
        print(f"{name}: {total:.2%} of {pictures:,}, expected {LEAST[name]:.0%}")
    return 0 if all(total >= LEAST[name] for name, total in totals.items()) else 1


def _trained(name, path):
    """Return trained parameters, from a file or trained now."""
    scenario = find_scenario(name)
    if path is not None:
        return load_parameters(path, scenario)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / f"{name}.npz")
        code = "import sys; from app.cli import main; sys.exit(main())"
        subprocess.run([sys.executable, "-c", code, "train", name, "--save", path], check=True)
        return load_parameters(path, scenario)


if __name__ == "__main__":
    sys.exit(main())
