"""What the command line prints on any terminal: letters it lacks, its width, no reader."""

import io
import json
import os
import sys

import pytest

from app.output import Lines, as_ascii, prepare_output, to_json
from app.reports import bar as bars
from app.reports.bar import Bar, WorkBar
from app.training import number_texts
from engine.text import as_written
from engine.training import Preparing, Progress


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
@pytest.mark.parametrize("errors", ["strict", "surrogateescape", "backslashreplace"])
def test_what_an_encoding_lacks_is_written_in_ascii(
    monkeypatch, encoding: str, errors: str
) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline="\n")
    monkeypatch.setattr(sys, "stdout", stream)
    prepare_output()
    text = "∂L/∂w1 = −4.386·10⁻⁴ ± 2² → λ η Σ é 漢 \udcff ✓"
    stream.write(text)
    stream.flush()
    written = raw.getvalue().decode(encoding)
    if encoding == "ascii":
        expected = "dL/dw1 = -4.386*10^-4 +/- 2^2 -> lambda eta sum e ? ? ok"
        assert written == expected
    elif encoding == "utf-8":
        assert written == text.replace("\udcff", "?")
    else:
        assert written.startswith("dL/dw1 = -4.386·10^-4 ± 2² -> lambda eta sum é ? ?")


def test_every_sign_has_its_ascii() -> None:
    for number in range(1, 0x3000):
        written, _ = as_ascii(chr(number))
        assert written
        assert written.isascii()


def test_json_has_null_for_what_is_no_number() -> None:
    report = {"a": float("nan"), "b": [1.5, float("inf"), (float("-inf"), "x")], "c": {"d": None}}
    assert json.loads(to_json(report)) == {
        "a": None,
        "b": [1.5, None, [None, "x"]],
        "c": {"d": None},
    }


def test_json_has_no_zero_with_a_sign() -> None:
    text = to_json({"a": -0.0, "b": [[-0.0, -0.5]], "-0.0": "x, -0.0]", "c": -0.05})
    assert text == '{"a": 0.0, "b": [[0.0, -0.5]], "-0.0": "x, -0.0]", "c": -0.05}'


@pytest.mark.parametrize("value", [-0.0, -1e-9])
def test_no_zero_on_screen_has_a_sign(value: float) -> None:
    for write in (number_texts.number, number_texts.short, number_texts.measure):
        assert not write(value).startswith("-0"), write
    assert as_written(-0.0) == "0"


def test_lines_that_nobody_reads_end_the_work_that_is_for_them_alone(monkeypatch) -> None:
    for needed in (True, False):
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as stream:
            monkeypatch.setattr(sys, "stdout", stream)
            lines = Lines(needed=needed)
            if needed:
                with pytest.raises(BrokenPipeError):
                    lines.write(["one"])
                os.dup2(os.open(os.devnull, os.O_WRONLY), writing)
            else:
                lines.write(["one"])
                lines.write(["two"])


@pytest.mark.parametrize("columns", [1, 2, 10, 25, 30, 40, 80, 200])
def test_the_bar_is_narrower_than_the_terminal(columns: int) -> None:
    progress = Progress(1234, 3, 4, 0.123456, None, 0.1, None)
    text = Bar(20_000).text(progress, columns)
    assert len(text) < columns or not text
    if columns >= 40:
        assert text.startswith("epoch 1,234 of 20,000 ")
        assert text.endswith(" loss 0.1235")
    if columns == 200:
        assert text.count("#") + text.count(".") - text.count("0.") == 24
        assert text.count("#") == 18


@pytest.mark.parametrize("columns", [1, 20, 40, 60, 80])
def test_the_bar_says_how_long_compiling_and_other_work_will_take(columns: int) -> None:
    text = Bar(5).compiling(Preparing(4.0, 0.25, 12.3), columns)
    other = WorkBar().text("Reading big.csv", 0.5, 75.0, columns)
    assert len(text) < columns or not text
    assert len(other) < columns or not other
    if columns == 80:
        assert text == "compiling, once on a machine ######.................. 12 s left"
        assert other == "Reading big.csv ############............ 1 min 15 s left"


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no pseudo-terminals")
def test_work_is_shown_once_it_takes_more_than_a_second(monkeypatch) -> None:
    reading, writing = os.openpty()
    monkeypatch.setenv("TERM", "xterm")
    now = [0.0]
    monkeypatch.setattr("engine.progress.perf_counter", lambda: now[0])
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        with bars.WorkBar() as bar:
            for now[0], done in ((0.0, 0.0), (0.9, 0.3), (2.0, 0.5), (2.01, 0.6), (3.0, 0.75)):
                bar.hear("Checking", done)
        stream.write("end")
        stream.flush()
        written = ""
        while not written.endswith("end"):
            written += os.read(reading, 10_000).decode()
    os.close(reading)
    half, more = f"{'█' * 12}{'·' * 12}", f"{'█' * 18}{'·' * 6}"
    lines = [f"Checking {half} 2 s left", f"Checking {more} 1 s left", "end"]
    assert written == "".join(f"\r\033[K{line}" for line in lines)


def test_without_a_terminal_there_is_no_bar(capsys) -> None:
    with Bar(2) as bar:
        bar.show(Progress(1, 1, 2, 0.5, None, 0.5, None))
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no pseudo-terminals")
@pytest.mark.parametrize("kind", ["xterm", "dumb"])
def test_on_a_terminal_the_bar_leaves_its_line_clear(monkeypatch, kind: str) -> None:
    reading, writing = os.openpty()
    monkeypatch.setenv("TERM", kind)
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        with Bar(2) as bar:
            bar.show(Progress(1, 1, 2, 0.5, None, 0.5, None))
        stream.write("end")
        stream.flush()
        written = ""
        while not written.endswith("end"):  # a terminal hands on what it was sent in pieces
            written += os.read(reading, 10_000).decode()
    os.close(reading)
    shown = "\r\033[Kepoch 1 of 2 ████████████············ loss 0.5\r\033[K"
    assert written == ("end" if kind == "dumb" else f"{shown}end")
