"""Metrics against tables counted by hand."""

import numpy as np
import pytest

from engine.metrics import accuracy, confusion_matrix, predicted_classes


def test_several_outputs_name_the_largest_and_the_first_of_equals():
    a = np.array([[0.1, 0.7, 0.2], [0.4, 0.2, 0.4], [0.0, 0.1, 0.9]])
    assert predicted_classes(a).tolist() == [1, 0, 2]


def test_a_single_output_says_yes_from_a_half_on():
    assert predicted_classes(np.array([[0.49], [0.5], [0.51]])).tolist() == [0, 1, 1]


def test_accuracy_is_the_share_told_right():
    assert accuracy(np.array([0, 1, 2, 2]), np.array([0, 1, 1, 2])) == 0.75


def test_accuracy_of_no_rows_is_refused():
    with pytest.raises(ValueError, match="no rows"):
        accuracy(np.array([], dtype=int), np.array([], dtype=int))


def test_confusion_matrix_counts_true_against_predicted():
    labels = np.array([0, 0, 1, 1, 1, 2])
    predicted = np.array([0, 1, 1, 1, 0, 0])
    # One 0 told right and one taken for 1; two 1s right, one taken for 0; the 2 taken for 0.
    assert confusion_matrix(labels, predicted, 3).tolist() == [[1, 1, 0], [1, 2, 0], [1, 0, 0]]


@pytest.mark.parametrize("wrong", [[0, 3], [-1, 0]])
def test_a_label_that_is_no_class_is_refused(wrong):
    with pytest.raises(ValueError, match="expected 0 to 2"):
        confusion_matrix(np.array(wrong), np.array([0, 0]), 3)


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="1 predictions for 2 labels"):
        accuracy(np.array([0, 1]), np.array([0]))
