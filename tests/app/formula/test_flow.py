import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formula.flow import PRODUCT, SMALLEST, SUM, Box, flow, least_width, natural_width

EM = 10.0


def operand(width: float = 30.0) -> Box:
    return Box(width, 8, 3, gap=2)


def sign(kind: int) -> Box:
    return Box(6, 8, 3, gap=2, operator=kind)


def line_starts(outcome) -> list[int]:
    baselines = [place.baseline for place in outcome.places]
    return [at for at, line in enumerate(baselines) if at == 0 or line != baselines[at - 1]]


def test_nothing_takes_no_room():
    assert flow([], 100, EM).height == 0
    assert least_width([], EM) == natural_width([]) == 0


def test_a_row_that_fits_stays_on_one_line():
    boxes = [operand(), sign(SUM), operand()]
    outcome = flow(boxes, 70, EM)
    # 30 + 2 + 6 + 2 + 30 = 70
    assert natural_width(boxes) == 70
    assert (outcome.lines, outcome.scale, outcome.width) == (1, 1.0, 70)
    assert [place.x for place in outcome.places] == [0, 32, 40]
    assert outcome.height == 11


def test_a_line_breaks_before_a_relation_and_is_moved_in():
    boxes = [operand(), sign(SUM), operand()]
    outcome = flow(boxes, 69, EM)
    assert line_starts(outcome) == [0, 1]
    assert outcome.places[1].x == 14
    # Two lines of 11 and the space of 0.4 em between them.
    assert outcome.height == 26


def test_a_product_stays_whole_where_it_can():
    boxes = [operand(), sign(SUM), operand(), sign(PRODUCT), operand()]
    assert line_starts(flow(boxes, 100, EM)) == [0, 1]
    assert line_starts(flow(boxes, 60, EM)) == [0, 1, 3]


def test_a_sign_at_the_end_is_not_left_alone():
    boxes = [operand(), sign(PRODUCT), operand(), sign(SUM)]
    outcome = flow(boxes, 60, EM)
    assert line_starts(outcome) == [0, 1]


def test_what_does_not_fit_is_scaled_down_to_seven_tenths_at_most():
    assert flow([operand(100)], 80, EM).scale == pytest.approx(0.8)
    assert flow([operand(100)], 10, EM).scale == SMALLEST


boxes_strategy = st.lists(
    st.builds(
        Box,
        width=st.floats(1, 80),
        ascent=st.floats(1, 30),
        descent=st.floats(0, 20),
        gap=st.floats(0, 4),
        operator=st.sampled_from([0, 0, PRODUCT, SUM]),
    ),
    min_size=1,
    max_size=14,
)


@given(boxes_strategy, st.floats(0, 400))
def test_nothing_is_cut_off_and_nothing_overlaps(boxes, spare):
    width = least_width(boxes, EM) + spare
    outcome = flow(boxes, width, EM)
    right = bottom = last_baseline = 0.0
    assert SMALLEST <= outcome.scale <= 1
    for box, place in zip(boxes, outcome.places, strict=True):
        if place.baseline != last_baseline:
            assert place.baseline - box.ascent * outcome.scale >= bottom - 1e-6
            right, last_baseline = 0.0, place.baseline
        assert place.x >= right - 1e-6
        right = place.x + box.width * outcome.scale
        assert right <= width + 0.02
        assert place.baseline + box.descent * outcome.scale <= outcome.height + 1e-6
        lines = zip(boxes, outcome.places, strict=True)
        bottom = max(
            p.baseline + b.descent * outcome.scale for b, p in lines if p.baseline <= last_baseline
        )


@given(boxes_strategy)
def test_the_natural_width_is_one_line(boxes):
    outcome = flow(boxes, natural_width(boxes), EM)
    assert outcome.scale == 1
    assert len({place.baseline for place in outcome.places}) == 1
