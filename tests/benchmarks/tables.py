"""Tables of strangers: how many are refused, and with which sentences.

Each table is read once for its last column, once for its first, and once for a column of words or
few numbers as the target, as somebody would who has the table before them, and is trained for two
epochs by `chainrule train`. What is printed at the end: the share that was refused, the refusals by
kind with an example each, and tracebacks, of which there must be none.

    python tests/benchmarks/tables.py FOLDER... [--tables 300] [--out runs.json] [--plan runs.json]

A plan is an earlier output: the same tables and targets are taken, so that two versions of the
program can be compared. Tables are CSV and TAB files, such as packages of data sets hold.
"""

import argparse
import contextlib
import hashlib
import io
import json
import random
import re
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path
from typing import Any

from app.cli import main as chainrule
from engine.data.tables.dialect import find_dialect
from engine.data.tables.text import read_rows, read_text
from engine.errors import DatasetError
from engine.network.data_specs import TableSpec

ENDINGS = (".csv", ".tab", ".tsv", ".txt", ".data", ".csv.gz")
MOST_BYTES = 3_000_000
LOOKED_AT = 3000
FRACTION = re.compile(r"-?\d*\.\d+")
FEW = 20
MANY = 10
DROP = 'unknown_rows = "drop"'

SCENARIO = """format = 1
id = "table"
title = "Table"
[network]
[[network.layers]]
units = 8
activation = "relu"
[[network.layers]]
activation = "linear"
[loss]
name = "mean-squared-error"
[data]
dataset = {{ file = {file}, target = {target}{keys} }}
[training]
learning_rate = 0.01
epochs = 2
"""


def tables_in(folders: list[Path], count: int, seed: int) -> list[Path]:
    """Return some of the tables in folders, none of them twice."""
    found = sorted(
        file
        for folder in folders
        for file in folder.rglob("*")
        if file.name.lower().endswith(ENDINGS) and 0 < file.stat().st_size <= MOST_BYTES
    )
    random.Random(seed).shuffle(found)
    seen: set[str] = set()
    chosen: list[Path] = []
    for file in found:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        if digest not in seen and len(chosen) < count:
            seen.add(digest)
            chosen.append(file)
    return chosen


def plan_of(file: Path) -> list[dict[str, Any]]:
    """Return the runs over a table: targets by number with what a person would call them."""
    try:
        text = read_text(file)
        dialect = find_dialect(text, TableSpec(str(file), 1))
        rows = [row for _, row in islice(read_rows(text, dialect.separator), LOOKED_AT)]
    except DatasetError as error:
        # No column could be named: the refusal is all there is.
        return [{"file": str(file), "target": 1, "task": "classification", "early": str(error)}]
    width = len(dialect.names)
    body = [row for row in rows[1:] if len(row) == width]
    columns = {at: [row[at].strip() for row in body] for at in range(width)}
    sensible = [at for at in range(width) if is_target(columns[at])] or [width - 1]
    chosen = {sensible[-1], sensible[0]}
    words = [at for at in range(width) if 1 < len(set(columns[at]) - {"", "NA"}) <= FEW]
    chosen |= set(random.Random(str(file)).sample(words, 1)) if words else set()
    return [
        {"file": str(file), "target": at + 1, "task": task_of(columns[at])} for at in sorted(chosen)
    ]


def is_target(column: list[str]) -> bool:
    """Return whether somebody would predict a column: not names, row numbers or constants."""
    if len(column) > 1 and len(set(column)) == 1:
        return False
    if task_of(column) == "regression":
        return len(set(column)) < len(column) or any(map(FRACTION.fullmatch, column))
    return 2 * len(set(column)) <= len(column)


def task_of(column: list[str]) -> str:
    """Return what somebody would call a column that they look at."""
    known = [value for value in column if value not in {"", "NA", "?"}]
    numbers = [value for value in known if re.fullmatch(r"-?\d*\.?\d+(e[+-]?\d+)?", value, re.I)]
    return (
        "regression" if len(numbers) == len(known) and len(set(known)) > MANY else "classification"
    )


def run(entry: dict[str, Any], keys: str) -> dict[str, Any]:
    """Train on a table; return the run with its status, sentence and seconds."""
    text = SCENARIO.format(
        file=json.dumps(entry["file"]), target=entry["target"], keys=keys.format(**entry)
    )
    out, err = io.StringIO(), io.StringIO()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        scenario = Path(folder) / "s.toml"
        scenario.write_text(text, encoding="utf-8")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = chainrule(["train", str(scenario), "--json"])
            except SystemExit as left:
                status = int(left.code or 0)
            except Exception:
                status = -1
                err.write(traceback.format_exc())
    seconds = round(time.perf_counter() - began, 2)
    said = err.getvalue().strip().splitlines()
    return entry | {"status": status, "said": said[-1] if said else "", "seconds": seconds}


def followed(entry: dict[str, Any], keys: str) -> dict[str, Any]:
    """Train as `run` does; where the refusal names the key for unknown targets, also with it."""
    first = run(entry, keys)
    if first["status"] == 1 and DROP in first["said"]:
        return run(entry, f"{keys}, {DROP}") | {"first": first["said"]}
    return first


def kind_of(entry: dict[str, Any]) -> str:
    """Return a refusal without the names, numbers and fields that are this table's own."""
    said = entry["said"].split(entry["file"])[-1]
    said = re.sub(r"column .*?: ", "column …: ", said)
    said = re.sub(r"'.*?'|\".*?\"", "'…'", said)
    return re.sub(r"\d[\d,]*", "N", said).strip(": ")[:150]


def report(runs: list[dict[str, Any]]) -> None:
    """Print what became of the runs."""
    tables = {entry["file"] for entry in runs}
    statuses = Counter(entry["status"] for entry in runs)
    refused = [entry for entry in runs if entry["status"] not in (0, 3)]
    whole = {e["file"] for e in refused} - {e["file"] for e in runs if e["status"] in (0, 3)}
    print(f"{len(runs):,} runs over {len(tables):,} tables; statuses {dict(statuses)}")
    asked = sum("first" in entry for entry in runs)
    print(f"asked to say what becomes of unknown targets: {asked:,} runs, then with {DROP}")
    print(f"refused: {len(refused):,} runs, {100 * len(refused) / len(runs):.1f} %")
    share = 100 * len(whole) / len(tables)
    print(f"tables of which every run was refused: {len(whole)}, {share:.1f} %")
    print(f"tracebacks: {statuses[-1]}; slowest run {max(e['seconds'] for e in runs):.1f} s")
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in refused:
        kinds[kind_of(entry)].append(entry)
    for kind, entries in sorted(kinds.items(), key=lambda item: -len(item[1])):
        print(f"{len(entries):5d}  {kind}")
        print(f"       e.g. {Path(entries[0]['file']).name}: {entries[0]['said'][-200:]}")


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--tables", type=int, default=300)
    parser.add_argument("--seed", type=int, default=8, help="chooses the tables")
    parser.add_argument("--plan", type=Path, help="an earlier output, whose runs are repeated")
    parser.add_argument("--out", type=Path)
    parser.add_argument(
        "--keys", default="", help="further keys of the data set, such as 'task = \"{task}\"'"
    )
    arguments = parser.parse_args()
    if arguments.plan:
        plan = json.loads(arguments.plan.read_text(encoding="utf-8"))
        plan = [{key: entry[key] for key in ("file", "target", "task")} for entry in plan]
    else:
        files = tables_in(arguments.folders, arguments.tables, arguments.seed)
        plan = [entry for file in files for entry in plan_of(file)]
    keys = f", {arguments.keys}" if arguments.keys else ""
    runs = [followed(entry, keys) for entry in plan]
    if arguments.out:
        arguments.out.write_text(json.dumps(runs, indent=1), encoding="utf-8")
    report(runs)


if __name__ == "__main__":
    main()
