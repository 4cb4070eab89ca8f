"""Words as vectors: a window of a sentence, one-hot words, a pair in the network, all vectors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from engine.errors import Fail
from engine.lessons import skip_gram
from engine.lessons.keys import Count, Expression, Option, Stage, Switch, Texts
from engine.lessons.kinds import PictureKind, Place
from engine.lessons.sentences import SENTENCES, Sentence, context, pairs, text, words


class WordPicture:
    """What is computed of words; what training computes is the pane's, as it takes a while.

    Attributes
    ----------
    sentence : tuple of str
        The sentence that is shown.
    centre : int
        Which of its words the window is around, from 0.
    """

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self.keys = keys
        self.seed, self.window = int(keys["seed"]), int(keys["window"])
        self.sentence: Sentence = text(self.seed)[keys["sentence"] - 1]
        self.centre = min(keys["centre"], len(self.sentence)) - 1

    @property
    def context(self) -> tuple[int, ...]:
        """The places of the context in the sentence."""
        around = context(self.sentence, self.centre, self.window)
        return tuple(at for at in around if at != self.centre)

    @cached_property
    def values(self) -> Mapping[str, float]:
        """The numbers that words can have."""
        vocabulary, groups = words().vocabulary, words().groups
        counts = {
            "words": len(vocabulary),
            "grouped": sum(map(len, groups.values())),
            "groups": len(groups),
            "sentences": SENTENCES,
            "pairs": len(pairs(self.seed, self.window)),
            "window": self.window,
            "length": len(self.sentence),
            "centre": self.centre + 1,
            "context": len(self.context),
            "place": vocabulary.index(self.keys["word"]) + 1,
            "size": skip_gram.SIZE,
            "weights": 2 * skip_gram.SIZE * len(vocabulary),
            "epochs": self.keys["epochs"],
            "nearest": skip_gram.NEAREST,
        }
        return {name: float(count) for name, count in counts.items()}

    def handles(self) -> Mapping[str, Place]:
        """Return what is clicked on the picture: words, by their place; and the epoch."""
        at = words().vocabulary.index
        chosen = {name: (float(at(self.keys[name])), 0.0) for name in ("word", "target")}
        numbers = {"centre": self.centre + 1.0, "epochs": float(self.keys["epochs"])}
        return chosen | {name: (number, 0.0) for name, number in numbers.items()}

    def limits(self, key: str) -> Place:
        """Return from where to where a number is moved on a slider."""
        del key
        return 0.0, float(skip_gram.EPOCHS)

    def dragged(self, handle: str, x: float, y: float) -> Mapping[str, Any]:
        """Return the key that changes where another word is clicked."""
        del y
        if handle == "centre":
            return {"centre": int(min(max(x, 1.0), len(self.sentence)))}
        if handle == "epochs":
            return {"epochs": int(min(max(x, 0.0), skip_gram.EPOCHS))}
        vocabulary = words().vocabulary
        return {handle: vocabulary[int(min(max(x, 0.0), len(vocabulary) - 1.0))]}


def _check(keys: Mapping[str, Any], fail: Fail) -> None:
    for name in ("word", "target", "sum"):
        found = (keys[name],) if isinstance(keys[name], str) else keys[name]
        for word in found:
            if word not in words().vocabulary:
                fail(name, f"{word[:40]!r} is not in the text; expected a word such as cat or saw")
    if len(keys["sum"]) not in (0, 3):
        fail("sum", f"found {len(keys['sum'])} words; expected three: from, less, more")


WORDS = PictureKind(
    id="words",
    sentence="Words as vectors: windows, one-hot words, a pair in the network, the vectors.",
    keys=(
        Option("show", "show", "sentence", ("sentence", "one-hot", "network", "map")),
        Count("sentence", "sentence", 1, 1, SENTENCES),
        Count("centre", "centre word", 3, 1, 12),
        Count("window", "words at each side", 2, 1, 4),
        Switch("details", "details"),
        Expression("word", "word", "cat", "a word"),
        Expression("target", "word of its context", "eats", "a word"),
        Count("seed", "starting weights", 0, 0, 999),
        Stage("epochs", "epochs", 0, 0, skip_gram.EPOCHS),
        Switch("groups", "groups in colour"),
        Switch("neighbours", "neighbours"),
        Texts("sum", "sum", (), 3),
        Option("only", "group", "", ("", *words().groups)),
    ),
    offers={
        "words": "how many words the vocabulary has",
        "grouped": "how many of them templates put into the same places",
        "groups": "how many groups these are",
        "sentences": "how many sentences the text has",
        "pairs": "how many pairs of a word and one of its context",
        "window": "how many words at each side are the context",
        "length": "how many words the sentence has",
        "centre": "which of them is the centre, from 1",
        "context": "how many words its context has",
        "place": "which input is that of the word, from 1",
        "size": "how many numbers a vector has",
        "weights": "how many weights the network has",
        "epochs": "after how many epochs it is shown",
        "nearest": "how many neighbours are shown",
    },
    formulas={
        "hidden": "the hidden units of a one-hot word",
        "output": "how probable each word is near it",
        "loss": "the loss of a pair",
        "cosine": "how near two words are",
    },
    check=_check,
    make=WordPicture,
)
