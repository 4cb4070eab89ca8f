"""What a classifier got right: predicted classes, accuracy and confusion matrix."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray

IntArray: TypeAlias = NDArray[np.integer[Any]]


def predicted_classes(a: FloatArray) -> IntArray:
    """Return the class each row of outputs stands for.

    Parameters
    ----------
    a : ndarray of shape (rows, outputs)
        Output activations. With several outputs the largest one names the class (the first of
        equals); a single output names class 1 from 0.5 on, else class 0.

    Returns
    -------
    ndarray of shape (rows,)
        Class indices.
    """
    if a.shape[1] == 1:
        return (a[:, 0] >= 0.5).astype(np.intp)
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
