"""How long reading hostile formulas takes: 1 ms at the 99th percentile, 50 ms at most each.

    python tests/benchmarks/formulas.py [COUNT]

Measured in the thread's own time; a million texts by default.
"""

import gc
import sys
import time
from array import array
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from hostile import hostile

from engine.errors import FormulaError
from engine.expressions.parsing import parse


def main() -> int:
    """Read the texts and say how long it took; fail where a bound does not hold."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    took, slowest, read = array("d"), (0.0, ""), 0
    gc.disable()
    for text in islice(hostile(7), count):
        start = time.thread_time()
        try:
            parse.__wrapped__(text, ("z",))
            read += 1
        except FormulaError:
            pass
        took.append(time.thread_time() - start)
        if took[-1] > slowest[0]:
            slowest = took[-1], text
    ordered = sorted(took)
    middle, late = (ordered[int(share * (count - 1))] for share in (0.5, 0.99))
    print(f"{count:,} texts, {read:,} of them formulas")
    print(f"median {middle * 1e3:.3f} ms, 99th percentile {late * 1e3:.3f} ms")
    print(f"longest {slowest[0] * 1e3:.3f} ms: {slowest[1]!r}")
    return 0 if late <= 1e-3 and slowest[0] <= 0.05 else 1


if __name__ == "__main__":
    sys.exit(main())
