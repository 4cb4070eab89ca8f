"""Words as vectors: pairs of windows, what training finds, and a pair to be stepped through."""

import math

import numpy as np
import pytest
from own_words import NAMED, in_group, trained_vectors

from engine.errors import LessonError
from engine.iteration.passes import forward
from engine.lessons.kinds import read_setting
from engine.lessons.pictures import KINDS
from engine.lessons.sentences import SENTENCES, context, pairs, text, words
from engine.lessons.skip_gram import (
    EPOCHS,
    SIZE,
    Vectors,
    at_start,
    flattened,
    pair_scenario,
    scenario,
)
from engine.network.parameters import initial_parameters


def test_words_are_of_one_group_and_all_occur() -> None:
    vocabulary = words().vocabulary
    listed = [word for group in words().groups.values() for word in group]
    assert len(listed) == len(set(listed))
    assert set(listed) < set(vocabulary)
    assert len(vocabulary) <= 200
    for seed in range(5):
        assert {word for sentence in text(seed) for word in sentence} == set(vocabulary)


def test_a_window_ends_where_the_sentence_does() -> None:
    sentence = ("a", "hungry", "cat", "eats", "some", "bread")
    assert list(context(sentence, 2, 2)) == [0, 1, 2, 3, 4]
    assert list(context(sentence, 0, 2)) == [0, 1, 2]
    assert list(context(sentence, 5, 1)) == [4, 5]


def test_every_word_has_a_pair_with_each_of_its_context() -> None:
    # A sentence of n words has 2 (n − 1) pairs at distance 1, and 2 (n − 2) at distance 2.
    expected = sum(2 * max(0, len(sentence) - far) for sentence in text(0) for far in range(1, 3))
    found = pairs(0, 2)
    assert len(found) == expected
    names = [tuple(words().vocabulary[at] for at in pair) for pair in found]
    first = text(0)[0]
    assert names[:2] == [(first[0], first[1]), (first[0], first[2])]
    assert sorted(names) == sorted((other, word) for word, other in names)


def test_a_seed_draws_its_own_sentences() -> None:
    assert len(text(3)) == SENTENCES
    assert text(3) != text(4)


def test_rows_are_one_hot_and_the_hidden_layer_is_the_words_vector() -> None:
    network = scenario(0, 2)
    assert network.x is not None
    assert (network.x.sum(axis=1) == 1.0).all()
    vectors = at_start(0, 2)
    cat = words().vocabulary.index("cat")
    one_hot = np.eye(len(network.inputs))[[cat]]
    passed = forward(initial_parameters(network), one_hot)
    assert passed.a[1][0] == pytest.approx(vectors.inner[cat], abs=1e-15)
    assert passed.a[2][0] == pytest.approx(vectors.probabilities(cat), abs=1e-15)


@pytest.mark.parametrize("seed", [0, 1])
def test_training_brings_words_of_a_group_together(seed: int) -> None:
    vectors = trained_vectors(seed)
    assert vectors.epoch == EPOCHS
    assert vectors.loss < 0.65 * math.log(len(words().vocabulary))
    for word in NAMED:
        assert in_group(vectors, word) >= 3, word
    before = at_start(seed, 2)
    assert sum(in_group(before, word) for word in NAMED) < 15
    assert vectors.sum("king", "man", "woman")[0][0] == "queen"


def test_cosines_are_those_of_the_vectors() -> None:
    vectors = at_start(0, 2)
    (near, cosine), *_ = vectors.nearest("dog")
    one, other = (vectors.inner[words().vocabulary.index(word)] for word in ("dog", near))
    product = float(one @ other)
    assert cosine == pytest.approx(product / np.linalg.norm(one) / np.linalg.norm(other))
    assert "dog" not in dict(vectors.nearest("dog", 500))


def test_vectors_in_a_plane_are_drawn_as_they_are() -> None:
    flat = np.random.default_rng(1).normal(size=(20, 2)) * [3.0, 1.0]
    flat -= flat.mean(axis=0)
    turned = np.linalg.qr(np.random.default_rng(2).normal(size=(SIZE, 2)))[0]
    drawn = flattened(flat @ turned.T + 5.0)
    assert drawn.T @ drawn == pytest.approx(np.diag(np.diag(drawn.T @ drawn)), abs=1e-9)
    # Turned to a drawing, it is that drawing.
    assert flattened(flat @ turned.T, flat) == pytest.approx(flat, abs=1e-9)


def test_a_pair_has_the_very_weights_and_one_row() -> None:
    vectors = Vectors(7, *(array + 0.5 for array in (at_start(0, 2).inner, at_start(0, 2).outer)))
    made = pair_scenario(vectors, "cat", "eats", 0, 2)
    parameters = initial_parameters(made)
    assert (parameters.weights[0] == vectors.inner.T).all()
    assert (parameters.weights[1] == vectors.outer).all()
    assert made.x is not None
    assert made.y is not None
    assert [made.inputs[at] for at in np.flatnonzero(made.x[0])] == ["cat"]
    assert [made.layers[1].units[at] for at in np.flatnonzero(made.y[0])] == ["near eats"]


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"word": "zebra"}, "picture.word: 'zebra' is not in the text; expected a word such as"),
        ({"target": 3}, "picture.target: found 3; expected a word as text"),
        ({"sum": ["king", "man"]}, "picture.sum: found 2 words; expected three"),
        ({"only": "plants"}, "picture.only: found 'plants'; expected one of"),
        ({"epochs": 31}, "picture.epochs: found 31; expected a whole number from 0 to 30"),
    ],
)
def test_what_is_no_picture_of_words_is_refused(keys: dict[str, object], sentence: str) -> None:
    def fail(place: str, problem: str) -> None:
        raise LessonError("", place, problem)

    with pytest.raises(LessonError, match=sentence):
        read_setting(KINDS["words"], keys, "picture", fail)
