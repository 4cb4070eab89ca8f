"""Courses are read strictly, and the shipped ones name lessons that there are."""

from pathlib import Path

import pytest
from lesson_files import LESSON

from engine.errors import LessonError
from engine.lessons.library import shipped_courses, shipped_lessons
from engine.lessons.reading import load_course, parse_course


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("format = 1", "format = 2", "format: found 2; expected 1"),
        ('id = "c"', 'id = "C c"', "id: found 'C c'; expected small letters"),
        ('title = "C"', 'title = "\\n"', "title: found 1 characters; expected 1 to 80"),
        ('title = "C"', 'titel = "C"', "titel: unknown key; see the manual"),
        ('lessons = ["derivative"]', "", "lessons: missing; this key is required"),
        ('["derivative"]', "[]", "lessons: found 0 lessons; expected 1 to 60"),
        ('["derivative"]', '"derivative"', "lessons: found text; expected a list"),
        ('["derivative"]', "[1]", "lessons[0]: found a whole number; expected text"),
        ('["derivative"]', str(["descent"] * 61), "lessons: found 61 lessons; expected 1 to 60"),
        ('"derivative"]', '"derivative", "no.toml"]', "lessons[1]: there is no file 'no.toml' in"),
        ('"derivative"]', '"derivative"', "not valid TOML: "),
    ],
)
def test_what_is_no_course_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    text = 'format = 1\nid = "c"\ntitle = "C"\nlessons = ["derivative"]'
    assert old in text
    with pytest.raises(LessonError) as caught:
        parse_course(text.replace(old, new, 1), "c.toml", tmp_path)
    assert str(caught.value).startswith(f"c.toml: {sentence}")


def test_a_course_names_lessons_of_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(LESSON)
    course = tmp_path / "course.toml"
    head = 'format = 1\nid = "c"\ntitle = "C"\n'
    course.write_text(f'{head}lessons = ["derivative", "mine.toml"]')
    assert load_course(course).lessons == ("derivative", "mine.toml")
    for word in ("../mine.toml", "/mine.toml", "other.toml", "a b", ""):
        course.write_text(f'{head}lessons = ["{word}"]')
        with pytest.raises(LessonError, match=r"course.toml: lessons\[0\]"):
            load_course(course)


def test_a_link_leads_no_further_than_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    (tmp_path / "elsewhere.toml").write_text(LESSON)
    (folder / "mine.toml").write_text(LESSON)
    (folder / "near.toml").symlink_to("mine.toml")
    (folder / "far.toml").symlink_to(tmp_path / "elsewhere.toml")
    course = folder / "course.toml"
    head = 'format = 1\nid = "c"\ntitle = "C"\n'
    course.write_text(f'{head}lessons = ["near.toml"]')
    assert load_course(course).lessons == ("near.toml",)
    course.write_text(f'{head}lessons = ["far.toml"]')
    with pytest.raises(LessonError, match=r"lessons\[0\]: 'far.toml' is a link to a file that"):
        load_course(course)
    # The folder itself may be reached through a link.
    (tmp_path / "term").symlink_to(folder, target_is_directory=True)
    course.write_text(f'{head}lessons = ["mine.toml"]')
    assert load_course(tmp_path / "term" / "course.toml").lessons == ("mine.toml",)


def test_shipped_lessons_and_courses_fit_together() -> None:
    ids = [lesson.id for lesson in shipped_lessons()]
    assert len(ids) == len(set(ids))
    assert len(shipped_courses()) == 5
    assert set(ids) == {word for course in shipped_courses() for word in course.lessons}
    for course in shipped_courses():
        assert set(course.lessons) <= set(ids)
        assert len(course.lessons) == len(set(course.lessons))
