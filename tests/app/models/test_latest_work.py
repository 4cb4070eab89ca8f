"""Of tasks that are asked for while another is done, the last one follows."""

import threading

import pytest
from PySide6.QtCore import QObject, QTimer

from app.models.latest_work import LatestWork
from engine.errors import UserError


@pytest.fixture
def made(qtbot):
    parent, gate, begun, answers, problems = QObject(), threading.Event(), [], [], []

    def work(task):
        begun.append(task)
        if task == "bad":
            raise UserError("that cannot be done")
        yield f"{task}, coarse"
        gate.wait(10)
        yield f"{task}, fine"

    latest = LatestWork("test", "Testing", work, parent)
    latest.answered.connect(answers.append)
    latest.failed.connect(problems.append)
    yield latest, gate, begun, answers, problems
    gate.set()
    latest.shutdown()
    parent.deleteLater()


def test_what_is_out_of_date_is_left_out(qtbot, made):
    latest, gate, begun, answers, _ = made
    latest.ask(1)
    qtbot.waitUntil(lambda: answers == ["1, coarse"])
    for task in (2, 3, 4):
        latest.ask(task)
    gate.set()
    qtbot.waitUntil(lambda: latest.is_resting)
    assert begun == [1, 4]
    assert answers[-2:] == ["4, coarse", "4, fine"]


def test_what_is_forgotten_has_no_answer(qtbot, made):
    latest, gate, _, answers, _ = made
    latest.ask(1)
    qtbot.waitUntil(lambda: answers == ["1, coarse"])
    latest.forget()
    gate.set()
    qtbot.waitUntil(lambda: latest.is_resting)
    assert answers == ["1, coarse"]


def test_a_refusal_is_said_and_the_next_task_done(qtbot, made):
    latest, gate, _, answers, problems = made
    gate.set()
    latest.ask("bad")
    qtbot.waitUntil(lambda: problems == ["that cannot be done"])
    latest.ask(2)
    qtbot.waitUntil(lambda: answers[-1:] == ["2, fine"])


def test_a_thread_that_answers_faster_than_it_is_drawn_leaves_the_window_its_turns(qtbot):
    drawn, turns, taken = [], [], threading.Semaphore(0)

    def work(_task):
        yield 0
        for number in range(1, 30):
            # The next answer is there before this one is drawn.
            taken.acquire(timeout=10)
            yield number

    def draw(number):
        taken.release()
        threading.Event().wait(0.01)
        drawn.append(number)

    parent = QObject()
    latest = LatestWork("test", "Testing", work, parent)
    latest.answered.connect(draw)
    timer = QTimer(parent, interval=0)
    timer.timeout.connect(lambda: turns.append(len(drawn)))
    timer.start()
    latest.ask(1)
    qtbot.waitUntil(lambda: latest.is_resting)
    latest.shutdown()
    parent.deleteLater()
    assert drawn == list(range(30))
    assert len({turn for turn in turns if 0 < turn < 30}) > 10
