"""Kill a training run at random instants and see that it always resumes to the same bits.

Run it as ``python tests/benchmarks/kill.py [SCENARIO] [KILLS] [EPOCHS]``.
"""

import random
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep

import numpy as np

from engine.scenario import find_scenario
from engine.training import load_parameters


def main(scenario: str = "mnist-16-16", kills: str = "20", epochs: str = "20") -> int:
    """Return the exit status: 0 where the parameters of both runs are equal."""
    dice = random.Random(20)
    with tempfile.TemporaryDirectory() as folder:
        straight, ended, checkpoint = (Path(folder, f"{name}.npz") for name in ("a", "b", "kept"))
        train = [sys.executable, "-m", "app", "train", scenario, "--epochs", epochs]
        began = perf_counter()
        subprocess.run([*train, "--save", str(straight)], check=True, capture_output=True)
        seconds = perf_counter() - began
        saving_often = [*train, "--every", "0.1", "--save", str(ended)]
        killed = finished = 0
        while killed < int(kills):
            how = "--resume" if checkpoint.exists() else "--checkpoint"
            process = subprocess.Popen(
                [*saving_often, how, str(checkpoint)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            sleep(dice.uniform(0.0, 0.25 * seconds))
            if process.poll() is None:
                process.kill()
                killed += 1
            elif process.returncode:
                print(process.stderr.read().decode() if process.stderr else "")
                return 1
            else:
                finished += 1
                checkpoint.unlink()
            process.communicate()
        how = "--resume" if checkpoint.exists() else "--checkpoint"
        subprocess.run([*saving_often, how, str(checkpoint)], check=True, capture_output=True)
        left = [file.name for file in Path(folder).iterdir() if file.suffix == ".part"]
        network = find_scenario(scenario)
        first, second = (load_parameters(path, network).flat for path in (straight, ended))
        equal = bool(np.array_equal(first, second))
    print(f"{killed} kills, {finished} runs that ended before: equal {equal}; left over {left}")
    return 0 if equal and not left else 1


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
