"""Feed changed files of every kind to what reads them, and look for anything but a sentence.

Run it as ``python tests/benchmarks/mutate.py [--count N] [--kinds scenario,table,…] [--seed K]
[--workers W] [--keep FOLDER] [--only KIND:NUMBER]``. Every change follows from the seed, the kind
and its number alone, so that ``--only`` shows one again. The exit status is 1 after any finding:
a traceback, a crash, more than 10 seconds of the processor, a GiB more memory, or a file opened or
an address called that nobody named.
"""

import argparse
import multiprocessing
import os
import random
import resource
import signal
import sys
import tempfile
import threading
import traceback
import warnings
from collections import Counter
from pathlib import Path
from time import monotonic, process_time, sleep
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from app.faults import with_whole_errors
from engine.compilation.store import cache_folder

KINDS = ("scenario", "table", "import", "images", "npz", "safetensors", "checkpoint", "settings")
KINDS += ("lesson", "course")
MOST_SECONDS, MOST_BYTES = 10, 1 << 30
ADDRESS_SPACE = 12 << 30
"""Where a reader is stopped for good; what it really touches is measured."""

_WATCHED = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "pickle.find_class"}
_WATCHED |= {"urllib.Request", "os.fork", "os.forkpty", "shutil.move", "shutil.rmtree"}

_OPENING = {"open", "os.remove", "os.rename", "os.link"}


class Watch:
    """Notes what is opened or started while it is on."""

    def __init__(self, folder: Path) -> None:
        self.on = False
        self.found: list[str] = []
        self._reads = threading.current_thread()
        lib = Path(os.__file__).resolve().parent
        product = Path(__file__).resolve().parents[2]
        near = [folder, lib, *map(Path, sys.path), Path(sys.prefix), Path(sys.base_prefix)]
        # Compiled kernels are kept for every process.
        near.append(cache_folder() / "chainrule" / "kernels")
        near += [product / name for name in ("app", "engine", "symbolic", "resources")]
        skip = {str(product), str(Path(__file__).parent), "", "."}
        self._allowed = tuple(f"{path}/" for path in map(str, near) if path not in skip)
        sys.addaudithook(self._take)

    def _take(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "ctypes.dlopen":
            # Numba opens the process itself, and its own library when it is first wanted.
            own = arguments[0] is None or str(arguments[0]).startswith(self._allowed)
            self.found += [] if own else [f"{event} {arguments!r}"[:200]]
        elif event == "pickle.find_class" and threading.current_thread() is not self._reads:
            return  # A thread that trains loads kernels.
        elif event in _WATCHED or event.startswith("socket."):
            self.found.append(f"{event} {arguments!r}"[:200])
        elif event in _OPENING and isinstance(arguments[0], str | bytes | os.PathLike):
            path = os.path.abspath(os.fsdecode(arguments[0]))
            if not path.startswith((*self._allowed, "/proc/self/", "/proc/cpuinfo")):
                self.found.append(f"opened {path}"[:200])

    def take_fault(self, kind: type, error: BaseException | None, where: Any) -> None:
        """Note what Qt called and nobody caught: it is raised to nobody."""
        if self.on:
            self.found.append("".join(traceback.format_exception(kind, error, where, limit=-6)))


def memory() -> tuple[int, int]:
    """Return the bytes of memory now, and the most since it was last counted anew."""
    found = dict.fromkeys(("VmRSS:", "VmHWM:"), 0)
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            words = line.split()
            if words[0] in found:
                found[words[0]] = int(words[1]) * 1024
    return found["VmRSS:"], found["VmHWM:"]


def changed(seeds: list[bytes], mutate: Any, kind: str, seed: int, number: int) -> bytes:
    """Return the changed file of a number."""
    dice = random.Random(f"{seed} {kind} {number}")
    return mutate(dice.choice(seeds), dice)


def work(kind_name: str, seed: int, numbers: range, at: Any, since: Any, results: Any) -> None:
    """Read some changed files, saying before each which it is."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    os.nice(5)
    warnings.simplefilter("error")
    import readers

    with tempfile.TemporaryDirectory(dir=_quick_folder()) as name:
        folder = Path(name)
        # What a stranger's file names is looked for from the folder of the process, too.
        os.chdir(folder)
        kind = readers.kind_of(kind_name, folder)
        path, counts, watch = folder / kind.file, Counter(), Watch(folder)
        signal.signal(signal.SIGPROF, _give_up)
        sys.excepthook = watch.take_fault
        sys.unraisablehook = lambda f: watch.take_fault(f.exc_type, f.exc_value, f.exc_traceback)
        threading.excepthook = sys.unraisablehook
        path.write_bytes(kind.seeds[0])
        kind.read(path)  # a good one: imports all that is needed
        for number in numbers:
            at.value = number
            path.write_bytes(changed(kind.seeds, kind.mutate, kind_name, seed, number))
            Path("/proc/self/clear_refs").write_text("5")
            before = memory()[0]
            since.value = process_time()
            problem = _read(kind.read, path, readers.REFUSALS, watch, counts)
            took, grown = process_time() - since.value, memory()[1] - before
            since.value = 0.0
            found = list(dict.fromkeys(watch.found))
            if took > MOST_SECONDS:
                found.append(f"took {took:.1f} s")
            if grown > MOST_BYTES:
                found.append(f"took {grown / 2**20:,.0f} MiB")
            found += [problem] if problem else []
            watch.found.clear()
            if took > 1:
                results.put(("slow", kind_name, number, f"took {took:.1f} s"))
            counts["slowest"] = max(counts["slowest"], round(1000 * took))
            counts["most MiB"] = max(counts["most MiB"], grown >> 20)
            if number % 500 == 499:
                so_far = f"{counts['refused']:,} refused, {counts['read']:,} read so far"
                results.put(("slow", kind_name, number, so_far))
            for each in found:
                results.put(("found", kind_name, number, each))
        results.put(("counts", kind_name, numbers.stop, dict(counts)))


def _read(read: Any, path: Path, refusals: Any, watch: Watch, counts: Counter[str]) -> str:
    """Read a file; return the traceback of what is no refusal."""
    signal.setitimer(signal.ITIMER_PROF, 2 * MOST_SECONDS)
    watch.on = True
    try:
        with_whole_errors(lambda: read(path))
        counts["read"] += 1
    except refusals as error:
        counts["refused"] += 1
        sentence = str(error)
        if "\n" in sentence or not sentence.isprintable() or len(sentence) > 2000:
            return f"no sentence: {sentence[:300]!r}"
    except BaseException:
        return traceback.format_exc(limit=-6)
    finally:
        watch.on = False
        signal.setitimer(signal.ITIMER_PROF, 0)
    return ""


def _give_up(*_: object) -> None:
    raise TimeoutError(f"more than {2 * MOST_SECONDS} seconds")


def _processor_seconds(process: int | None) -> float:
    """Return how long a process has worked; seconds of a clock count what others do, too."""
    try:
        words = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def _quick_folder() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Worker:
    """A process that reads a stretch of numbers, begun again behind whatever ends it."""

    def __init__(self, kind: str, seed: int, numbers: range, results: Any) -> None:
        self.kind, self._seed, self._numbers, self._results = kind, seed, numbers, results
        self._at = multiprocessing.Value("q", numbers.start - 1, lock=False)
        self._since = multiprocessing.Value("d", 0.0, lock=False)
        self._begin()

    def _begin(self) -> None:
        arguments = (self.kind, self._seed, self._numbers, self._at, self._since, self._results)
        self._process = multiprocessing.Process(target=work, args=arguments)
        self._process.start()

    def is_over(self) -> bool:
        """Look after the process; whether all its numbers have been read."""
        used = _processor_seconds(self._process.pid)
        hangs = self._since.value and used - self._since.value > 3 * MOST_SECONDS
        if hangs:
            self._process.kill()
            self._process.join()
        if self._process.is_alive():
            return False
        code = self._process.exitcode
        if code == 0:
            return True
        what = "hung in machine code" if hangs else f"ended the process with {code}"
        self._results.put(("found", self.kind, self._at.value, what))
        self._numbers = range(self._at.value + 1, self._numbers.stop)
        self._since.value = 0.0
        if self._at.value < self._numbers.start - 1 or not self._numbers:
            return True
        self._begin()
        return False


def run(options: argparse.Namespace) -> int:
    """Read everything, and report; return the exit status."""
    results: Any = multiprocessing.Queue()
    findings: dict[tuple[str, str], list[int]] = {}
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in options.kinds}
    stretch = max(1, min(2500, -(-options.count // options.workers)))
    waiting = [
        (kind, range(start, min(start + stretch, options.count)))
        for kind in options.kinds
        for start in range(0, options.count, stretch)
    ]
    working: list[Worker] = []
    began = monotonic()
    while waiting or working:
        while waiting and len(working) < options.workers:
            kind, numbers = waiting.pop(0)
            working.append(Worker(kind, options.seed, numbers, results))
        sleep(0.1)
        _drain(results, findings, counts)
        working = [worker for worker in working if not worker.is_over()]
    sleep(0.5)
    _drain(results, findings, counts)
    _report(options, findings, counts, monotonic() - began)
    return 1 if findings else 0


def _drain(results: Any, findings: Any, counts: Any) -> None:
    while not results.empty():
        what, kind, number, content = results.get()
        if what == "counts":
            for name, value in content.items():
                most = name in ("slowest", "most MiB")
                counts[kind][name] = (
                    max(counts[kind][name], value) if most else (counts[kind][name] + value)
                )
        elif what == "slow":
            print(f"{kind}:{number} {content}", flush=True)
        else:
            findings.setdefault((kind, _heading(content)), []).append(number)
            if len(findings[kind, _heading(content)]) == 1:
                print(f"{kind}:{number} {content.rstrip()}\n", flush=True)


def _heading(content: str) -> str:
    """Return what findings of one cause have in common: the error and where it was raised."""
    lines = content.strip().splitlines()
    places = [line.strip() for line in lines if line.strip().startswith("File ")]
    return f"{lines[-1][:80]} {places[-1] if places else ''}".strip()


def _report(options: Any, findings: Any, counts: Any, seconds: float) -> None:
    for kind, count in counts.items():
        total = count["read"] + count["refused"]
        print(
            f"{kind:12} {total:6,} of {options.count:,}: {count['refused']:6,} refused, "
            f"{count['read']:6,} read; slowest {count['slowest']:,} ms, "
            f"most memory {count['most MiB']:,} MiB"
        )
    for (kind, heading), numbers in findings.items():
        shown = ", ".join(map(str, numbers[:8]))
        print(f"FOUND {len(numbers)}× in {kind} ({shown}): {heading}")
    print(f"{len(findings)} kinds of findings in {seconds:.0f} s, seed {options.seed}")


def show_one(kind_name: str, number: int, seed: int, keep: str | None) -> int:
    """Read one changed file in this process, where it can be looked at."""
    import readers

    folder = Path(keep or tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    kind = readers.kind_of(kind_name, folder)
    path = folder / kind.file
    path.write_bytes(changed(kind.seeds, kind.mutate, kind_name, seed, number))
    print(path)
    try:
        kind.read(path)
    except readers.REFUSALS as error:
        print(f"refused: {error}")
    return 0


def main() -> int:
    """Return the exit status: 0 where nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--kinds", type=lambda text: text.split(","), default=KINDS)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", help="a folder for the file of --only")
    parser.add_argument("--only", help="KIND:NUMBER")
    options = parser.parse_args()
    multiprocessing.set_start_method("spawn")
    if options.only:
        kind, number = options.only.split(":")
        return show_one(kind, int(number), options.seed, options.keep)
    return run(options)


if __name__ == "__main__":
    raise SystemExit(main())
