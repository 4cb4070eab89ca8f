"""What is understood of a description, and what stays the text that it is."""

import pytest

from app.text.markdown import Paragraph, Run, parse, plain


def texts(markdown: str) -> list[str]:
    return ["".join(run.text for run in paragraph.runs) for paragraph in parse(markdown)]


def links(markdown: str) -> list[str]:
    return [run.link for paragraph in parse(markdown) for run in paragraph.runs if run.link]


def test_paragraphs_headings_lists_and_code() -> None:
    read = parse("# Head\none\ntwo\n\n- a\n  b\n  1. c\n\n```\nx  y\n```\n| t |")
    assert [(p.kind, p.level, p.marker, "".join(r.text for r in p.runs)) for p in read] == [
        ("heading", 1, "", "Head"),
        ("paragraph", 0, "", "one two"),
        ("item", 0, "•", "a b"),
        ("item", 1, "1.", "c"),
        ("code", 0, "", "x  y"),
        ("code", 0, "", "| t |"),
    ]


def test_emphasis_and_code_within_a_line() -> None:
    assert parse("a **b *c* d** `e*f*` 2*3 = 6 snake_case_name")[0].runs == (
        Run("a "),
        Run("b ", bold=True),
        Run("c", bold=True, italic=True),
        Run(" d", bold=True),
        Run(" "),
        Run("e*f*", code=True),
        Run(" 2*3 = 6 snake_case_name"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b> <img src='/dev/zero'> &lt; <script>",
        "<table><tr><td>x</td></tr></table>",
        r"$\frac{a}{b}$",
        "**open",
        "[no address]",
        "a ` b",
    ],
)
def test_what_is_not_read_stays_as_it_is(text: str) -> None:
    assert parse(text) == [Paragraph((Run(text),))]


def test_links_show_their_address_and_pictures_lead_nowhere() -> None:
    text = "[a](https://b.example/c) [d](file:///etc/passwd) ![e](/dev/zero) https://f.example/g."
    shown = "a (https://b.example/c) d (file:///etc/passwd) e (/dev/zero) https://f.example/g."
    assert texts(text) == [shown]
    assert links(text) == ["https://b.example/c", "https://f.example/g"]
    assert links("[x](http://a.example) [y](javascript:alert) [z](HTTPS://a.example)") == []


def test_nothing_that_turns_text_around_is_left() -> None:
    assert plain("a\u202eb \x1b[31m\x9b c\u2066") == "a\ufffdb \ufffd[31m\ufffd c\ufffd"
    assert links("https://a.example/\u202egpj.exe") == ["https://a.example/\ufffdgpj.exe"]


def test_a_text_without_its_marks() -> None:
    assert plain("# A *b*\n\n- c\n- **d**") == "A b\n• c\n• d"


def test_an_endless_list_ends_in_one_piece() -> None:
    assert len(parse("- a\n" * 2500)) == 201
    assert len(parse("*a* " * 2500)[0].runs) < 700
