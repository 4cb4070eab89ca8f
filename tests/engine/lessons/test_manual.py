"""The manual's page on lessons: its examples are lessons, and every key and value has its line."""

import re
from pathlib import Path

import pytest

import resources
from engine.lessons import schema
from engine.lessons.lesson import Course
from engine.lessons.library import lessons_of, load_file
from engine.lessons.pictures import KINDS
from engine.lessons.reading import parse_lesson

PAGE = resources.file("manual", "13-lessons.md").read_text(encoding="utf-8")
PICTURES = "\n".join(
    resources.file("manual", name).read_text(encoding="utf-8")
    for name in ("14-lesson-pictures.md", "15-lesson-networks.md")
)
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_is_a_lesson_and_its_wrong_key_is_refused_as_it_says() -> None:
    lesson = parse_lesson(EXAMPLES[0], "cube.toml")
    values = lesson.scenes[1].setting.picture().values
    assert (values["y"], values["quotient"], values["slope"]) == (1.0, 4.75, 3.0)
    with pytest.raises(Exception, match="character 1: “slop” is not known; expected one of at, y"):
        parse_lesson(EXAMPLES[0].replace('"slope"', '"slop"'), "cube.toml")


def test_the_example_of_a_course_is_one(tmp_path: Path) -> None:
    # Saved under the names that the page says.
    assert "Save this as `cube.toml`" in PAGE
    assert "save this as `my-course.toml` beside `cube.toml`" in PAGE
    (tmp_path / "cube.toml").write_text(EXAMPLES[0])
    (tmp_path / "my-course.toml").write_text(EXAMPLES[1])
    course = load_file(tmp_path / "my-course.toml")
    assert isinstance(course, Course)
    ids = [lesson.id for lesson in lessons_of(course)]
    assert ids == ["derivative", "cube", "chain-rule", "descent"]


@pytest.mark.parametrize("name", [name for name in dir(schema) if name.endswith("Table")])
def test_every_key_of_a_file_has_its_line(name: str) -> None:
    keys = getattr(schema, name).__struct_fields__
    assert all(f"`{key}`" in PAGE for key in keys), keys


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_value_and_formula_of_a_picture_has_its_line(kind: str) -> None:
    part = PICTURES.partition(f"## {kind}\n")[2].partition("\n## ")[0]
    record = KINDS[kind]
    names = {*(key.name for key in record.keys), *record.formulas, *record.offers}
    # Numbered ones are named by the first and the last, or by the first two.
    numbered = {name for name in names if re.fullmatch(r"(mark|slope|v|s|c)[2-7]", name)}
    numbered |= {name for name in names if re.fullmatch(r"[vdgb]([3-9]|[1-4]\d)", name)}
    of_runs = "loss|error|testloss|testerror|best|least|left"
    numbered |= {name for name in names if re.fullmatch(rf"({of_runs})[2-7]", name)}
    missing = [name for name in sorted(names - numbered) if f"`{name}`" not in part]
    assert missing == []
