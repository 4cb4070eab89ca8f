"""Pictures of rows: black and white mean the same in all that are shown together."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from app.theme.tokens import DARK
from app.widgets.picture import limits_of, picture


def greys(row, limits):
    image = picture(np.array(row), (1, len(row)), DARK, limits)
    return [QColor(image.pixel(at, 0)).red() for at in range(len(row))]


def test_rescaled_images_are_drawn_as_they_are():
    rows = np.array([[0.0, 0.2, 0.4], [0.0, 0.5, 1.0]])
    assert limits_of(rows) == (0.0, 1.0)
    # A dim image stays dim.
    assert greys(rows[0], limits_of(rows)) == [0, 51, 102]


@pytest.mark.parametrize("rows", [[[-1.0, 3.0], [0.0, 1.0]], [[0.0, 0.02], [0.01, 0.04]]])
def test_others_from_the_least_of_all_to_the_largest(rows):
    low, high = limits_of(np.array(rows))
    assert (low, high) == (np.min(rows), np.max(rows))
    assert greys([low, high], (low, high)) == [0, 255]
