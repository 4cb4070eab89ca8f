"""What is reached on held-out points of Explore within seconds after play is pressed.

    python tests/benchmarks/explore_accuracy.py [SEEDS] [--fast] [--only circle]

Run it alone on an idle machine. The window is Explore's own, without a screen, with the kernels
ready: the circle with 4-2 tanh units has 3 seconds, the spiral with 8-8 and x, y, sin x and sin y
has 5. Points, starting weights and order are drawn from the same seed. Play goes at its usual
speed of 30 epochs a second; with --fast as fast as it goes.
"""

import argparse
import math
import re
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

import resources
from app.explore.pane import ExplorePane
from app.window.main_window import MainWindow
from explore_frames import open_explore, wait, wait_until_ready

SECONDS = {"circle": 3.0, "spiral": 5.0}
ENOUGH = 0.95


def scenario_file(name: str, seed: int, folder: Path) -> Path:
    """Write the scenario of a name with everything drawn from a seed; return the file."""
    text = resources.file("scenarios", f"explore-{name}.toml").read_text(encoding="utf-8")
    text, points = re.subn(r"(size = 500, seed = )\d+", rf"\g<1>{seed}", text)
    text, weights = re.subn(r"(\[network\]\nseed = )\d+", rf"\g<1>{seed}", text)
    text, order = re.subn(r"\[training\]\n", rf"\g<0>seed = {seed}\n", text)
    assert (points, weights, order) == (1, 1, 1)
    path = folder / f"{name}-{seed}.toml"
    path.write_text(text.replace(f"explore-{name}", path.stem), encoding="utf-8")
    return path


def held_out_accuracy(
    window: MainWindow, pane: ExplorePane, path: Path, seconds: float
) -> tuple[float, int, float]:
    """Open a scenario, play for so long; return what was reached, epochs and seconds."""
    model = pane.model
    window.open_word(str(path))
    wait_until_ready(pane)
    wait(0.3)
    began = time.perf_counter()
    window.actions_["play"].trigger()
    assert model.is_playing
    wait(seconds)
    reached = model.scores.held_out_accuracy, model.epoch, time.perf_counter() - began
    window.actions_["play"].trigger()
    return reached


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("seeds", type=int, nargs="?", default=20)
    parser.add_argument("--fast", action="store_true", help="as fast as it goes")
    parser.add_argument("--only", choices=tuple(SECONDS))
    chosen = parser.parse_args()
    names = [chosen.only] if chosen.only else list(SECONDS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        window, pane = open_explore(scenario_file(names[0], 0, folder), folder)
        if chosen.fast:
            pane.model.set_speed(math.inf)
        for kind in names:
            found = []
            for seed in range(chosen.seeds):
                path = scenario_file(kind, seed, folder)
                found.append(held_out_accuracy(window, pane, path, SECONDS[kind]))
                accuracy, epochs, seconds = found[-1]
                after = f"after {epochs:,} epochs, {seconds:.2f} s"
                print(f"{kind}, seed {seed}: {100 * accuracy:.1f} % {after}")
            shares = sorted(share for share, *_ in found)
            enough = sum(share >= ENOUGH for share in shares)
            print(
                f"{kind} after {SECONDS[kind]:g} s: least {100 * shares[0]:.1f} %, median "
                f"{100 * shares[len(shares) // 2]:.1f} %; at least {100 * ENOUGH:.0f} % with "
                f"{enough} of {len(shares)} seeds",
                flush=True,
            )
        window.close()


if __name__ == "__main__":
    main()
