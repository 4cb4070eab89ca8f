"""Lessons are read strictly: one sentence with the file, the place, and what was expected."""

import random
from pathlib import Path

import pytest
from lesson_files import ASK, HEAD, LESSON, SCENE

from engine.errors import LessonError
from engine.lessons.pictures import KINDS
from engine.lessons.reading import load_lesson, parse_lesson

NUMBER = ASK.partition('rest?"\n')[2].rstrip()
CURVE = 'kind = "curve", f = "x^2", at = 1, secant = 1.0'
CHAIN = 'kind = "chain", functions = ["2*x", "u^2"], names = ["x", "u", "y"]'
CHOICE = 'choices = ["one", "two"]\nright = 1'


def refusal(text: str, folder: Path | None = None) -> str:
    with pytest.raises(LessonError) as caught:
        parse_lesson(text, "l.toml", folder)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.startswith("l.toml: ")
    return sentence.removeprefix("l.toml: ")


def test_a_small_lesson_is_read() -> None:
    lesson = parse_lesson(LESSON, "l.toml")
    assert (lesson.id, lesson.minutes, len(lesson.scenes)) == ("small", 4, 1)
    scene = lesson.scenes[0]
    assert scene.setting.picture().values["quotient"] == 3.0
    assert scene.ask is not None
    assert scene.reveal is not None
    assert scene.reveal.changes == (("tangent", True),)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("format = 1", "format = 2", "format: found 2; expected 1"),
        ("format = 1\n", "", "format: missing; this key is required"),
        ("format = 1", 'format = "1"', "format: found text; expected a whole number"),
        ("format = 1", "format = 1\ncolour = 1", "colour: unknown key; see the manual"),
        ('id = "small"', 'id = "Small one"', "id: found 'Small one'; expected small letters"),
        ('id = "small"', f'id = "{"a" * 81}"', "id: found "),
        ('title = "Small"', 'title = ""', "title: found 0 characters; expected 1 to 80"),
        ('title = "Small"', f'title = "{"a" * 81}"', "title: found 81 characters; expected"),
        ('title = "Small"', 'title = "a\\u202eb"', "title: found 'a\\u202eb'; expected printable"),
        ('chapter = "Calculus"', 'chapter = " "', "chapter: found 1 characters; expected 1 to 40"),
        ("minutes = 4", "minutes = 0", "minutes: found 0; expected a whole number from 1 to 60"),
        ("minutes = 4", "minutes = 4.5", "minutes: found a number; expected a whole number"),
        ("minutes = 4", 'minutes = 4\nabout = "' + "a" * 161 + '"', "about: found 161 characters"),
        ('text = "From $x = [[at]]$ on."', 'text = ""', "scenes[0].text: found no words"),
        ("[[at]]", "x" * 400, "scenes[0].text: found 4"),
        ("[[at]]", "[[att]]", "scenes[0].text: [[att]]: character 1: “att” is not known"),
        ("[[at]]", "[[marble]]", "scenes[0].text: marble has no number here: the picture has no m"),
        ("[[at]]", "[[at", "scenes[0].text: found [[ without its ]]; expected both"),
        ("[[at]]", "[[1/0]]", "scenes[0].text: 1/0 has no number here; expected one that it"),
        ("[[at]]$", "1", "scenes[0].text: found $ without a second one; expected both"),
        ("[[at]]", "{1", "scenes[0].text: found $ before a brace was closed; expected as many"),
        ("[[at]]", "1}", "scenes[0].text: found } without its {; expected as many of both"),
        ("[[at]]", "\\\\foo", "scenes[0].text: \\foo is not known; expected one of alpha"),
        ("[[at]]", "{{{{{{1}}}}}}", "scenes[0].text: braces are nested too deeply; expected"),
        (f"{{ {CURVE} }}", '{ kind = "pie" }', "scenes[0].picture.kind: found 'pie'; expected one"),
        (f"{{ {CURVE} }}", "{ at = 1 }", "scenes[0].picture.kind: missing; the first scene needs"),
        (f"{{ {CURVE} }}", "{ kind = 1 }", "scenes[0].picture.kind: found 1; expected one of"),
        ("at = 1,", "att = 1,", "scenes[0].picture.att: unknown key; expected one of f, g, terms"),
        ("at = 1,", 'at = "1",', "scenes[0].picture.at: found '1'; expected a number from"),
        ("at = 1,", "at = true,", "scenes[0].picture.at: found true; expected a number from"),
        ("at = 1,", "at = nan,", "scenes[0].picture.at: found nan; expected a number from"),
        ("at = 1,", "at = 1e10,", "scenes[0].picture.at: found 1e+10; expected a number from"),
        ("at = 1,", "", "scenes[0].picture.secant: there is no at; expected the place that the"),
        ('"x^2"', '"x^^2"', "scenes[0].picture.f: character 3: found “^”; expected a number, x"),
        ('"x^2"', '"log(-1-x^2)"', "scenes[0].picture.f: has no value from x = -1 to 3"),
        ('"x^2"', "2", "scenes[0].picture.f: found 2; expected a function of x as text"),
        ('"x^2"', '"__import__(1)"', "scenes[0].picture.f: character 1: found “_”"),
        ("at = 1,", "at = 1, x = [3, 1],", "scenes[0].picture.x: the numbers do not ascend"),
        ("at = 1,", "at = 1, x = [3],", "scenes[0].picture.x: found 1 numbers; expected 2"),
        ("at = 1,", "at = 1, x = 3,", "scenes[0].picture.x: found 3; expected a list of numbers"),
        (
            "at = 1,",
            'at = 1, x = [1, "a"],',
            "scenes[0].picture.x[1]: found 'a'; expected a number",
        ),
        ("at = 1,", "at = 1, steps = 1.5,", "scenes[0].picture.steps: found 1.5; expected a whole"),
        ("at = 1,", "at = 1, steps = 999,", "scenes[0].picture.steps: found 999; expected a whole"),
        ("at = 1,", "at = 1, tangent = 1,", "scenes[0].picture.tangent: found 1; expected true or"),
        (
            "at = 1,",
            "at = 1, terms = [1],",
            "scenes[0].picture.terms: found a list; expected a list",
        ),
        (
            "at = 1,",
            'at = 1, terms = ["y"],',
            "scenes[0].picture.terms[0]: character 1: “y” is not",
        ),
        ("at = 1,", 'at = 1, axes = ["d"],', "scenes[0].picture.axes: expected two names of 1"),
        (
            CURVE,
            CHAIN.replace('"x", "u"', '"x"'),
            "scenes[0].picture.names: found 2 names; expected",
        ),
        (CURVE, CHAIN.replace('"u", "y"', '"e", "y"'), "scenes[0].picture.names[1]: found 'e'"),
        (CURVE, CHAIN.replace('"u", "y"', '"x", "y"'), "scenes[0].picture.names: a name stands"),
        (CURVE, CHAIN.replace("u^2", "v^2"), "scenes[0].picture.functions[1]: character 1: “v”"),
        (CURVE, CHAIN.replace("u^2", "log(u-9)"), "scenes[0].picture.at: the functions have no"),
        (CURVE, 'kind = "surface", f = "x^2"', "scenes[0].picture.f: character 1: “x” is not"),
        (CURVE, 'kind = "surface", slice = "x3"', "scenes[0].picture.slice: found 'x3'; expected"),
        ('move = ["secant"]', 'move = ["axes"]', "scenes[0].move[0]: 'axes' cannot be moved"),
        ('move = ["secant"]', 'move = "secant"', "scenes[0].move: found text; expected a list"),
        ('formula = "quotient"', 'formula = "proof"', "scenes[0].formula: found 'proof'; expected"),
        (NUMBER, "", "scenes[0].ask: found none; expected one of number, choices, point, line"),
        (NUMBER, 'number = "y"\nline = "slope"', "scenes[0].ask: found number and line; expected"),
        ('number = "slope"', 'number = "slop"', "scenes[0].ask.number: character 1: “slop” is not"),
        (
            'number = "slope"',
            'number = "marble"',
            "scenes[0].ask.number: marble has no number here",
        ),
        ("tolerance = 0.01", "tolerance = -1", "scenes[0].ask.tolerance: found -1; expected a"),
        ("tolerance = 0.01", "right = 1", "scenes[0].ask.right: unknown key; only choices have it"),
        ('answer = "quotient"', 'answer = "q"', "scenes[0].ask.mistakes[0].answer: character 1"),
        ('"That is the secant."', '""', "scenes[0].ask.mistakes[0].text: found no words"),
        (
            NUMBER,
            'choices = ["one"]\nright = 1',
            "scenes[0].ask.choices: found 1 texts; expected 2",
        ),
        (NUMBER, 'choices = ["a", "b"]', "scenes[0].ask.right: missing; this key is required"),
        (NUMBER, CHOICE.replace("= 1", "= 3"), "scenes[0].ask.right: found 3; expected which"),
        (NUMBER, f"{CHOICE}\ntolerance = 1", "scenes[0].ask.tolerance: unknown key; only numbers"),
        (NUMBER, 'point = ["at", "y"]', "scenes[0].ask.point: found 2 numbers; expected 1"),
        (NUMBER, 'order = ["a"]', "scenes[0].ask.order: found 1 texts; expected 2 to 6"),
        ("tangent = true }\n", "tangent = 1 }\n", "scenes[0].reveal.picture.tangent: found 1"),
        ("tangent = true }\n", 'kind = "curve" }\n', "scenes[0].reveal.picture.kind: unknown key"),
        ('"mazur-2-2-2"', '"mazur"', "scenes[0].reveal.link.scenario: found 'mazur'; expected the"),
        ('"mazur-2-2-2"', '"../a.toml"', "scenes[0].reveal.link.scenario: found '../a.toml'"),
        ('"mazur-2-2-2"', '"/etc/a.toml"', "scenes[0].reveal.link.scenario: found '/etc/a.toml'"),
        ('"mazur-2-2-2"', '"a.toml"', "scenes[0].reveal.link.scenario: there is no file 'a.toml'"),
        ("step = 15", "step = -1", "scenes[0].reveal.link.step: found -1; expected a whole"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(old: str, new: str, sentence: str) -> None:
    assert old in LESSON
    found = refusal(LESSON.replace(old, new, 1))
    assert found.startswith(sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the file is empty; expected a lesson in TOML"),
        ("format = ", "not valid TOML: "),
        (HEAD, "scenes: missing; this key is required"),
        (f"{HEAD}scenes = []", "scenes: found 0 scenes; expected 1 to 20"),
        (HEAD + f"[[scenes]]\n{SCENE}" * 21, "scenes: found 21 scenes; expected 1 to 20"),
        (f"{HEAD}[[scenes]]\n{SCENE}" + "[scenes.a]\nb = 1", "scenes[0].a: unknown key"),
        ("a = " + "[" * 500 + "]" * 500, "lists or tables are nested too deeply"),
        ("a." * 100 + "b = 1", "lists or tables are nested too deeply"),
        (f"{HEAD}x = {'9' * 5000}", "a number has more digits than can be read"),
        (LESSON.replace("formula = ", "formula = [") + "]", "not valid TOML: "),
    ],
)
def test_whole_files_are_refused(text: str, sentence: str) -> None:
    assert refusal(text).startswith(sentence)


MISTAKE = '{ answer = "quotient", text = "That is the secant." }'


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (CURVE, 'kind = "points", points = []', "scenes[0].picture.points: found no points"),
        (
            CURVE,
            'kind = "points", points = 3',
            "scenes[0].picture.points: found 3; expected a list",
        ),
        (
            CURVE,
            'kind = "points", points = [[1, 2], [1]]',
            "scenes[0].picture.points[1]: found a list; expected 2 or 3 numbers, as in all",
        ),
        (
            CURVE,
            'kind = "points", points = [[1, 2, 3]]',
            "scenes[0].picture.points[0]: found 3 numbers; expected x and y",
        ),
        (
            CURVE,
            'kind = "points", points = [[1, 2, 3]], classes = true',
            "scenes[0].picture.points: found a class that is neither 0 nor 1; expected",
        ),
        (CURVE, 'kind = "points", learner = "logistic"', "scenes[0].picture.learner: found 'logi"),
        (CURVE, 'kind = "points", line = [1, 2, 3]', "scenes[0].picture.line: found 3 numbers; ex"),
        (CURVE, 'kind = "points", data = "roses"', "scenes[0].picture.data: found 'roses'; expect"),
        (
            CURVE,
            'kind = "points", names = ["a"]',
            "scenes[0].picture.names: expected two different names of 1 to 30 characters",
        ),
        (CURVE, 'kind = "points", names = ["a", "a"]', "scenes[0].picture.names: expected two"),
        (CURVE, f'kind = "points", names = ["a", "{"b" * 31}"]', "scenes[0].picture.names: exp"),
        (
            CURVE,
            'kind = "curve", axes = ["x", "\\u202ey"]',
            "scenes[0].picture.axes[1]: found '\\u202ey'; expected printable characters on one",
        ),
        (
            CURVE,
            'kind = "clock", reporter = ["a\\nb"], reported = [1, 2]',
            "scenes[0].picture.reporter[0]: found 'a\\nb'; expected printable",
        ),
        (
            CURVE,
            'kind = "quiz", shape = "3"',
            "scenes[0].picture.shape: found '3'; expected one of 1-",
        ),
        (
            CURVE,
            f'kind = "runs", runs = [{{ name = "{"a" * 61}" }}]',
            "scenes[0].picture.runs[0].name: found ",
        ),
        (
            CURVE,
            'kind = "runs", runs = [{ name = "a\\tb" }]',
            "scenes[0].picture.runs[0].name: found 'a\\tb'; expected at most 60 printable",
        ),
        (CURVE, f'kind = "runs", across = ["{"a" * 61}"]', "scenes[0].picture.across: found a te"),
        (
            CURVE,
            'kind = "runs", rate = 1, rates = [-5, 5]',
            "scenes[0].picture.rates: found -5; expected rates from 1e-06",
        ),
        (CURVE, 'kind = "image-grid", image = [1]', "scenes[0].picture.image: found 1 numbers; ex"),
        (
            CURVE,
            'kind = "image-grid", image = [2, 0, 0, 0]',
            "scenes[0].picture.image: found a num",
        ),
        (
            CURVE,
            'kind = "image-grid", layers = 2, truth = [0, 0, 0, 1]',
            "scenes[0].picture.truth: found what is true without answers; expected answers",
        ),
        (CURVE, 'kind = "circuit", f = "x*"', "scenes[0].picture.f: character 3: the formula ends"),
        (CURVE, 'kind = "circuit", values = { x = 1 }', "scenes[0].picture.f: character 3: “y” is"),
        (CURVE, 'kind = "circuit", values = 1', "scenes[0].picture.values: found 1; expected at m"),
        (CURVE, 'kind = "circuit", step = 1.5', "scenes[0].picture.step: found 1.5; expected a wh"),
        (CURVE, 'kind = "words", show = "cloud"', "scenes[0].picture.show: found 'cloud'; expecte"),
        (CURVE, 'kind = "words", word = "zebra"', "scenes[0].picture.word: 'zebra' is not in the "),
        (CURVE, 'kind = "words", sum = ["king"]', "scenes[0].picture.sum: found 1 words; expected"),
        (CURVE, 'kind = "surface", at = [1]', "scenes[0].picture.at: found 1 numbers; expected 2"),
        (
            'formula = "quotient"',
            "formula = 1",
            "scenes[0].formula: found a whole number; expected",
        ),
        (
            'formula = "quotient"',
            'formula = ["quotient", "quotient", "quotient", "quotient"]',
            "scenes[0].formula: found 4 formulas; expected 0 to 3",
        ),
        ("Where does it", "W" * 200, "scenes[0].ask.question: found 2"),
        (MISTAKE, ", ".join([MISTAKE] * 7), "scenes[0].ask.mistakes: found 7 mistakes; expected 0"),
        (', text = "That is the secant."', "", "scenes[0].ask.mistakes[0].text: missing; this"),
        (
            NUMBER,
            f'choices = ["{"a" * 121}", "b"]\nright = 1',
            "scenes[0].ask.choices[0]: found 121",
        ),
        (NUMBER, 'choices = "ab"\nright = 1', "scenes[0].ask.choices: found 'ab'; expected a list"),
        (
            NUMBER,
            f'order = ["a", "b"]\nmistakes = [{MISTAKE}]',
            "scenes[0].ask.mistakes: unknown k",
        ),
        (
            "tolerance = 0.01",
            "tolerance = nan",
            "scenes[0].ask.tolerance: found nan; expected a po",
        ),
        ('text = "It is', 'texts = "It is', "scenes[0].reveal.texts: unknown key; see the manual"),
        (
            'text = "It is $[[slope]]$."',
            'text = "[[slop]]"',
            "scenes[0].reveal.text: [[slop]]: cha",
        ),
        (
            'formula = "derivative"',
            'formula = "d"',
            "scenes[0].reveal.formula: found 'd'; expected",
        ),
        (
            "step = 15",
            'step = "15"',
            "scenes[0].reveal.link.step: found text; expected a whole num",
        ),
        (", step = 15", "", "scenes[0].reveal.link.step: missing; this key is required"),
        (
            'text = "The same"',
            'text = ""',
            "scenes[0].reveal.link.text: found 0 characters; expecte",
        ),
    ],
)
def test_what_does_not_fit_a_picture_or_its_question_is_said_with_its_place(
    old: str, new: str, sentence: str
) -> None:
    assert old in LESSON
    assert refusal(LESSON.replace(old, new, 1)).startswith(sentence)


def test_a_later_scene_changes_the_picture_before_it() -> None:
    more = '[[scenes]]\ntext = "On."\npicture = { at = 2 }\n'
    lesson = parse_lesson(LESSON + more, "l.toml")
    values = lesson.scenes[1].setting.picture().values
    assert (values["at"], values["a"], values["quotient"]) == (2.0, 1.0, 5.0)


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "large.toml").write_bytes(b"#" * 300_000)
    for name in ("bytes.toml", "large.toml", "none.toml", "."):
        with pytest.raises(LessonError):
            load_lesson(tmp_path / name)


def test_every_kind_has_a_sentence_for_each_of_its_words() -> None:
    for kind in KINDS.values():
        picture = kind.make({key.name: key.default for key in kind.keys})
        # Networks and tables have values more, by the names of what is in them.
        assert picture.values.keys() >= kind.offers.keys()
        assert kind.id in {"network", "table"} or len(picture.values) == len(kind.offers)
        assert all(kind.offers.values())
        assert all(kind.formulas.values())


def test_mutated_lessons_are_read_or_refused_with_a_sentence() -> None:
    draw = random.Random(12)
    sources = [LESSON, *(path.read_text() for path in _shipped_files())]
    letters = "[]{}=$\\\"'^_0123456789abcxyz.,+-*/()\n é\u202e"
    read = 0
    for _ in range(400):
        text = list(draw.choice(sources))
        for _ in range(draw.randint(1, 4)):
            at = draw.randrange(len(text))
            text[at : at + draw.randint(0, 3)] = draw.choice(letters)
        try:
            parse_lesson("".join(text), "l.toml")
        except LessonError as error:
            sentence = str(error)
        else:
            sentence, read = "l.toml: ", read + 1
        assert sentence.startswith("l.toml: ")
    assert 0 < read < 400


def _shipped_files() -> list[Path]:
    import resources

    return sorted(resources.file("lessons").glob("*.toml"))
