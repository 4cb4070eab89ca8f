from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from app.settings import RECENT_FILES, Settings, system_theme


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


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
    again = reopened(settings, path)
    assert again.theme == "dark"
    assert again.text_scale == 1.25
    assert again.geometry == QByteArray(b"\x01\x00\xffwindow")
    assert again.splitter("main") == [900, 520]
    assert again.recent_files == [tmp_path / "a, b.toml"]
    assert again.speed == 2.5
    assert again.granularity == "layer"
    assert again.last_scenario == "xor"


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
    settings.clear_recent_files()
    assert reopened(settings, path).recent_files == []


DAMAGED = """
[appearance]
theme=purple
text_scale={value}
[playback]
speed={value}
granularity=leap
[window]
geometry=12
splitter_main={value}, many
[files]
recent=
last_scenario=
"""


@pytest.mark.parametrize(
    "value", ["large", "nan", "-1", "1e400", "", "@Invalid()", "@Variant(\\0)"]
)
def test_damaged_values_fall_back(qapp, path, value):
    path.write_text(DAMAGED.format(value=value), encoding="utf-8")
    settings = Settings(path)
    assert settings.theme == system_theme()
    assert settings.text_scale == 1.0
    assert settings.speed == 1.0
    assert settings.granularity == "step"
    assert settings.geometry.isEmpty()
    assert settings.splitter("main") == []
    assert settings.recent_files == []
    assert settings.last_scenario is None


def test_a_file_of_rubbish_gives_the_defaults_and_can_be_written_again(qapp, path):
    path.write_bytes(bytes(range(256)) * 20)
    settings = Settings(path)
    assert settings.text_scale == 1.0
    assert settings.recent_files == []
    settings.set_text_scale(1.5)
    assert settings.text_scale == 1.5
