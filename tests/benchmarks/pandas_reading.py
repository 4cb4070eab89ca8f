"""A sample of tables as the program reads them beside what pandas makes of them.

Rows, columns, which columns hold numbers, and the target's values of all rows are compared. Pandas
is no part of the program: name a Python that has it.

    python tests/benchmarks/pandas_reading.py PYTHON FOLDER... [--tables 20]
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from engine.data.library import open_dataset
from engine.data.table_source import TableSource
from engine.data.tables.fields import UNKNOWNS
from engine.errors import DatasetError
from engine.network.data_specs import TableSpec

ENDINGS = (".csv", ".tab", ".tsv")
MOST_BYTES = 2_000_000
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "blank": r"\s+"}
DIGITS = 9

# Runs under the other Python: a list of [file, separator, decimal, header rows, target] comes in.
PANDAS = """
import json, sys
import pandas
from pandas.api.types import is_bool_dtype, is_numeric_dtype

asked = json.load(sys.stdin)
found = []
for file, separator, decimal, header, target in asked["tables"]:
    read = pandas.read_csv(
        file, sep=separator, decimal=decimal, header=0 if header else None,
        skiprows=range(1, header) if header > 1 else None,
        na_values=asked["unknowns"], keep_default_na=False, skipinitialspace=True,
        engine="python", skip_blank_lines=True,
    )
    if not isinstance(read.index, pandas.RangeIndex):
        # Names of rows, which the header says nothing of.
        read = read.reset_index()
    read = read.dropna(how="all")
    # Rows whose target is unknown are left out.
    read = read[read.iloc[:, target].notna()]
    columns = [read.iloc[:, at] for at in range(read.shape[1])]
    numbers = [bool(is_numeric_dtype(c) and not is_bool_dtype(c)) for c in columns]
    values = columns[target].tolist()
    found.append({"rows": len(read), "numbers": numbers, "values": [str(v) for v in values]})
json.dump(found, sys.stdout)
"""


def ours(file: Path, target: int) -> dict[str, Any] | None:
    """Return what the program reads, or None where it refuses."""
    try:
        source = open_dataset(TableSpec(str(file), target + 1))
    except DatasetError:
        return None
    if not isinstance(source, TableSource) or source.reading is None:
        return None
    values = [*source.train.target.tolist(), *source.test.target.tolist()]
    words = [source.classes[int(v)] if source.classes else repr(float(v)) for v in values]
    reading = source.reading
    return {
        "rows": source.total_rows,
        "kinds": [column.kind for column in reading.columns],
        "values": words,
        "ask": [
            str(file), SEPARATORS[reading.separator], reading.decimal, reading.header_rows, target,
        ],
    }  # fmt: skip


def counted(values: list[str]) -> Counter[str]:
    """Return how often each value occurs; numbers count as numbers, however they are written."""

    def one(value: str) -> str:
        try:
            return f"{float(value):.{DIGITS}g}"
        except ValueError:
            return value.strip()

    return Counter(map(one, values))


def differences(read: dict[str, Any], pandas: dict[str, Any]) -> list[str]:
    """Return in which respects two readings of a table differ."""
    found = []
    if read["rows"] != pandas["rows"]:
        found.append(f"rows {read['rows']} and {pandas['rows']}")
    if len(read["kinds"]) != len(pandas["numbers"]):
        return [*found, f"columns {len(read['kinds'])} and {len(pandas['numbers'])}"]
    # The second of Orange's three lines says that numbers are words, which pandas does not read.
    typed = read["ask"][3] > 1
    for at, (kind, number) in enumerate(zip(read["kinds"], pandas["numbers"], strict=True)):
        if kind == "words" and typed:
            continue
        if kind in ("number", "words", "date") and (kind == "number") != number:
            found.append(f"column {at + 1} {kind} and {'number' if number else 'words'}")
    if counted(read["values"]) != counted(pandas["values"]):
        found.append("other targets")
    return found


def main() -> int:
    """Compare; the exit status is 0 where all agree."""
    parser = argparse.ArgumentParser()
    parser.add_argument("python")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--tables", type=int, default=20)
    arguments = parser.parse_args()
    files = sorted(
        file
        for folder in arguments.folders
        for file in folder.rglob("*")
        if file.name.lower().endswith(ENDINGS) and 0 < file.stat().st_size <= MOST_BYTES
    )
    random.Random(33).shuffle(files)
    reads: list[dict[str, Any]] = []
    for file in files:
        read = next(filter(None, (ours(file, at) for at in (2, 1))), None)
        reads += [read] if read else []
        if len(reads) == arguments.tables:
            break
    asked = {"tables": [read["ask"] for read in reads], "unknowns": unknowns()}
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "read.py"
        script.write_text(PANDAS, encoding="utf-8")
        command = [arguments.python, str(script)]
        done = subprocess.run(
            command, input=json.dumps(asked), capture_output=True, text=True, check=False
        )
    if done.returncode:
        print(done.stderr[-2000:])
        return 2
    wrong = 0
    for read, pandas in zip(reads, json.loads(done.stdout), strict=True):
        found = differences(read, pandas)
        wrong += bool(found)
        rows, columns = read["rows"], len(read["kinds"])
        verdict = "; ".join(found) or "equal"
        print(f"{Path(read['ask'][0]).name:32s} {rows:6,} rows {columns:3} columns  {verdict}")
    print(f"{len(reads) - wrong} of {len(reads)} tables equal")
    return int(wrong > 0)


def unknowns() -> list[str]:
    """Return the words for unknown in the cases that files have them in."""
    return sorted({w for word in UNKNOWNS for w in (word, word.upper(), word.title(), "NaN")})


if __name__ == "__main__":
    sys.exit(main())
