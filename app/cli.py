"""The command line: everything the window shows, without the window.

Exit status: 0 done; 1 the input was bad; 2 wrong usage; 3 the work itself failed honestly (a
check that disagrees, a training that diverged); 130 stopped with Ctrl-C.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from app.interruptions import ends_at_another, ignore_interruptions
from app.output import Lines, complain, flush, give_up_output, prepare_output, to_json, write

if TYPE_CHECKING:
    import argparse

    from engine.circuit.reading import CircuitFile

# 2, a mistake in the arguments, is argparse's own.
OK, BAD_INPUT, FAILED, STOPPED = 0, 1, 3, 130


@ends_at_another(STOPPED)
def main(arguments: Sequence[str] | None = None) -> int:
    """Run Chainrule with the given arguments (those of the process without them).

    Returns
    -------
    int
        The exit status.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    prepare_output()
    try:
        return _guarded(words)
    except KeyboardInterrupt as interruption:
        if arguments is None:
            # The process is about to end; there is nothing left to be stopped.
            ignore_interruptions()
        status = _fail(str(interruption) or "stopped", STOPPED, words)
        if arguments is None and threading.active_count() > 1:
            # Kernels may be compiled for many seconds more, which nobody waits for any longer.
            _end_at_once(status)
        return status
    except Exception as error:
        from engine.files.log import is_shown, log_fault

        text = " ".join(f"{type(error).__name__} {error}".split())
        where = log_fault("A command", error)
        more = "" if is_shown() else ", and --verbose shows them here"
        return _fail(f"something in Chainrule failed ({text}); {where}{more}", FAILED, words)


def _end_at_once(status: int) -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):
            stream.flush()
    os._exit(status)


def _guarded(words: Sequence[str]) -> int:
    """Do what the words ask for; what can be wrong with it ends in a sentence."""
    run, options = _understand(words)
    if options.verbose:
        from engine.files.log import show_log

        show_log()
    from engine.errors import DivergenceError, UserError

    try:
        status = run(options)
        flush()
        return status
    except DivergenceError as error:
        return _fail(str(error), FAILED, words)
    except UserError as error:
        alone = len(words) == 1 and str(error).startswith(f"{words[0]}: ")
        near = _near_command(words[0]) if alone else ""
        meant = f'; the command is spelt "{near}"' if near else ""
        return _fail(f"{error}{meant}", BAD_INPUT, words)
    except MemoryError:
        return _fail("not enough memory for this network and this data", BAD_INPUT, words)
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough. Nothing may be flushed to it at exit.
        give_up_output()
        return OK
    except OSError as error:
        if run is _open_window:
            raise
        # What is wrong with a file that was named is written above: this is the output itself.
        give_up_output()
        return _fail(f"the output cannot be written: {error.strerror or error}", FAILED, words)


def _understand(words: Sequence[str]) -> tuple[Callable[[Any], int], Any]:
    """Return what to run, and with which options."""
    if len(words) <= 1 and not any(word.startswith("-") or word in _COMMANDS for word in words):
        # The commonest call by far, without loading what parses the others.
        scenario = words[0] if words else None
        return _open_window, SimpleNamespace(
            scenario=scenario, step=None, present=False, verbose=False, notation="", difference=""
        )
    parser = _parser(words)
    try:
        options, rest = parser.parse_known_args(words)
    except SystemExit:
        # A help text may have been written to a reader who has seen enough.
        Lines(needed=False).write([])
        raise
    if rest:
        message = _no_command(options.scenario) if options.run is _open_window else ""
        parser.error(message or f"unrecognized arguments: {' '.join(rest)}")
    wrong = options.refused(options) if "refused" in options else ""
    if wrong:
        parser.error(wrong)
    return options.run, options


def _no_command(word: str | None) -> str:
    """Say that a word is no command and, if one is, which is meant; empty for a scenario."""
    from engine.errors import ScenarioError
    from engine.scenario import find_scenario

    try:
        if word is not None:
            find_scenario(word)
        return ""
    except ScenarioError:
        near = _near_command(word or "")
        meant = f"did you mean {near}?" if near else f"commands: {', '.join(_COMMANDS)}"
        return f'there is no command or scenario "{word}"; {meant}'


def _near_command(word: str) -> str:
    """Return the command whose letters are most like a word's; empty where none is."""
    import difflib

    return next(iter(difflib.get_close_matches(word, _COMMANDS, n=1)), "")


def _fail(message: str, status: int, words: Sequence[str]) -> int:
    """Say what is wrong, in a window only where one was asked for and there is no console."""
    sentence = " ".join(message.split())
    window = not words or words[0] not in _COMMANDS
    if not complain(f"chainrule: {sentence}") and window and sys.stdout is None:
        from app.application import has_display, show_failure

        if has_display():
            show_failure(sentence)
    return status


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser for these words: a command's if they name one, else the window's."""
    if not words or words[0] not in (*_COMMANDS, "-h", "--help", "--version"):
        return _window_parser()
    from app.arguments import Parser

    parser = Parser(
        prog="chainrule",
        description="See how a neural network learns, one number at a time.",
        epilog="chainrule [FILE or ID] [--step N] [--present] opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"chainrule {_version()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (text, add, run) in _COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text)
        add(command)
        _add_verbose(command)
        command.set_defaults(run=run)
    return parser


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("chainrule")
    except PackageNotFoundError:
        return "(not installed)"


def _window_parser() -> argparse.ArgumentParser:
    from app.arguments import Parser, add_notation, count_from

    parser = Parser(
        prog="chainrule",
        description="Open the window.",
        epilog=f"Other commands: {', '.join(_COMMANDS)}. 'chainrule --help' tells of them.",
    )
    parser.add_argument("scenario", nargs="?", metavar="FILE or ID", help="what to open")
    parser.add_argument("--step", type=count_from(0), default=None, metavar="N", help="go there")
    parser.add_argument("--present", action="store_true", help="full screen, larger text")
    add_notation(parser)
    _add_verbose(parser)
    parser.set_defaults(run=_open_window)
    return parser


def _add_verbose(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--verbose", action="store_true", help="print the log of faults on standard error, too"
    )


def _add_nothing(command: argparse.ArgumentParser) -> None:
    """Take no arguments."""
    del command


def _add_scenario(command: argparse.ArgumentParser) -> None:
    command.add_argument("scenario", metavar="S", help="a scenario's id or a file")


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON")


def _add_trace(command: argparse.ArgumentParser) -> None:
    from app.arguments import add_notation, add_numbers, count_from

    _add_scenario(command)
    command.add_argument(
        "--iterations", type=count_from(1), default=1, metavar="N", help="the Nth iteration"
    )
    command.add_argument(
        "--sample",
        type=count_from(0),
        default=None,
        metavar="K",
        help="row K alone as the only sample, from 0",
    )
    add_notation(command)
    add_numbers(command)
    _add_json(command)


def _add_check(command: argparse.ArgumentParser) -> None:
    from app.arguments import add_notation

    _add_scenario(command)
    add_notation(command)
    _add_json(command)


def _add_train(command: argparse.ArgumentParser) -> None:
    from app.train_command import add_arguments

    add_arguments(command)


def _add_import(command: argparse.ArgumentParser) -> None:
    from app.import_command import add_arguments

    add_arguments(command)


def _add_export(command: argparse.ArgumentParser) -> None:
    from app.export_command import add_arguments

    add_arguments(command)


def _open_window(options: argparse.Namespace) -> int:
    import gc

    from app.memory import keep_together

    # Imports make many objects and next to no garbage: looking for it would delay the first
    # paint. The window switches collection on again when all is loaded.
    gc.disable()
    keep_together()
    from app.application import open_window

    return open_window(
        options.scenario, options.step, options.present, (options.notation, options.difference)
    )


def _list(options: argparse.Namespace) -> int:
    del options
    import re

    from app.reports.table import align
    from engine.scenario import find_scenario, list_scenarios

    rows = [("id", "what it is for")]
    for name in list_scenarios():
        scenario = find_scenario(name)
        text = " ".join(scenario.description.split())
        first = re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0] if text else ""
        rows.append((name, f"{scenario.title}. {first}".strip()))
    write(align(rows))
    return OK


def _trace(options: argparse.Namespace) -> int:
    import numpy as np

    from app.arguments import use_numbers
    from app.reports.bar import work_shown
    from app.reports.of_data import notes_on
    from app.reports.trace import trace_object, trace_of, trace_text
    from engine.circuit.reading import find_circuit
    from engine.scenario import find_scenario

    use_numbers(options)
    if (circuit := find_circuit(options.scenario)) is not None:
        return _circuit(circuit, options, "trace")
    with np.errstate(all="ignore"), work_shown():
        trace, rows = trace_of(find_scenario(options.scenario), options.iterations, options.sample)
        notes = notes_on(trace)
    if options.json:
        write([to_json(trace_object(trace, notes, rows))])
    else:
        _note(notes.notes)
        write(trace_text(trace.shown_in(options.notation, options.difference), rows))
    return OK


def _note(notes: Sequence[str]) -> None:
    """Write notes beside what scripts read."""
    for text in notes:
        complain(f"note: {text}")


def _check(options: argparse.Namespace) -> int:
    import numpy as np

    from app.reports.bar import work_shown
    from app.reports.check import check_object, check_text, first_trace
    from app.reports.of_data import notes_on
    from engine.circuit.reading import find_circuit
    from engine.scenario import find_scenario
    from symbolic.check.three_ways import check

    if (circuit := find_circuit(options.scenario)) is not None:
        return _circuit(circuit, options, "check")
    with np.errstate(all="ignore"), work_shown():
        trace = first_trace(find_scenario(options.scenario))
        if not options.json:
            trace = trace.shown_in(options.notation, options.difference)
        result, notes = check(trace), notes_on(trace)
    if options.json:
        write([to_json(check_object(result, notes))])
    else:
        _note(notes.notes)
        write(check_text(result))
    return OK if result.agree else FAILED


def _circuit(circuit: CircuitFile, options: argparse.Namespace, command: str) -> int:
    from app.reports.circuit import report

    found, lines, agree = report(circuit, options, command)
    write([to_json(found())] if options.json else lines)
    return OK if agree else FAILED


def _train(options: argparse.Namespace) -> int:
    from app.train_command import run

    return run(options)


def _import(options: argparse.Namespace) -> int:
    from app.import_command import run

    return run(options)


def _export(options: argparse.Namespace) -> int:
    from app.arguments import use_numbers
    from app.export_command import run
    from app.interruption import Interruption
    from app.reports.bar import work_shown

    use_numbers(options)
    # An interrupt in the midst of Qt would come out as another error, or not at all.
    with Interruption() as interruption, work_shown():
        run(options)
    if interruption.asked:
        raise KeyboardInterrupt(f"stopped once {options.output} was written")
    return OK


_COMMANDS = {
    "list": ("list the scenarios, with what each is for", _add_nothing, _list),
    "trace": ("print every unit, parameter and step of an iteration", _add_trace, _trace),
    "check": ("compare SymPy, backprop and finite differences", _add_check, _check),
    "train": ("train without a window", _add_train, _train),
    "import": ("write a scenario over a table or images", _add_import, _import),
    "export": ("write a picture, a worked example, a notebook or a model", _add_export, _export),
}
