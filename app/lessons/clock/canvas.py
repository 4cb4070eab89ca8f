"""Draws a race."""

from __future__ import annotations

from math import isnan

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.lessons.clock.texts import difference_text, ratio_text, reported_text, time_text
from app.theme import Appearance, Drawn
from engine.lessons.pictures.clock import Clock

_NAME, _CODE, _COUNT, _RATIO = 18.0, 16.0, 16.0, 30.0
_BAR, _GAP, _PAD = 26.0, 14.0, 12.0
_LEAST_BAR = 2.0
_LEAST_SHARE = 0.3
"""Of the width, of code beside code that is longer."""

_APART, _LARGEST = 1.08, 1.3
_LONGEST = "999 ms"
"""As wide as any time."""


class ClockCanvas(Drawn):
    """Code side by side, the bars of both below each other, the ratio last."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(appearance, parent)
        self._clock: Clock | None = None

    def show_clock(self, clock: Clock) -> None:
        """Show another race, or how far it is."""
        self._clock = clock
        ways, seconds = clock.race.ways, clock.progress.seconds
        parts = [f"{way.name}: {time_text(s)}" for way, s in zip(ways, seconds, strict=True)]
        parts += [ratio_text(clock), difference_text(clock), reported_text(clock)]
        self.setAccessibleName("; ".join(part for part in parts if part))
        self.update()

    # Drawing ----------------------------------------------------------------------------

    def _factor(self, clock: Clock, stacked: bool) -> float:
        """Return by what the text size is to be multiplied, with code side by side or stacked."""
        page = _Page(None, self._appearance, self.width(), 1.0, stacked)
        width, height = page.wanted(clock)
        return min(_LARGEST, self.width() / width, self.height() / height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it, smaller where there is no room for the text size."""
        clock = self._clock
        if clock is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        factors = {stacked: self._factor(clock, stacked) for stacked in (False, True)}
        stacked = factors[True] > factors[False]
        page = _Page(painter, self._appearance, self.width(), factors[stacked], stacked)
        page.draw(clock)
        painter.end()


class _Page:
    """One drawing of a race, from above to below.

    Parameters
    ----------
    painter, appearance
        What draws, none where it is only measured, and how all looks.
    width : int
        In pixels.
    factor : float
        What sizes are multiplied by to fit.
    stacked : bool
        Whether the pieces of code stand below each other.
    """

    def __init__(
        self,
        painter: QPainter | None,
        appearance: Appearance,
        width: int,
        factor: float,
        stacked: bool,
    ) -> None:
        self._brush, self._look, self._width = painter, appearance, width
        self._factor, self._stacked, self._y = factor, stacked, 0.0

    @property
    def _painter(self) -> QPainter:
        assert self._brush is not None
        return self._brush

    def wanted(self, clock: Clock) -> tuple[float, float]:
        """Return the width and the height that a race asks for."""
        pad, gap = self._px(_PAD), self._px(_GAP)
        name, count = (QFontMetricsF(font) for font in (self._font(_NAME, 700), self._font(_COUNT)))
        ratio = QFontMetricsF(self._font(_RATIO, 700))
        ways = clock.race.ways
        shares = self._shares(clock)
        code = QFontMetricsF(self._font(_CODE, code=True))
        wide = [max(map(code.horizontalAdvance, way.code)) + 2 * pad for way in ways]
        code_width = max(one / share for one, share in zip(wide, shares, strict=True))
        bar_width = max(
            name.horizontalAdvance(f"{way.name}   {_LONGEST}")
            + count.horizontalAdvance(f"{number:,} {clock.race.counted[1]}")
            for way, number in zip(ways, clock.counts, strict=True)
        )
        lines = 1 + bool(clock.keys["reported"])
        below = gap + (ratio.height() + lines * count.height()) * _APART
        bars = 2 * (name.height() * _APART + self._px(2) + self._px(_BAR) + gap)
        height = sum(self._code_heights(clock)) + bars + below
        return max(code_width, bar_width + gap) + (0.0 if self._stacked else gap), height

    def _shares(self, clock: Clock) -> tuple[float, ...]:
        """Return of the width what each piece of code has."""
        if self._stacked:
            return (1.0, 1.0)
        lengths = [max(map(len, way.code)) + 4 for way in clock.race.ways]
        shares = [each / sum(lengths) for each in lengths]
        return tuple(max(_LEAST_SHARE, min(1.0 - _LEAST_SHARE, share)) for share in shares)

    def _code_heights(self, clock: Clock) -> list[float]:
        """Return the heights of what stands below each other, with the gap behind each."""
        name = QFontMetricsF(self._font(_NAME, 700)).height() * _APART
        code = QFontMetricsF(self._font(_CODE, code=True)).height() * _APART
        lines = [len(way.code) for way in clock.race.ways]
        around = name + 2.4 * self._px(_PAD) + self._px(_GAP)
        return [around + count * code for count in (lines if self._stacked else [max(lines)])]

    def _px(self, size: float) -> float:
        return self._look.px(size) * self._factor

    def _font(self, size: float, weight: int = 400, *, code: bool = False) -> QFont:
        font = self._look.font(size, weight)
        if code:
            family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
            font.setFamilies([family, "monospace"])
        font.setPixelSize(max(1, round(font.pixelSize() * self._factor)))
        return font

    def _write(
        self, text: str, x: float, y: float, font: QFont, colour: str, *, room: float = 0.0
    ) -> float:
        """Write a line with its top at a height, smaller in little room; return the height below.

        Without a room it is what is left of the width.
        """
        room = room or self._width - x
        width = QFontMetricsF(font).horizontalAdvance(text)
        if width > room:
            font.setPixelSize(max(1, int(font.pixelSize() * room / width)))
        painter, metrics = self._painter, QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(QPointF(x, y + metrics.ascent()), text)
        return y + metrics.height() * _APART

    def draw(self, clock: Clock) -> None:
        """Draw all of it."""
        self._draw_code(clock)
        seconds = clock.progress.seconds
        longest = max((each for each in seconds if not isnan(each)), default=float("nan"))
        for at in range(2):
            self._draw_bar(clock, at, longest)
        theme = self._look.theme
        self._y += self._px(_GAP)
        for text, font, colour in (
            (ratio_text(clock), self._font(_RATIO, 700), theme.good),
            (difference_text(clock), self._font(_COUNT), theme.text),
            (reported_text(clock), self._font(_COUNT), theme.muted),
        ):
            if text:
                self._y = self._write(text, 0.0, self._y, font, colour)

    def _draw_code(self, clock: Clock) -> None:
        """Draw both pieces of code in boxes; side by side the longer one is wider."""
        theme, pad, gap = self._look.theme, self._px(_PAD), self._px(_GAP)
        name, code = self._font(_NAME, 700), self._font(_CODE, code=True)
        heights, shares, x = self._code_heights(clock), self._shares(clock), 0.0
        for at, way in enumerate(clock.race.ways):
            width = shares[at] * (self._width - (0.0 if self._stacked else gap))
            high = heights[at if self._stacked else 0] - gap
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(QColor(theme.surface))
            box = QRectF(x, self._y, width, high)
            self._painter.drawRoundedRect(box, self._px(8), self._px(8))
            y = self._write(way.name, x + pad, self._y + pad, name, self._colours[at])
            for line in way.code:
                y = self._write(line, x + pad, y, code, theme.text)
            if self._stacked or at:
                self._y += high + gap
            else:
                x += width + gap

    @property
    def _colours(self) -> tuple[str, str]:
        theme = self._look.theme
        return theme.loss.strong, theme.good

    def _draw_bar(self, clock: Clock, at: int, longest: float) -> None:
        """Draw how far one is, and once it is over how long it took of the longer one's time."""
        theme, progress = self._look.theme, clock.progress
        seconds, done, count = progress.seconds[at], progress.done[at], clock.counts[at]
        font = self._font(_NAME, 700)
        counted = f"{done:,} of {count:,}" if done < count else f"{count:,}"
        many = f"{counted} {clock.race.counted[count != 1]}" if clock.keys["races"] else ""
        text = f"{clock.race.ways[at].name}   {time_text(seconds)}"
        muted = self._font(_COUNT)
        right = self._width - QFontMetricsF(muted).horizontalAdvance(many)
        self._write(text, 0.0, self._y, font, self._colours[at], room=right - self._px(_GAP))
        self._y = self._write(many, right, self._y, muted, theme.muted, room=self._width)
        track = QRectF(0.0, self._y + self._px(2), self._width, self._px(_BAR))
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(theme.surface))
        self._painter.drawRoundedRect(track, self._px(5), self._px(5))
        share = seconds / longest if progress.is_over else done / count
        if done:
            bar = QRectF(track)
            bar.setWidth(max(_LEAST_BAR, track.width() * share))
            self._painter.setBrush(QColor(self._colours[at]))
            self._painter.setOpacity(1.0 if progress.is_over else 0.55)
            radius = min(self._px(5), bar.width() / 2)
            self._painter.drawRoundedRect(bar, radius, radius)
            self._painter.setOpacity(1.0)
        self._y = track.bottom() + self._px(_GAP)
