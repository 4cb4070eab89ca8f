"""Do random things to the window for hours and see that nothing breaks.

Run it from the environment Chainrule is installed in:

    .venv/bin/python tests/benchmarks/monkey.py [--actions 100000] [--seeds 20] [--log FILE]

Every seed is a process of its own, without a screen, with a home folder of its own. One line a
seed says how it ended; the log is JSON and holds the last 50 actions of each seed that failed.
``--only SEED`` repeats one; ``--mode explore`` or ``lessons`` stays in that mode most of the time,
with ``--stay`` always.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

from random_actions.watching import GROWTH, last_actions

LAST = 50


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--actions", type=int, default=100_000, help="of all seeds together")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--only", type=int, help="this seed alone")
    parser.add_argument("--log", type=Path, default=Path("monkey.json"))
    parser.add_argument("--hang", type=int, default=30, help="seconds that an action may take")
    parser.add_argument("--cache", type=Path, help="for compiled kernels; else a new one")
    parser.add_argument(
        "--mode", default="", help="the mode that most are done in: explore, lessons"
    )
    parser.add_argument("--stay", action="store_true", help="in that mode, all the time")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def environment(folder: Path, cache: Path) -> dict[str, str]:
    """Return the surroundings of one seed: no screen, nothing of the person's own."""
    screen = folder / "screens.json"
    screen.write_text(
        json.dumps({"screens": [{"name": "s", "x": 0, "y": 0, "width": 1920, "height": 1080}]})
    )
    own = {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CACHE_HOME": str(cache),
        "QT_QPA_PLATFORM": f"offscreen:configfile={screen}",
        "PYTHONFAULTHANDLER": "1",
    }
    return {**os.environ, **own}


def run_seed(seed: int, actions: int, chosen: argparse.Namespace, cache: Path) -> dict[str, object]:
    """Run one seed to its end and return what came of it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        command = [sys.executable, __file__, "--only", str(seed), "--actions", str(actions)]
        command += ["--hang", str(chosen.hang), "--mode", chosen.mode]
        command += ["--stay"] * chosen.stay
        began = time.monotonic()
        with (folder / "stderr.txt").open("w") as errors:
            done = subprocess.run(
                [*command, "--child", str(folder)],
                stdout=errors,
                stderr=errors,
                cwd=folder,
                env=environment(folder, cache),
                check=False,
            )
        report = folder / "report.json"
        result = json.loads(report.read_text()) if report.exists() else {"findings": []}
        if done.returncode:
            said = (folder / "stderr.txt").read_text(errors="replace").splitlines()
            kind = ended(done.returncode)
            result["findings"].append({"kind": kind, "text": "\n".join(said[-120:])})
        if result["findings"]:
            result["last"] = last_actions(folder, LAST)
    return {"seed": seed, "seconds": round(time.monotonic() - began), **result}


def ended(status: int) -> str:
    """Return what an exit status other than 0 means."""
    if status < 0:
        return f"crash ({signal.Signals(-status).name})"
    return "hang or exit with status " + str(status)


def line(result: dict[str, object]) -> str:
    """Return the line that says how a seed ended."""
    findings = result["findings"]
    assert isinstance(findings, list)
    kinds = ", ".join(sorted({str(finding["kind"]) for finding in findings})) or "nothing found"
    counts = f"{result.get('actions', 0):,} actions in {result['seconds']} s"
    memory = f"memory {result.get('settled', 0)} → {result.get('end', 0)} MiB"
    return f"seed {result['seed']}: {kinds}; {counts}; {memory}"


def main() -> int:
    """Return the exit status: 0 where nothing was found."""
    chosen = options()
    if chosen.child is not None:
        # As the program does, before anything that begins a thread is loaded.
        from app.memory import keep_together

        keep_together()
        from random_actions.seed import run

        seed, folder = chosen.only, chosen.child
        return run(seed, chosen.actions, chosen.hang, folder, chosen.mode, stays=chosen.stay)
    seeds = range(chosen.first, chosen.first + chosen.seeds)
    if chosen.only is not None:
        seeds = range(chosen.only, chosen.only + 1)
    each = -(-chosen.actions // len(seeds))
    results = []
    with tempfile.TemporaryDirectory() as cache:
        for seed in seeds:
            folder = chosen.cache or Path(cache)
            results.append(run_seed(seed, each, chosen, folder))
            print(line(results[-1]), flush=True)
            chosen.log.write_text(json.dumps(results, indent=1, ensure_ascii=False))
    failed = [result for result in results if result["findings"]]
    print(f"{len(results) - len(failed)} of {len(results)} seeds found nothing", end="; ")
    print(f"at most {GROWTH:.0%} of growth allowed; log in {chosen.log}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
