"""How good outputs are: what a classifier got right, and how far off numbers are."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray

IntArray: TypeAlias = NDArray[np.integer[Any]]


def predicted_classes(a: FloatArray, threshold: float = 0.5) -> IntArray:
    """Return the class each row of outputs stands for.

    Parameters
    ----------
    a : ndarray of shape (rows, outputs)
        Output activations. With several outputs the largest one names the class (the first of
        equals); a single output names class 1 from a threshold on, else class 0.
    threshold : float
        Halfway between the targets of the two classes.

    Returns
    -------
    ndarray of shape (rows,)
        Class indices.
    """
    if a.shape[1] == 1:
        return (a[:, 0] >= threshold).astype(np.intp)
    classes: IntArray = a.argmax(axis=1)
    return classes


def accuracy(labels: IntArray, predicted: IntArray) -> float:
    """Return the share of rows whose predicted class is the true one.

    Parameters
    ----------
    labels, predicted : ndarray of shape (rows,)
        True and predicted class indices, at least one row.

    Raises
    ------
    ValueError
        There are no rows, or not as many predictions as labels.
    """
    _check_lengths(labels, predicted)
    if len(labels) == 0:
        raise ValueError("no rows; expected at least one")
    return int(np.count_nonzero(labels == predicted)) / len(labels)


def confusion_matrix(labels: IntArray, predicted: IntArray, classes: int) -> NDArray[np.int64]:
    """Count how often each class was taken for each.

    Parameters
    ----------
    labels, predicted : ndarray of shape (rows,)
        True and predicted class indices, from 0 to ``classes - 1``.
    classes : int
        How many classes there are.

    Returns
    -------
    ndarray of shape (classes, classes)
        Entry [t, p] counts the rows of class t that were taken for class p.

    Raises
    ------
    ValueError
        There are not as many predictions as labels, or an index is not a class.
    """
    _check_lengths(labels, predicted)
    for name, array in (("label", labels), ("prediction", predicted)):
        if len(array) and (array.min() < 0 or array.max() >= classes):
            raise ValueError(f"a {name} is no class; expected 0 to {classes - 1}")
    pairs = labels.astype(np.int64) * classes + predicted
    counts = np.bincount(pairs, minlength=classes * classes).astype(np.int64)
    return counts.reshape(classes, classes)


def _check_lengths(labels: IntArray, predicted: IntArray) -> None:
    if len(labels) != len(predicted):
        raise ValueError(f"{len(predicted)} predictions for {len(labels)} labels")


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """How well classes are recognised, beyond the share of right answers.

    Attributes
    ----------
    precision : ndarray of shape (classes,)
        Of the rows taken for a class, the share that belongs to it; 0 where there are none.
    recall : ndarray of shape (classes,)
        Of the rows of a class, the share taken for it; 0 where there are none.
    f1 : ndarray of shape (classes,)
        2 precision · recall / (precision + recall); 0 where both are.
    macro_precision, macro_recall, macro_f1 : float
        Means over the classes that occur, be it as label or as prediction.
    auc : float or None
        Area under the ROC curve; with more than two classes the mean of those of each class
        against all others. None where a class has no row, or all.
    """

    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    f1: NDArray[np.float64]
    macro_precision: float
    macro_recall: float
    macro_f1: float
    auc: float | None


def scores(labels: IntArray, y_pred: FloatArray, classes: int, threshold: float = 0.5) -> Scores:
    """Return precision, recall, F1 and ROC AUC.

    Parameters
    ----------
    labels : ndarray of shape (rows,)
        True class indices, at least one row.
    y_pred : ndarray of shape (rows, outputs)
        Output activations.
    classes : int
        How many classes there are.
    threshold : float
        As `predicted_classes` takes it.
    """
    confusion = confusion_matrix(labels, predicted_classes(y_pred, threshold), classes)
    right = np.diagonal(confusion).astype(np.float64)
    taken, present = confusion.sum(axis=0), confusion.sum(axis=1)
    precision, recall = right / np.maximum(taken, 1), right / np.maximum(present, 1)
    f1 = 2.0 * right / np.maximum(taken + present, 1)
    occurs = taken + present > 0

    def mean(values: NDArray[np.float64]) -> float:
        return float(values[occurs].mean())

    auc = roc_auc(labels, y_pred, classes)
    return Scores(precision, recall, f1, mean(precision), mean(recall), mean(f1), auc)


def roc_auc(labels: IntArray, y_pred: FloatArray, classes: int) -> float | None:
    """Return the area under the ROC curve, as `Scores.auc` has it.

    It is the chance that a row of the class is given a larger output than another row, equal
    outputs counting half, and follows from the sum of the ranks (Hanley and McNeil, 1982).
    """
    if classes == 2:
        return _auc(labels == 1, y_pred[:, -1])
    areas = [_auc(labels == number, y_pred[:, number]) for number in range(classes)]
    known = [area for area in areas if area is not None]
    return sum(known) / classes if len(known) == classes else None


def _auc(positive: NDArray[np.bool_], score: FloatArray) -> float | None:
    count = int(np.count_nonzero(positive))
    others = len(positive) - count
    if not count or not others:
        return None
    _, place, equal = np.unique(score, return_inverse=True, return_counts=True)
    # Equal outputs share the mean of their ranks, which count from 1.
    ranks = np.cumsum(equal) - 0.5 * (equal - 1)
    total = float(ranks[place[positive]].sum())
    return (total - 0.5 * count * (count + 1)) / (count * others)


def root_mean_squared_error(y_true: FloatArray, y_pred: FloatArray) -> float:
    """Return √(mean of (t − a)²) over all rows and outputs, computed in float64."""
    over = np.subtract(y_true, y_pred, dtype=np.float64)
    return float(np.sqrt(np.mean(np.square(over))))
