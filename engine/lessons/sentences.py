"""A small text of our own: sentences drawn from templates, and the pairs in their windows."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias

import resources
from engine.random_streams import drawn_sentences

SENTENCES = 700
"""Sentences of a text: each template is used equally often."""

Sentence: TypeAlias = tuple[str, ...]
Pair: TypeAlias = tuple[int, int]
"""A centre word and a word of its context, each by its place in the vocabulary."""

_SLOT = re.compile(r"\{(.*?)\}")


class Words(NamedTuple):
    """What sentences are made of.

    Attributes
    ----------
    groups : dict of str to tuple of str
        Words that templates put into the same places, by the group's name.
    templates : tuple of str
        Sentences with ``{a group}`` or ``{some/words}`` in them.
    vocabulary : tuple of str
        Every word that a sentence can have, in alphabetical order.
    """

    groups: dict[str, Sentence]
    templates: tuple[str, ...]
    vocabulary: Sentence

    def group_of(self, word: str) -> str:
        """Return the group of a word; empty for none, as for "the"."""
        return next((name for name, group in self.groups.items() if word in group), "")


@cache
def words() -> Words:
    """Return the words and templates that are shipped."""
    path = resources.file("data", "words", "sentences.toml")
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    groups = {name: tuple(group) for name, group in found["groups"].items()}
    templates = tuple(found["text"]["templates"])
    plain = {word for template in templates for word in _SLOT.sub("", template).split()}
    listed = {
        word
        for template in templates
        for slot in _SLOT.findall(template)
        for word in _choices(slot, groups)
    }
    return Words(groups, templates, tuple(sorted(plain | listed)))


def _choices(slot: str, groups: dict[str, Sentence]) -> Sentence:
    return groups.get(slot) or tuple(slot.split("/"))


@lru_cache(maxsize=8)
def text(seed: int) -> tuple[Sentence, ...]:
    """Return the sentences of a seed."""
    groups, templates, _ = words()
    draw = drawn_sentences(seed)

    def drawn(match: re.Match[str]) -> str:
        choices = _choices(match[1], groups)
        return choices[draw.integers(len(choices))]

    sentences = [
        tuple(_SLOT.sub(drawn, templates[at % len(templates)]).split()) for at in range(SENTENCES)
    ]
    return tuple(sentences[at] for at in draw.permutation(SENTENCES))


def context(sentence: Sentence, centre: int, window: int) -> range:
    """Return the places around a centre, as far as the window and the sentence reach."""
    return range(max(0, centre - window), min(len(sentence), centre + window + 1))


@lru_cache(maxsize=8)
def pairs(seed: int, window: int) -> tuple[Pair, ...]:
    """Return every word of a text with each of its context, in the text's order."""
    place = {word: at for at, word in enumerate(words().vocabulary)}
    return tuple(
        (place[word], place[sentence[other]])
        for sentence in text(seed)
        for at, word in enumerate(sentence)
        for other in context(sentence, at, window)
        if other != at
    )
