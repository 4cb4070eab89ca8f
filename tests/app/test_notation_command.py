"""A notation on the command line."""

import pytest

from app.cli import main


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(words) == 0
    return capsys.readouterr().out


def test_the_terminal_takes_a_notation(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "trace", "mazur-2-2-2", "--notation", "ng", "--difference", "t-a")
    assert "da^[2]_1 = −(y_1 − a^[2]_1)" in text
    assert "W^[2]_11" in printed(capsys, "check", "mazur-2-2-2", "--notation", "ng")


def test_json_keeps_the_names_of_the_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    own = printed(capsys, "trace", "mazur-2-2-2", "--json")
    assert printed(capsys, "trace", "mazur-2-2-2", "--json", "--notation", "ng") == own
    assert '"w5"' in own


def test_an_unknown_notation_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["trace", "mazur-2-2-2", "--notation", "none"])
    assert "mazur" in capsys.readouterr().err
