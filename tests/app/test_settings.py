import json
import os
import pickle
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from app.settings import RECENT_FILES, Settings, system_theme
from symbolic.formula.numbers import NumberFormat


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "Chainrule" / "settings.json"


def reopened(settings: Settings, path: Path) -> Settings:
    settings.sync()
    return Settings(path)


def test_defaults(qapp, path):
    settings = Settings(path)
    assert settings.theme == system_theme()
    assert settings.text_scale == 1.0
    assert settings.geometry.isEmpty()
    assert settings.splitter("main") == []
    assert settings.recent_files == []
    assert settings.speed == 1.0
    assert settings.granularity == "step"
    assert settings.last_scenario is None


def test_everything_is_there_again_after_a_restart(path, tmp_path):
    settings = Settings(path)
    settings.set_theme("dark")
    settings.set_text_scale(1.25)
    settings.set_geometry(QByteArray(b"\x01\x00\xffwindow"))
    settings.set_splitter("main", [900, 520])
    settings.add_recent_file(tmp_path / "a, b.toml")
    settings.set_speed(2.5)
    settings.set_granularity("layer")
    settings.set_last_scenario("xor")
    settings.set_numbers(NumberFormat(3, cut=True, comma=True))
    again = reopened(settings, path)
    assert again.theme == "dark"
    assert again.text_scale == 1.25
    assert again.geometry == QByteArray(b"\x01\x00\xffwindow")
    assert again.splitter("main") == [900, 520]
    assert again.recent_files == [tmp_path / "a, b.toml"]
    assert again.speed == 2.5
    assert again.granularity == "layer"
    assert again.last_scenario == "xor"
    assert again.numbers == NumberFormat(3, cut=True, comma=True)


def test_the_latest_files_come_first_once_and_at_most_ten(path, tmp_path):
    settings = Settings(path)
    for number in range(12):
        settings.add_recent_file(tmp_path / f"{number}.toml")
    settings.add_recent_file(tmp_path / "5.toml")
    names = [file.name for file in reopened(settings, path).recent_files]
    assert names[:3] == ["5.toml", "11.toml", "10.toml"]
    assert len(names) == len(set(names)) == RECENT_FILES


def test_a_file_can_be_forgotten(path, tmp_path):
    settings = Settings(path)
    settings.add_recent_file(tmp_path / "kept.toml")
    settings.add_recent_file(tmp_path / "gone.toml")
    settings.remove_recent_file(tmp_path / "gone.toml")
    assert [file.name for file in settings.recent_files] == ["kept.toml"]
    assert len(reopened(settings, path).recent_files) == 1


GOOD = {"theme": "dark", "text_scale": 1.5}


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "",
        "[]",
        "\x00" * 100,
        "[" * 100_000,
        json.dumps(GOOD | {"text_scale": 2.5}),
        json.dumps(GOOD | {"text_scale": "large"}),
        json.dumps(GOOD | {"speed": -1}),
        json.dumps(GOOD | {"theme": "purple"}),
        json.dumps(GOOD | {"granularity": "leap"}),
        json.dumps(GOOD | {"geometry": "@ByteArray"}),
        json.dumps(GOOD | {"splitters": {"step": [900, "many"]}}),
        json.dumps(GOOD | {"splitters": {"step": [10**9]}}),
        json.dumps(GOOD | {"recent_files": ["a"] * 11}),
        json.dumps(GOOD | {"last_scenario": "x" * 5000}),
        json.dumps(GOOD) + " " * 70_000,
        "[appearance]\ntheme=dark\n",
    ],
)
def test_a_damaged_file_is_set_aside_and_not_obeyed(qapp, path, content):
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    settings = Settings(path)
    assert settings.theme == system_theme()
    assert settings.text_scale == 1.0
    assert f"{path} are damaged; the defaults are used. The file is settings.json.damaged" in (
        settings.problem
    )
    assert path.with_name("settings.json.damaged").read_text(encoding="utf-8") == content
    again = reopened(settings, path)
    assert again.problem == ""
    again.set_text_scale(1.5)
    assert reopened(again, path).text_scale == 1.5


def test_what_a_pickle_says_is_never_done(qapp, path, tmp_path):
    class Harm:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "harm"),)

    text = pickle.dumps(Harm(), protocol=0).decode("latin-1").replace("\n", "\\n")
    path.parent.mkdir()
    old = f'[window]\ntheme=dark\ngeometry="@Variant(\\0\\0\\0\\x7f{text})"\nspeed=2.5\n'
    path.with_name("Chainrule.ini").write_text(old, encoding="latin-1")
    settings = Settings(path)
    assert settings.geometry.isEmpty()
    assert (settings.theme, settings.speed) == ("dark", 2.5)
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize("old", ["text_scale=9", "text_scale=nan", "speed=@Variant(1)", "\x00" * 9])
def test_what_does_not_fit_in_the_old_file_is_left(path, old):
    path.parent.mkdir()
    path.with_name("Chainrule.ini").write_text(old)
    settings = Settings(path)
    assert (settings.text_scale, settings.speed, settings.problem) == (1.0, 1.0, "")


def test_a_file_that_never_ends_is_not_read(qapp, path):
    path.parent.mkdir()
    os.mkfifo(path)
    assert Settings(path).problem


def test_two_windows_keep_what_each_changed(path):
    one, two = Settings(path), Settings(path)
    one.set_speed(3.0)
    two.set_granularity("phase")
    one.sync()
    two.sync()
    assert (Settings(path).speed, Settings(path).granularity) == (3.0, "phase")


def test_names_that_are_no_text_are_not_saved(path, tmp_path):
    settings = Settings(path)
    settings.add_recent_file(tmp_path / "no\udcfftext.toml")
    settings.set_last_scenario("no\udcfftext.toml")
    again = reopened(settings, path)
    assert again.recent_files == []
    assert again.last_scenario is None


def test_settings_that_cannot_be_written_stop_nothing(tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings = Settings(tmp_path / "file" / "settings.json")
    settings.set_speed(2.0)
    settings.sync()
    assert settings.speed == 2.0


def test_changes_are_written_by_themselves(qtbot, path):
    settings = Settings(path)
    settings.set_speed(2.0)
    qtbot.waitUntil(path.exists, timeout=5000)
    assert Settings(path).speed == 2.0


def test_without_a_file_nothing_is_saved(path):
    settings = Settings()
    settings.set_speed(2.0)
    settings.sync()
    assert (settings.speed, Settings().speed) == (2.0, 1.0)


def test_the_folder_last_used_is_remembered_while_it_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "lectures"
    folder.mkdir()
    settings = Settings(tmp_path / "settings.json")
    assert settings.last_folder is None
    settings.add_recent_file(folder / "mine.toml")
    settings.sync()
    assert Settings(tmp_path / "settings.json").last_folder == folder.resolve()
    folder.rmdir()
    assert Settings(tmp_path / "settings.json").last_folder is None
