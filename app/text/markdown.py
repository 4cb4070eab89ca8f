"""Read the Markdown of a scenario's description: a small part of it, and nothing that loads.

Paragraphs, headings, lists, code, emphasis and links are read. HTML, tables and formulas stay the
text that they are; a picture becomes its words and its address. The pages of the manual are read in
the same way.
"""

import re
from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from engine.text import masked

Kind = Literal["paragraph", "heading", "item", "code"]

DEEPEST_LIST = 4

MOST_LINES, MOST_MARKS = 200, 300
"""From there on a text is shown as it is, in one piece: no description needs more."""

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,9}[.)])[ \t]+(.*)")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_INLINE = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+\-.!|<>$~])"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?P<picture>!?)\[(?P<label>[^\[\]\n]{0,500})\]\((?P<address>[^()\s]{1,2000})\)"
    r"|(?P<bare>https://[^\s<>()\[\]]{1,2000}[^\s<>()\[\].,;:!?])"
    r"|\*\*(?P<bold>(?:[^*\n]|\*(?!\*))+)\*\*"
    r"|(?<!\w)__(?P<bold_too>[^_\n]+)__(?!\w)"
    r"|\*(?P<italic>[^*\s][^*\n]*)\*"
    r"|(?<!\w)_(?P<italic_too>[^_\s][^_\n]*)_(?!\w)"
)


class Run(NamedTuple):
    """A stretch of text that looks alike.

    Attributes
    ----------
    link : str
        The https address, or the page, that it leads to; empty for none.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str = ""


class Paragraph(NamedTuple):
    """A paragraph, a heading, an item of a list or a line of code.

    Attributes
    ----------
    runs : tuple of Run
        Its text.
    kind : str
        What it is.
    level : int
        Of a heading from 1, of an item from 0.
    marker : str
        What stands before an item.
    """

    runs: tuple[Run, ...] = ()
    kind: Kind = "paragraph"
    level: int = 0
    marker: str = ""


def parse(markdown: str, pages: Collection[str] = ()) -> list[Paragraph]:
    """Return the paragraphs of a text, which may be anything at all.

    Parameters
    ----------
    markdown : str
        The text.
    pages : collection of str
        Addresses beside https ones that links may lead to; these are not shown.
    """
    return list(_Parser(pages).paragraphs(markdown.splitlines()))


def plain(markdown: str) -> str:
    """Return a text without its marks, a line for each paragraph."""
    lines = []
    for paragraph in parse(markdown):
        text = "".join(run.text for run in paragraph.runs)
        lines.append(f"{paragraph.marker} {text}" if paragraph.marker else text)
    return "\n".join(lines)


class _Parser:
    """Reads one text, counting its marks."""

    def __init__(self, pages: Collection[str]) -> None:
        self._pages = pages
        self._marks = 0

    def paragraphs(self, lines: list[str]) -> Iterator[Paragraph]:
        """Yield the paragraphs in order."""
        head, pending, fenced = Paragraph(), list[str](), False
        for line in lines[:MOST_LINES]:
            fence = _FENCE.match(line) is not None
            verbatim = fenced or line.lstrip().startswith("|")
            begins = None if fence or verbatim else _head(line)
            if pending and (fence or verbatim or begins or not line.strip()):
                yield self._finished(head, pending)
                head, pending = Paragraph(), []
            if fence:
                fenced = not fenced
            elif verbatim:
                yield Paragraph((Run(masked(line.expandtabs(4)), code=True),), "code")
            elif begins:
                head, pending = begins[0], [begins[1]]
            elif line.strip():
                pending.append(line.strip())
            if head.kind == "heading":
                yield self._finished(head, pending)
                head, pending = Paragraph(), []
        if pending:
            yield self._finished(head, pending)
        if rest := " ".join(" ".join(lines[MOST_LINES:]).split()):
            yield Paragraph((Run(masked(rest)),))

    def _finished(self, head: Paragraph, pending: list[str]) -> Paragraph:
        return head._replace(runs=tuple(_joined(self._runs(" ".join(pending)))))

    def _runs(self, text: str, bold: bool = False, italic: bool = False) -> Iterator[Run]:
        """Take a line apart; within bold or slanted text the same is not read again."""
        end = 0
        for match in _INLINE.finditer(text):
            self._marks += 1
            if self._marks > MOST_MARKS:
                break
            yield Run(masked(text[end : match.start()]), bold, italic)
            end = match.end()
            strong, slanted = match["bold"] or match["bold_too"], match["italic"]
            slanted = slanted or match["italic_too"]
            if strong and not bold:
                yield from self._runs(strong, True, italic)
            elif slanted and not italic:
                yield from self._runs(slanted, bold, True)
            elif match["address"]:
                yield from _link(match, Run("", bold, italic), self._pages)
            else:
                text_alone = strong or slanted or match["escaped"] or match["code"] or match[0]
                code, link = match["code"] is not None, masked(match["bare"] or "")
                yield Run(masked(text_alone), bold, italic, code, link)
        yield Run(masked(text[end:]), bold, italic)


def _head(line: str) -> tuple[Paragraph, str] | None:
    """Return what begins on a line, and the rest of it; None for ordinary text."""
    if heading := _HEADING.match(line):
        return Paragraph((), "heading", len(heading[1])), heading[2]
    if item := _ITEM.match(line):
        depth = min(len(item[1].expandtabs(4)) // 2, DEEPEST_LIST)
        return Paragraph((), "item", depth, "•" if item[2] in "-*+" else item[2]), item[3]
    return None


def _link(match: re.Match[str], look: Run, pages: Collection[str]) -> Iterator[Run]:
    """Show what a link or a picture says, and where it leads unless that is a page."""
    label, address = masked(match["label"]).strip(), masked(match["address"])
    if label and address in pages and not match["picture"]:
        yield look._replace(text=label, link=address)
        return
    opens = not match["picture"] and address.startswith("https://")
    shown = look._replace(text=address, link=address if opens else "")
    if label and label != address:
        yield look._replace(text=f"{label} (")
        yield shown
        yield look._replace(text=")")
    else:
        yield shown


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """Join neighbours that look alike: every run takes time to lay out."""
    last: Run | None = None
    for run in runs:
        if not run.text:
            continue
        if last is not None and last[1:] == run[1:]:
            last = last._replace(text=last.text + run.text)
        else:
            if last is not None:
                yield last
            last = run
    if last is not None:
        yield last
