"""Pages of the manual, and the search over them."""

import re

import pytest

from app.manual import Line, Page, find, manual
from app.text.markdown import MOST_LINES, parse


@pytest.mark.parametrize("page", manual(), ids=lambda page: page.name)
def test_a_page_is_read_in_full(page: Page) -> None:
    assert len(page.markdown.splitlines()) <= MOST_LINES
    names = {entry.name for entry in manual()}
    for paragraph in parse(page.markdown, names):
        for run in paragraph.runs:
            if paragraph.kind != "code" and not run.code:
                assert not re.search(r"`|\*\*|\]\(|<\w", run.text), run.text
            # Links stay within the program.
            assert run.link in {"", *names}


def test_words_are_found_in_the_line_or_above_it() -> None:
    page = Page(
        "p", "Optimisers", (Line("Adam", True), Line("epsilon: 1e-8"), Line("SGD", True), Line("α"))
    )
    assert [place.line for place in find("ADAM epsi", [page])] == [1]
    assert [place.line for place in find("adam", [page])] == [0]
    assert find("optimisers", [page]) == []
    assert find("sgd epsilon", [page]) == []
    assert find("  ", [page]) == []


def test_headings_are_found_first_and_long_lines_are_cut() -> None:
    words = "word " * 30
    page = Page(
        "p", "P", (Line(f"{words}momentum {words}"), Line("momentum: μ"), Line("Momentum", True))
    )
    places = find("momentum", [page])
    assert [place.line for place in places] == [2, 1, 0]
    assert places[2].excerpt.startswith("… word")
    assert places[2].excerpt.index("momentum") < 45
