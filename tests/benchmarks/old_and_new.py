"""Compare what two versions of the program print, byte for byte.

The other version stands in an environment of its own on the same machine, as results of NumPy
differ between processors:

    .venv/bin/python tests/benchmarks/old_and_new.py OTHER/.venv/bin/python [--count 300]

Every shipped scenario and random ones (of every activation, loss, optimiser and option) go through
``trace``, ``trace --json`` and ``check --json`` in both, the shipped recipes for one epoch through
``train --json`` (``--epochs``; 0 leaves them out), where only times and speeds may differ. Printed
are how many outputs are equal, and the first difference of each that is not.
"""

import argparse
import contextlib
import io
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

MEASURED = ("seconds", "samples_per_second")
"""What a run says of the machine."""

SHOWN = 110


def child(folder: Path) -> None:
    """Run every command that ``commands.json`` names and keep what each prints."""
    from app.cli import main

    for number, command in enumerate(json.loads((folder / "commands.json").read_text())):
        out, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            status = main(command)
        text = f"{out.getvalue()}\n{errors.getvalue()}\nstatus {status}\n"
        (folder / sys.argv[3] / f"{number}.txt").write_text(text, encoding="utf-8")


def write_scenarios(folder: Path, count: int, seed: int) -> list[str]:
    """Write random scenarios and return their paths."""
    sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]
    from networks import random_scenario
    from numpy.random import default_rng

    from engine.scenario import dump_scenario

    generator, paths = default_rng(seed), []
    for number in range(count):
        path = folder / f"random-{number}.toml"
        path.write_text(dump_scenario(random_scenario(generator)), encoding="utf-8")
        paths.append(path.name)
    return paths


def commands(shipped: list[str], random_ones: list[str], epochs: int) -> list[list[str]]:
    """Return every command line to run."""
    made = [["trace", word] for word in [*shipped, *random_ones]]
    made += [["trace", word, "--json"] for word in [*shipped, *random_ones]]
    made += [["check", word, "--json"] for word in [*shipped, *random_ones]]
    if epochs:
        made += [["train", word, "--json", "--epochs", str(epochs)] for word in shipped]
    return made


def unmeasured(text: str) -> str:
    """Return what was printed without what a run says of the machine."""
    lines = []
    for line in text.splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            lines.append(line)
            continue
        if isinstance(found, dict):
            found = {key: value for key, value in found.items() if key not in MEASURED}
        lines.append(json.dumps(found, ensure_ascii=False))
    return "\n".join(lines)


def first_difference(old: str, new: str) -> str:
    """Return the first place where two texts differ, or nothing."""
    at = next((k for k, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    if at is None:
        return "" if len(old) == len(new) else f"one ends after {min(len(old), len(new)):,} letters"
    begin = max(0, at - SHOWN // 2)
    return f"\n    old …{old[begin : at + SHOWN]!r}\n    new …{new[begin : at + SHOWN]!r}"


def main() -> int:
    """Return the exit status: 0 where everything is equal."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("other", help="the interpreter of the other version's environment")
    parser.add_argument("--count", type=int, default=300, help="of random scenarios")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=1, help="of every shipped recipe")
    parser.add_argument("--shipped", nargs="+", help="ids of shipped scenarios, instead of all")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        random_ones = write_scenarios(folder, chosen.count, chosen.seed)
        from engine.scenario import list_scenarios

        every = commands(chosen.shipped or list(list_scenarios()), random_ones, chosen.epochs)
        (folder / "commands.json").write_text(json.dumps(every))
        running = []
        for version, python in (("old", chosen.other), ("new", sys.executable)):
            (folder / version).mkdir()
            line = [python, str(Path(__file__).resolve()), "--child", str(folder), version]
            running.append(subprocess.Popen(line, cwd=folder))
        statuses = [process.wait() for process in running]
        if any(statuses):
            print("one of the two ended early")
            return 1
        return report(folder, every)


def report(folder: Path, every: list[list[str]]) -> int:
    """Print what differs between the two versions."""
    equal, total = Counter[str](), Counter[str]()
    for number, command in enumerate(every):
        kind = " ".join([command[0], *command[2:3]])
        old, new = (
            unmeasured((folder / version / f"{number}.txt").read_text(encoding="utf-8"))
            for version in ("old", "new")
        )
        total[kind] += 1
        equal[kind] += old == new
        if old != new:
            print(f"{' '.join(command)}: {first_difference(old, new)}")
    for kind, count in total.items():
        print(f"{kind:14} {equal[kind]:4} of {count} equal")
    return 0 if equal == total else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        # The modules of the environment, not those beside this file.
        del sys.path[0]
        child(Path(sys.argv[2]))
    else:
        sys.exit(main())
