"""A process that derives typed functions, and is ended where one takes too long.

It is this file, started by Python. A request is a line with a formula, its variables, the one to
differentiate by and the seconds for it, in JSON; an answer a line with the pickled rule in
hexadecimal digits, with a sentence in JSON, or with nothing where the time did not do.
"""

import atexit
import json
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

import sympy

from symbolic.rules.evaluate import FUNCTIONS
from symbolic.rules.typed import NoRuleError, TypedRule, derive_typed

BUDGET: Final = 2.0
"""Seconds of the processor for one function: on a busy machine there is no less time for it."""

_LONGEST = 5.0
"""Budgets that may pass by the clock until the process is ended from without."""
_LOOK = 0.02
_START = 60.0
_READY = "ready"


class _Worker:
    """The other process, started when it is needed and after it was ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        atexit.register(self.stop)

    def ask(self, request: str) -> str:
        """Return the answer to a request; nothing where there is none in time."""
        with self._lock:
            if self._process is None:
                self._process = self._started()
                if self._line(_START) != _READY:
                    self.stop()
                    return ""
            assert self._process.stdin is not None
            try:
                self._process.stdin.write(f"{request}\n")
                self._process.stdin.flush()
                answer = self._line(_LONGEST * BUDGET)
            except OSError:
                answer = ""
            if not answer:
                self.stop()
            return answer

    def _started(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            text=True,
            encoding="ascii",
        )

    def _line(self, seconds: float) -> str:
        """Return the next line that comes within so many seconds, or nothing."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        timer = threading.Timer(seconds, process.kill)
        timer.daemon = True
        timer.start()
        line = process.stdout.readline()
        timer.cancel()
        return line.strip()

    def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


_worker = _Worker()


@lru_cache(maxsize=256)
def _answer(formula: str, variables: tuple[str, ...], by: str) -> TypedRule | str:
    answer = _worker.ask(json.dumps([formula, variables, by, BUDGET]))
    if not answer:
        return (
            f"SymPy has not differentiated {formula} within {BUDGET:g} seconds: it is left out "
            "here, and backpropagation and finite differences go on."
        )
    if answer.startswith('"'):
        return str(json.loads(answer))
    rule: TypedRule = pickle.loads(bytes.fromhex(answer))
    return rule


def typed_rule(formula: str, variables: tuple[str, ...], by: str) -> TypedRule:
    """Return a typed function and its derivative by one variable, asked for once.

    Raises
    ------
    NoRuleError
        SymPy finds none, or not within its two seconds.
    """
    found = _answer(formula, variables, by)
    if isinstance(found, str):
        raise NoRuleError(found)
    return found


def _reply(request: str) -> str:
    formula, variables, by, seconds = json.loads(request)
    with _within(seconds) as is_in_time:
        try:
            rule = pickle.dumps(derive_typed(formula, tuple(variables), by))
            # Who reads it makes the same expressions again, and functions of them.
            again: TypedRule = pickle.loads(rule)
            _make_functions(again)
            answer = rule.hex()
        except NoRuleError as error:
            answer = json.dumps(str(error))
        except Exception as error:
            # Whatever SymPy stumbles over, it finds no derivative.
            answer = json.dumps(f"SymPy finds no derivative of {formula} ({type(error).__name__}).")
        return answer if is_in_time() else ""


@contextmanager
def _within(seconds: float) -> Iterator[Callable[[], bool]]:
    """End this process once it has worked for so long; yield what says whether it has not."""
    end, over = time.process_time() + seconds, threading.Event()

    def is_in_time() -> bool:
        return time.process_time() < end

    def watch() -> None:
        while not over.wait(_LOOK):
            if not is_in_time():
                os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield is_in_time
    finally:
        over.set()


def _make_functions(rule: TypedRule) -> None:
    for expression in (rule.value, rule.derivative):
        names: list[Any] = sorted(expression.free_symbols, key=str)
        sympy.lambdify(names, expression, [dict(FUNCTIONS), "numpy"])


def _serve() -> None:
    print(_READY, flush=True)  # noqa: T201
    for request in sys.stdin:
        print(_reply(request), flush=True)  # noqa: T201


if __name__ == "__main__":
    _serve()
