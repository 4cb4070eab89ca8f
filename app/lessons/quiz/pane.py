"""The pane that shows the network of a quiz."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from app.graph.named import NamedNetwork
from app.lessons.picture import PicturePane, Shown
from app.theme import Appearance, spaced
from engine.lessons.pictures.quiz import QuizPicture


class QuizPane(PicturePane):
    """A network with its weights, and once that is asked for what each unit computes."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.named = NamedNetwork(appearance)
        spaced(QVBoxLayout(self), appearance, 0, (0, 0, 0, 0)).addWidget(self.named)

    def show_picture(self, shown: Shown) -> None:
        """Draw it."""
        picture = shown.setting.picture()
        assert isinstance(picture, QuizPicture)
        expressions = picture.keys["expressions"]
        self.named.show_network(picture.question.network, expressions=expressions)
