"""How often a digit that a person brings gets the answer that the original gets.

    python tests/benchmarks/own_digits.py [SCENARIO=PARAMETERS ...]

200 test digits in each size, inverted and not, shifted and not, as PNG and as JPEG. Without
parameters the networks are trained first, by ``chainrule train``, which takes minutes.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from PySide6.QtGui import QGuiApplication

from engine.scenario import find_scenario
from engine.training import load_parameters
from own_digits import SIDES, WAYS, agreement

LEAST = {"mnist-800": 0.98, "mnist-16-16": 0.93}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parameters", nargs="*", help="SCENARIO=FILE of trained parameters")
    parser.add_argument("--count", type=int, default=200)
    options = parser.parse_args()
    files = dict(pair.split("=", 1) for pair in options.parameters)
    _ = QGuiApplication([])
    good = True
    for name, least in LEAST.items():
        if files and name not in files:
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = files.get(name) or str(Path(folder) / f"{name}.npz")
            if name not in files:
                code = "import sys; from app.cli import main; sys.exit(main())"
                command = [sys.executable, "-c", code, "train", name, "--save", path]
                subprocess.run(command, check=True)
            parameters = load_parameters(path, find_scenario(name))
        found = agreement(parameters, options.count)
        for side in SIDES:
            shares = [found[side, way] for way in WAYS]
            print(f"{name}, {side} px: {min(shares):.1%} to {max(shares):.1%}", flush=True)
        total = sum(found.values()) / len(found)
        print(f"{name}: {total:.2%} of {len(found) * options.count:,}, expected {least:.0%}")
        good &= total >= least
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
