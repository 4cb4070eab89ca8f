"""The pane that shows words: one of four drawings, and below it how far training is."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout

from app.lessons.picture import PicturePane, Shown
from app.lessons.words.base import WordView
from app.lessons.words.map_view import MapView
from app.lessons.words.network_view import NetworkView
from app.lessons.words.text_views import OneHotView, SentenceView
from app.models.word_training import WordTraining
from app.text.lesson_words import shown_number
from app.theme import Appearance, spaced
from app.widgets.plain import PlainLabel
from engine.lessons.lesson import Scene
from engine.lessons.pictures.word_vectors import WordPicture
from engine.lessons.skip_gram import at_start, pair_scenario

FRAME_MS, EPOCHS_A_SECOND = 16, 10.0
_CHOOSES = {"sentence": "centre", "one-hot": "word", "network": "word", "map": "word"}
"""Which key a click on a word changes."""
_NEEDS = ("network", "map")
"""What shows vectors."""


class WordPane(PicturePane):
    """Shows words, and trains them."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.training = WordTraining(self)
        self.training.changed.connect(self._go_on)
        self._picture: WordPicture | None = None
        self._can_choose = False
        self._epoch = 0.0
        self._drawn_at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._tick)
        kinds = {"sentence": SentenceView, "one-hot": OneHotView, "network": NetworkView}
        self.views: dict[str, WordView] = {
            name: made(self.training, appearance, self)
            for name, made in (*kinds.items(), ("map", MapView))
        }
        self._stack = QStackedWidget()
        for view in self.views.values():
            view.chosen.connect(self._choose)
            self._stack.addWidget(view)
        self.status = PlainLabel()
        self.status.setWordWrap(True)
        self.status.setProperty("role", "muted")
        self.step = QPushButton()
        self.step.clicked.connect(self._step)
        row = spaced(QHBoxLayout(), appearance, 10, (0, 4, 0, 0))
        row.addWidget(self.status, 1)
        row.addWidget(self.step)
        column = spaced(QVBoxLayout(self), appearance, 0, (0, 0, 0, 0))
        column.addWidget(self._stack, 1)
        column.addLayout(row)

    def show_picture(self, shown: Shown) -> None:
        """Draw it, and go to its epoch: at once where a person can, else as training goes."""
        picture = shown.setting.picture()
        assert isinstance(picture, WordPicture)
        before, self._picture = self._picture, picture
        target, show = picture.keys["epochs"], picture.keys["show"]
        # Before a person wants to see it: kernels may have to be loaded first.
        self.training.follow(picture.seed, picture.window, trains=show in _NEEDS)
        self._can_choose = _CHOOSES[show] in shown.handles
        is_new = before is None or (before.seed, before.window) != (picture.seed, picture.window)
        if is_new or target < self._epoch or "epochs" in shown.handles or show != "map":
            self._epoch = float(min(target, len(self.training.epochs) - 1))
        self._stack.setCurrentWidget(self.views[show])
        self._go_on()

    def prepare(self, scene: Scene) -> Iterator[None]:
        """Draw the vectors that a training begins with."""
        picture = scene.setting.picture()
        assert isinstance(picture, WordPicture)
        at_start(picture.seed, picture.window)
        yield

    def shutdown(self) -> None:
        """Wait for the training to end."""
        self._timer.stop()
        self.training.shutdown()

    def _go_on(self) -> None:
        """Move towards the epoch that is wanted, as far as there are vectors."""
        if self._picture is None:
            return
        if self._epoch < self._reachable and not self._timer.isActive():
            self._drawn_at = perf_counter()
            self._timer.start()
        self._draw()

    @property
    def _reachable(self) -> float:
        assert self._picture is not None
        return float(min(self._picture.keys["epochs"], len(self.training.epochs) - 1))

    def _tick(self) -> None:
        now = perf_counter()
        self._epoch += EPOCHS_A_SECOND * min(0.25, now - self._drawn_at)
        self._drawn_at = now
        if self._epoch >= self._reachable:
            self._epoch = self._reachable
            self._timer.stop()
        self._draw()

    def _draw(self) -> None:
        picture = self._picture
        assert picture is not None
        show = picture.keys["show"]
        self.views[show].show_words(picture, self._epoch, self._can_choose)
        self.status.setText(self._state(picture))
        self.status.setVisible(show in _NEEDS)
        word, target = picture.keys["word"], picture.keys["target"]
        self.step.setText(f"Step through {word} → {target}")
        self.step.setVisible(show == "network" and picture.keys["details"])
        self.step.setEnabled(self._epoch == picture.keys["epochs"])

    def _state(self, picture: WordPicture) -> str:
        training = self.training
        if training.problem:
            return training.problem
        at, wanted = round(self._epoch), picture.keys["epochs"]
        if training.is_preparing and wanted:
            return "Getting ready to train …"
        if not at:
            return "Before training: weights as they are drawn"
        loss = shown_number(training.epochs[at].loss, 3)
        return f"Epoch {at} of {max(wanted, at)}, loss {loss}"

    def _choose(self, number: int) -> None:
        if self._picture is not None:
            handle = _CHOOSES[self._picture.keys["show"]]
            self.dragged.emit(handle, float(number), 0.0)

    def _step(self) -> None:
        picture = self._picture
        if picture is None:
            return
        vectors, keys = self.training.epochs[round(self._epoch)], picture.keys
        pair = (keys["word"], keys["target"])
        self.scenario_made.emit(pair_scenario(vectors, *pair, picture.seed, picture.window))
