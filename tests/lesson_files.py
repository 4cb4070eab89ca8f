"""Lessons for tests: a small one as text, and every answer there is to a question."""

from engine.lessons.kinds import Setting
from engine.lessons.lesson import Ask, Scene
from engine.lessons.pictures.network import NetworkPicture
from engine.lessons.pictures.runs import RunsPicture
from engine.lessons.running import Reached, train
from engine.lessons.texts import compute

SCENE = """text = "From $x = [[at]]$ on."
picture = { kind = "curve", f = "x^2", at = 1, secant = 1.0 }
move = ["secant"]
formula = "quotient"
"""
ASK = """[scenes.ask]
question = "Where does it come to rest?"
number = "slope"
tolerance = 0.01
mistakes = [{ answer = "quotient", text = "That is the secant." }]
"""
REVEAL = """[scenes.reveal]
text = "It is $[[slope]]$."
picture = { tangent = true }
formula = "derivative"
link = { scenario = "mazur-2-2-2", step = 15, text = "The same" }
"""
HEAD = """format = 1
id = "small"
title = "Small"
chapter = "Calculus"
minutes = 4
"""
LESSON = f"{HEAD}[[scenes]]\n{SCENE}{ASK}{REVEAL}"


def wrong_answer(ask: Ask, values: dict[str, float]) -> tuple[float, ...]:
    """Return an answer that is wrong, with a known cause where there is one."""
    if ask.kind == "choice":
        return (float((ask.right + 1) % len(ask.options)),)
    if ask.kind == "order":
        return tuple(float(at) for at in reversed(range(len(ask.options))))
    right = [compute(tree, values) for tree in ask.expected]
    return tuple(number + 3.0 * ask.tolerance + 1.0 for number in right)


def trained(setting: Setting) -> Setting:
    """Train what a picture shows, and return its setting."""
    picture = setting.picture()
    if isinstance(picture, NetworkPicture):
        list(picture.work())
    if isinstance(picture, RunsPicture):
        runs = [run for run in picture.runs.values() if not run.is_done]
        for message in train([run.spec for run in runs]):
            if isinstance(message, Reached):
                runs[message.number].take(message)
    return setting


def values_of(scene: Scene) -> dict[str, float]:
    """Return what is known before the reveal, and else after it, everything trained."""
    setting = trained(scene.setting)
    if not isinstance(setting.picture(), RunsPicture):
        return dict(setting.picture().values)
    changes = dict(scene.reveal.changes) if scene.reveal is not None else {}
    return dict(trained(setting.changed(changes)).picture().values)
