"""Whatever stands around the program: the screen, the console, the folder, what is typed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# A text that turns round, a command to the terminal in one and in two bytes, and no text at all.
EVIL = "a\u202eb\x1b[2Jc\x9b2Jd\udcff"
SHOWN = r"a\u202eb\x1b[2Jc\x9b2Jd\udcff"


def chainrule(
    *words: str, cwd: Path | None = None, redirect: str = "", **environment: str | None
) -> subprocess.CompletedProcess[str]:
    """Run the program in a shell, with streams redirected as in one."""
    own = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    for name, value in environment.items():
        own.pop(name, None)
        if value is not None:
            own[name] = value
    command = ["sh", "-c", f'exec "$0" -m app "$@" {redirect}', sys.executable, *words]
    return subprocess.run(
        command, cwd=cwd, env=own, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize(
    "words",
    [
        ["trace", EVIL],
        ["trace", f"{EVIL}.toml"],
        [EVIL, "--step", "2"],
        ["trace", "xor", EVIL],
        ["trace", "xor", "--sample", EVIL],
        ["train", "xor", "--epochs", EVIL],
        ["train", "xor", "--save", f"{EVIL}/x.npz"],
        ["export", "xor", f"{EVIL}/x.png"],
        [f"--{EVIL}"],
    ],
    ids=range(9),
)
def test_a_terminal_obeys_nothing_that_was_typed(words: list[str]) -> None:
    ended = chainrule(*words)
    assert ended.returncode in {1, 2}
    text = ended.stdout + ended.stderr
    assert SHOWN[:12] in text
    assert not {"\u202e", "\x1b", "\x9b"} & set(text)
    assert "Traceback" not in text


def test_a_terminal_obeys_nothing_that_a_file_says(tmp_path: Path, capsys) -> None:
    from app.cli import main
    from engine.scenario import dump_scenario, find_scenario

    text = dump_scenario(find_scenario("xor"))
    path = tmp_path / "evil\x1b[2J.toml"
    path.write_text(text.replace('"XOR', '"\u202e\u061c XOR', 1), encoding="utf-8")
    main(["trace", str(path)])
    main(["trace", str(path), "--json"])
    main(["trace", str(path / "none")])
    captured = capsys.readouterr()
    assert not {"\u202e", "\u061c", "\x1b"} & set(captured.out + captured.err)


@pytest.mark.parametrize("redirect", ["2>&-", "2>/dev/full", ">&- 2>&-"])
def test_a_failure_that_cannot_be_printed_ends_with_its_status(redirect: str) -> None:
    for words, status in ((["trace", "nothing"], 1), (["trace"], 2), (["train", "x", "-z"], 2)):
        ended = chainrule(*words, redirect=redirect, QT_QPA_PLATFORM="offscreen")
        assert (ended.returncode, ended.stderr) == (status, "")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have one screen")
@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"QT_QPA_PLATFORM": None, "DISPLAY": ":4711"}, "could not connect to display :4711"),
        ({"QT_QPA_PLATFORM": "xcb", "DISPLAY": None}, "could not connect to display"),
        ({"QT_QPA_PLATFORM": "nonsense"}, 'Could not find the Qt platform plugin "nonsense"'),
        ({"QT_QPA_PLATFORM": None, "DISPLAY": None}, "no screen was found"),
    ],
    ids=["dead", "none", "unknown", "empty"],
)
def test_without_a_screen_there_is_one_sentence(environment, reason: str) -> None:
    ended = chainrule("xor", WAYLAND_DISPLAY=None, XDG_SESSION_TYPE=None, **environment)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("chainrule: window: ")
    assert reason in ended.stderr
    assert "trace, check, train and export need none" in ended.stderr


LAYOUT = """
import sys
from app.formula import layout
from symbolic.formula.tree import BigSum, Letters, Number, Power, Symbol
w = Symbol("w5", Letters("w"), Letters("5"))
run = layout(BigSum(Power(w, Number(2, 0)), "k", 4))
from matplotlib import rcParams
print(run.width, run.ascent, rcParams["mathtext.fontset"], rcParams["font.size"], run.ink.right())
"""


def layout(cwd: Path, **environment: str) -> str:
    own = {**os.environ, "PYTHONPATH": str(Path.cwd()), **environment}
    return subprocess.run(
        [sys.executable, "-c", LAYOUT],
        cwd=cwd,
        env=own,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout


def test_no_settings_but_ours_change_a_formula(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "none").mkdir()
    expected = layout(tmp_path / "none")
    other = tmp_path / "other"
    other.write_text("mathtext.fontset: stix\nfont.size: 3\npath.sketch: 9, 9, 9\n")
    assert layout(tmp_path / "none", MATPLOTLIBRC=str(other), MPLBACKEND="nonsense") == expected
    here = tmp_path / "here" / "matplotlibrc"
    here.write_bytes(b"\xff\xfe not a setting : : \n mathtext.fontset stix")
    assert layout(tmp_path / "here") == expected
    here.unlink()
    os.mkfifo(here)
    assert layout(tmp_path / "here") == expected
