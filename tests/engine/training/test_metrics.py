"""Metrics against tables counted by hand."""

import numpy as np
import pytest

from engine.training.metrics import (
    accuracy,
    confusion_matrix,
    predicted_classes,
    roc_auc,
    root_mean_squared_error,
    scores,
)


def test_several_outputs_name_the_largest_and_the_first_of_equals():
    a = np.array([[0.1, 0.7, 0.2], [0.4, 0.2, 0.4], [0.0, 0.1, 0.9]])
    assert predicted_classes(a).tolist() == [1, 0, 2]


def test_a_single_output_says_yes_from_a_half_on():
    assert predicted_classes(np.array([[0.49], [0.5], [0.51]])).tolist() == [0, 1, 1]


def test_accuracy_is_the_share_classified_right():
    assert accuracy(np.array([0, 1, 2, 2]), np.array([0, 1, 1, 2])) == 0.75


def test_accuracy_of_no_rows_is_refused():
    with pytest.raises(ValueError, match="no rows"):
        accuracy(np.array([], dtype=int), np.array([], dtype=int))


def test_confusion_matrix_counts_true_against_predicted():
    labels = np.array([0, 0, 1, 1, 1, 2])
    predicted = np.array([0, 1, 1, 1, 0, 0])
    # One 0 classified right and one taken for 1; two 1s right, one taken for 0; the 2 taken for 0.
    assert confusion_matrix(labels, predicted, 3).tolist() == [[1, 1, 0], [1, 2, 0], [1, 0, 0]]


@pytest.mark.parametrize("wrong", [[0, 3], [-1, 0]])
def test_a_label_that_is_no_class_is_refused(wrong):
    with pytest.raises(ValueError, match="expected 0 to 2"):
        confusion_matrix(np.array(wrong), np.array([0, 0]), 3)


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="1 predictions for 2 labels"):
        accuracy(np.array([0, 1]), np.array([0]))


def test_scores_of_a_table_counted_by_hand():
    # Class 0: 2 of 3 found, 1 other taken for it. Class 1: 1 of 2 found, 1 other. Class 2: 1 of 1.
    labels = np.array([0, 0, 0, 1, 1, 2])
    predicted = np.array([0, 0, 1, 1, 0, 2])
    found = scores(labels, np.eye(3)[predicted], 3)
    assert found.precision == pytest.approx([2 / 3, 1 / 2, 1])
    assert found.recall == pytest.approx([2 / 3, 1 / 2, 1])
    assert found.f1 == pytest.approx([2 / 3, 1 / 2, 1])
    assert found.macro_f1 == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)


def test_a_class_that_never_occurs_counts_for_nothing():
    found = scores(np.array([0, 1, 1]), np.eye(3)[[0, 1, 0]], 3)
    assert found.precision.tolist() == [0.5, 1.0, 0.0]
    assert found.macro_recall == pytest.approx((1.0 + 0.5) / 2)
    assert found.auc is None


def test_area_under_the_curve_is_the_share_of_pairs_in_order():
    # Pairs (positive, other): 0.9 beats both, 0.4 beats 0.1 and ties with 0.4: 3.5 of 4.
    labels, outputs = np.array([1, 1, 0, 0]), np.array([[0.9], [0.4], [0.4], [0.1]])
    assert roc_auc(labels, outputs, 2) == 3.5 / 4
    # Two outputs: the second one counts.
    assert roc_auc(labels, np.hstack([1 - outputs, outputs]), 2) == 3.5 / 4


def test_area_of_several_classes_is_the_mean_of_one_against_the_others():
    labels = np.array([0, 1, 2])
    outputs = np.array([[0.6, 0.3, 0.1], [0.5, 0.2, 0.3], [0.1, 0.7, 0.2]])
    # Class 0: first in both pairs, 1. Class 1: last in both, 0. Class 2: one of two.
    assert roc_auc(labels, outputs, 3) == pytest.approx((1 + 0 + 0.5) / 3)


def test_root_mean_squared_error():
    assert root_mean_squared_error(np.array([[1.0], [2.0]]), np.array([[4.0], [-2.0]])) == (
        pytest.approx(np.sqrt(12.5))
    )
