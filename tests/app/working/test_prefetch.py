"""Which steps are prepared in idle time, and in which order."""

from app.working.prefetch import AROUND, nearest


def test_the_next_step_comes_first() -> None:
    assert nearest(3, 6) == [3, 4, 2, 5, 1, 6]
    assert nearest(0, 3) == [1, 2, 3]
    far = nearest(5000, 26_225)
    assert far[:3] == [5000, 5001, 4999]
    assert len(far) == 2 * AROUND + 1
