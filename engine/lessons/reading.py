"""Read lessons and courses as strictly as scenarios: every complaint names the file and the key."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from engine.errors import LessonError
from engine.expressions.tree import Node
from engine.lessons.checking import shown
from engine.lessons.detecting import MAX_BYTES
from engine.lessons.keys import ScenarioWord
from engine.lessons.kinds import AskingPicture, Coming, PictureKind, Setting, read_setting
from engine.lessons.lesson import Ask, Course, Lesson, Link, Mistake, Reveal, Scene
from engine.lessons.pictures import KINDS
from engine.lessons.schema import (
    AskTable,
    CourseTable,
    LessonTable,
    LinkTable,
    RevealTable,
    SceneTable,
)
from engine.lessons.texts import Text, TextReader, Value, compute
from engine.scenario.decoding import decode, join, read_text
from engine.scenario.library import list_scenarios
from engine.text import visible

MAX_TEXT, MAX_QUESTION, MAX_OPTION, MAX_TITLE, MAX_ABOUT = 400, 200, 120, 80, 160
MAX_SCENES, MAX_LESSONS, MAX_MISTAKES, MAX_FORMULAS, MAX_STEP = 20, 60, 6, 3, 100_000
MAX_MINUTES = 60

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SHARE = 0.01
_ANSWERS = ("number", "choices", "point", "line", "order")


def load_lesson(path: str | Path) -> Lesson:
    """Read and check a lesson's file.

    Raises
    ------
    LessonError
        It is missing, is no TOML or no lesson: the message names the file, the key's path and what
        was expected.
    """
    path = Path(path)
    name = path.name or str(path)
    text = read_text(path, "lesson", MAX_BYTES, _Failing(name))
    return parse_lesson(text, name, path.parent)


def parse_lesson(text: str, name: str, folder: Path | None = None) -> Lesson:
    """Check a lesson that is given as TOML text.

    Parameters
    ----------
    text : str
        The file's contents.
    name : str
        What messages call the file.
    folder : Path, optional
        Where the scenarios of its own are.

    Raises
    ------
    LessonError
        As for `load_lesson`.
    """
    fail = _Failing(name)
    table = decode(text, LessonTable, "lesson", fail)
    _check_head(table, fail)
    _words(table.chapter, "chapter", 1, 40, fail)
    if not 1 <= table.minutes <= MAX_MINUTES:
        fail("minutes", f"found {table.minutes}; expected a whole number from 1 to {MAX_MINUTES}")
    _counted(table.scenes, "scenes", "scenes", (1, MAX_SCENES), fail)
    scenes: list[Scene] = []
    for at, scene in enumerate(table.scenes):
        before = scenes[-1].setting if scenes else None
        scenes.append(_SceneReader(f"scenes[{at}]", before, folder, fail).read(scene))
    return Lesson(table.id, table.title, table.chapter, table.minutes, table.about, tuple(scenes))


def load_course(path: str | Path) -> Course:
    """Read and check a course's file.

    Raises
    ------
    LessonError
        As for `load_lesson`.
    """
    path = Path(path)
    name = path.name or str(path)
    return parse_course(read_text(path, "course", MAX_BYTES, _Failing(name)), name, path.parent)


def parse_course(text: str, name: str, folder: Path) -> Course:
    """Check a course that is given as TOML text; its own lessons are in the folder.

    Raises
    ------
    LessonError
        As for `load_lesson`.
    """
    fail = _Failing(name)
    table = decode(text, CourseTable, "course", fail)
    _check_head(table, fail)
    _counted(table.lessons, "lessons", "lessons", (1, MAX_LESSONS), fail)
    for at, word in enumerate(table.lessons):
        if not _ID.fullmatch(word):
            check_own_file(word, f"lessons[{at}]", folder, "the id of a shipped lesson", fail)
    return Course(table.id, table.title, table.about, tuple(table.lessons), folder)


class _Failing:
    """Raises the error of a file."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, place: str, problem: str) -> NoReturn:
        raise LessonError(self._name, place, problem)


def check_own_file(
    word: str, place: str, folder: Path | None, otherwise: str, fail: _Failing
) -> str:
    """Return the path of a file in the file's own folder; refuse the name of any other."""
    plain = word.endswith(".toml") and not re.search(r"[/\\:\x00]", word) and word[0] != "."
    if not plain or len(word) > 100:
        expected = f"{otherwise}, or the name of a file (.toml) in the same folder"
        fail(place, f"found {word[:60]!r}; expected {expected}")
    if folder is None or not (folder / word).is_file():
        fail(place, f"there is no file {word[:60]!r} in the same folder")
    if (folder / word).resolve().parent != folder.resolve():
        fail(place, f"{word[:60]!r} is a link to a file that is not in the same folder")
    return str(folder / word)


def _check_head(table: LessonTable | CourseTable, fail: _Failing) -> None:
    if table.format != 1:
        fail("format", f"found {table.format}; expected 1")
    if not _ID.fullmatch(table.id) or len(table.id) > MAX_TITLE:
        expected = f"small letters and digits with single dashes, at most {MAX_TITLE}"
        fail("id", f"found {table.id[:60]!r}; expected {expected}")
    _words(table.title, "title", 1, MAX_TITLE, fail)
    _words(table.about, "about", 0, MAX_ABOUT, fail)


def _words(text: str, place: str, least: int, most: int, fail: _Failing) -> None:
    if not least <= len(text) <= most or (least and not text.strip()):
        fail(place, f"found {len(text):,} characters; expected {least} to {most}")
    if visible(text) != text:
        fail(place, f"found {text[:60]!r}; expected printable characters on one line")


def _counted(
    found: Sequence[Any], place: str, of: str, limits: tuple[int, int], fail: _Failing
) -> None:
    if not limits[0] <= len(found) <= limits[1]:
        fail(place, f"found {len(found)} {of}; expected {limits[0]} to {limits[1]}")


class _SceneReader:
    """Reads one scene; its picture is the one before with changes where it names no kind."""

    def __init__(
        self, place: str, before: Setting | None, folder: Path | None, fail: _Failing
    ) -> None:
        self._place, self._before, self._folder, self._fail = place, before, folder, fail

    def read(self, table: SceneTable) -> Scene:
        setting = self._setting(table.picture, f"{self._place}.picture")
        kind = setting.kind
        after = self._after(table.reveal, setting) if table.reveal else setting
        # A table has values of its own; those that words name are there before and after.
        both = dict.fromkeys(kind.offers)
        later = after.picture().values
        both |= {name: None for name in setting.picture().values if name in later}
        self._texts = TextReader(tuple(both), self._fail)
        self._setting_of, self._revealed = setting, after
        for at, name in enumerate(table.move):
            key = kind.key(name)
            if key is None or not key.control:
                movable = ", ".join(key.name for key in kind.keys if key.control)
                problem = f"{shown(name)} cannot be moved; expected one of {movable}"
                self._fail(f"{self._place}.move[{at}]", problem)
        reveal = self._reveal(table.reveal) if table.reveal else None
        return Scene(
            self._text(table.text, "text", MAX_TEXT),
            setting,
            tuple(table.move),
            self._formulas(table.formula, kind, "formula"),
            self._ask(table.ask, kind) if table.ask else None,
            reveal,
        )

    def _setting(self, found: dict[str, Any], place: str) -> Setting:
        keys = dict(found)
        name = keys.pop("kind", None)
        if name is None:
            if self._before is None:
                self._fail(join(place, "kind"), "missing; the first scene needs a picture")
            return self._read(self._before.kind, keys, place, self._before)
        if not isinstance(name, str) or name not in KINDS:
            expected = f"one of {', '.join(KINDS)}"
            self._fail(join(place, "kind"), f"found {shown(name)}; expected {expected}")
        return self._read(KINDS[name], keys, place)

    def _read(
        self, kind: PictureKind, found: dict[str, Any], place: str, base: Setting | None = None
    ) -> Setting:
        """Return a setting; where it names a scenario, that is a shipped one or one beside it."""
        keys = dict(found)
        for key in kind.keys:
            if isinstance(key, ScenarioWord) and isinstance(keys.get(key.name), str):
                keys[key.name] = self._scenario(keys[key.name], f"{place}.{key.name}")
        return read_setting(kind, keys, place, self._fail, base)

    def _scenario(self, word: str, place: str) -> str:
        if word in list_scenarios():
            return word
        known = "the id of a shipped scenario"
        return check_own_file(word, place, self._folder, known, self._fail)

    def _text(
        self, source: str, name: str, most: int, setting: Setting | None = None, least: int = 1
    ) -> Text:
        """Return a text whose values exist in a setting, or in the scene's own."""
        place = f"{self._place}.{name}"
        if least and not source.strip():
            self._fail(place, "found no words; expected some")
        text = self._texts.text(source, place, most)
        for part in text:
            if isinstance(part, Value):
                self._check_value(part.tree, str(part.tree), place, setting or self._setting_of)
        return text

    def _check_value(self, tree: Node, source: str, place: str, setting: Setting) -> None:
        """Refuse what has no number in a picture, and will have none."""
        values = setting.picture().values
        if np.isfinite(compute(tree, values)):
            return
        # Asked of these values alone: a thread may have computed them a moment later.
        is_open = isinstance(values, Coming) and not values.are_there
        coming = setting.kind.coming(setting.keys) if is_open else ()
        is_coming = all(name in coming or np.isfinite(values[name]) for name in tree.variables)
        if not (coming and is_coming):
            self._missing(place, source, tree, values)

    def _expected(self, source: str, name: str) -> Node:
        place = f"{self._place}.{name}"
        tree = self._texts.expression(source, place)
        self._check_value(tree, source, place, self._revealed)
        return tree

    def _missing(self, place: str, source: str, tree: Node, values: Any) -> NoReturn:
        absent = [name for name in sorted(tree.variables) if not np.isfinite(values[name])]
        of = f": the picture has no {', '.join(absent)}" if absent else ""
        self._fail(place, f"{source[:40]} has no number here{of}; expected one that it computes")

    def _formulas(self, found: str | list[str], kind: PictureKind, name: str) -> tuple[str, ...]:
        names = (found,) if isinstance(found, str) else tuple(found)
        place = f"{self._place}.{name}"
        _counted(names, place, "formulas", (0, MAX_FORMULAS), self._fail)
        for each in names:
            if each not in kind.formulas:
                expected = f"one of {', '.join(kind.formulas)}"
                self._fail(place, f"found {shown(each)}; expected {expected}")
        return names

    def _after(self, table: RevealTable, setting: Setting) -> Setting:
        """Return the picture as it is once the scene is revealed."""
        place = f"{self._place}.reveal.picture"
        if "kind" in table.picture:
            self._fail(join(place, "kind"), "unknown key; a reveal changes the scene's picture")
        return self._read(setting.kind, table.picture, place, setting)

    def _reveal(self, table: RevealTable) -> Reveal:
        after = self._revealed
        return Reveal(
            self._text(table.text, "reveal.text", MAX_TEXT, after, least=0),
            tuple((name, after.keys[name]) for name in table.picture),
            self._formulas(table.formula, after.kind, "reveal.formula"),
            self._link(table.link) if table.link else None,
        )

    def _link(self, table: LinkTable) -> Link:
        place = f"{self._place}.reveal.link"
        word = self._scenario(table.scenario, f"{place}.scenario")
        if not 0 <= table.step <= MAX_STEP:
            expected = f"a whole number from 0 to {MAX_STEP:,}"
            self._fail(f"{place}.step", f"found {table.step}; expected {expected}")
        _words(table.text, f"{place}.text", 1, MAX_OPTION, self._fail)
        return Link(word, table.step, table.text)

    # Questions --------------------------------------------------------------------------

    def _ask(self, table: AskTable, kind: PictureKind) -> Ask:
        place = f"{self._place}.ask"
        there = [name for name in _ANSWERS if getattr(table, name) is not None]
        if len(there) != 1:
            found = " and ".join(there) or "none"
            self._fail(place, f"found {found}; expected one of {', '.join(_ANSWERS)}")
        question = self._text(table.question, "ask.question", MAX_QUESTION)
        if there[0] != "choices" and table.right is not None:
            self._fail(f"{place}.right", "unknown key; only choices have it")
        if there[0] in ("choices", "order") and table.tolerance is not None:
            self._fail(f"{place}.tolerance", "unknown key; only numbers have it")
        match there[0]:
            case "choices":
                return self._choice(table, question)
            case "order":
                options = self._options(table.order or [], "order", (2, 6))
                if table.mistakes:
                    self._fail(f"{place}.mistakes", "unknown key; an order has none")
                return Ask("order", question, options=options)
        return self._number(table, question, there[0], kind)

    def _choice(self, table: AskTable, question: Text) -> Ask:
        place = f"{self._place}.ask"
        if isinstance(table.choices, str):
            return self._own_choice(table, question)
        options = self._options(table.choices or [], "choices", (2, 4))
        if table.right is None:
            self._fail(f"{place}.right", "missing; this key is required")
        for name, number in (
            ("right", table.right),
            *((f"mistakes[{at}].answer", each.answer) for at, each in enumerate(table.mistakes)),
        ):
            if not isinstance(number, int) or not 1 <= number <= len(options):
                expected = f"which choice, a whole number from 1 to {len(options)}"
                self._fail(f"{place}.{name}", f"found {shown(number)}; expected {expected}")
        mistakes = self._mistakes(table)
        return Ask("choice", question, options=options, right=table.right - 1, mistakes=mistakes)

    def _own_choice(self, table: AskTable, question: Text) -> Ask:
        """Return a question whose choices are the picture's."""
        place, picture = f"{self._place}.ask", self._setting_of.picture()
        if table.choices != "picture" or not isinstance(picture, AskingPicture):
            problem = f"found {shown(table.choices)}; expected a list of texts"
            self._fail(f"{place}.choices", f"{problem}, or “picture” where that has choices")
        for name in ("right", "mistakes"):
            if getattr(table, name):
                self._fail(f"{place}.{name}", "unknown key; the picture knows it")
        return Ask("choice", question, of_picture=True).of(picture)

    def _number(self, table: AskTable, question: Text, name: str, kind: PictureKind) -> Ask:
        place = f"{self._place}.ask.{name}"
        if (name == "point" and not kind.points) or (name == "line" and not kind.lines):
            self._fail(place, f"a {kind.id} takes no {name}; expected another kind of answer")
        sources = table.point or [] if name == "point" else [str(getattr(table, name))]
        if name == "point" and len(sources) != kind.points:
            self._fail(place, f"found {len(sources)} numbers; expected {kind.points}")
        expected = tuple(self._expected(source, f"ask.{name}") for source in sources)
        values = self._revealed.picture().values
        tolerance = table.tolerance
        if tolerance is None:
            tolerance = _SHARE * max(1.0, *(abs(compute(tree, values)) for tree in expected))
        if not 0 < tolerance <= 1e6:
            problem = f"found {shown(tolerance)}; expected a positive number up to 1e6"
            self._fail(f"{self._place}.ask.tolerance", problem)
        which = {"number": "number", "point": "point", "line": "line"}[name]
        return Ask(which, question, expected, tolerance=tolerance, mistakes=self._mistakes(table))  # type: ignore[arg-type]

    def _options(self, found: list[str], name: str, limits: tuple[int, int]) -> tuple[Text, ...]:
        _counted(found, f"{self._place}.ask.{name}", "texts", limits, self._fail)
        return tuple(
            self._text(text, f"ask.{name}[{at}]", MAX_OPTION) for at, text in enumerate(found)
        )

    def _mistakes(self, table: AskTable) -> tuple[Mistake, ...]:
        place = "ask.mistakes"
        _counted(
            table.mistakes, f"{self._place}.{place}", "mistakes", (0, MAX_MISTAKES), self._fail
        )
        found = []
        for at, each in enumerate(table.mistakes):
            answer = each.answer
            text = self._text(each.text, f"{place}[{at}].text", MAX_QUESTION, self._revealed)
            node = (
                answer - 1
                if table.choices is not None and isinstance(answer, int)
                else self._expected(str(answer), f"{place}[{at}].answer")
            )
            found.append(Mistake(node, text))
        return tuple(found)
