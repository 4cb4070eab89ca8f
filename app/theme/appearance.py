"""The look the person chose: theme and text size, live."""

import math
import sys
from functools import lru_cache

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

import resources
from app.theme.stylesheet import fill_template
from app.theme.tokens import LIGHT, THEMES, Theme
from symbolic.formula.numbers import NumberFormat, number_format, set_number_format

TEXT_SCALES = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
"""The steps that A− and A+ take."""

PRESENT_SCALE = 1.35
"""How much larger everything is in Present mode on a 1280×720 screen."""

PRESENT_SMALLEST = 20.0
"""The smallest text in Present mode on a 1280×720 screen, in pixels."""

PRESENT_BASE = QSize(1280, 720)


def _families() -> list[str]:
    # Only families the platform is likely to have: looking for a missing one makes Qt read
    # every font's aliases on Windows and macOS, a tenth of a second at start.
    if sys.platform == "win32":
        return ["Segoe UI", "Arial"]
    if sys.platform == "darwin":
        return [".AppleSystemUIFont", "Helvetica Neue"]
    return ["Inter", "Noto Sans", "DejaVu Sans", "Liberation Sans", "sans-serif"]


@lru_cache(maxsize=64)
def _font(pixels: int, hundreds: int) -> QFont:
    """Return a font once made: drawings and layouts ask for the same few thousands of times."""
    font = QFont()
    font.setFamilies(_families())
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(100 * hundreds))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


class Gentle(float):
    """A length at 100 % that grows by 40 % where text grows by 100 %.

    Controls without words and the room between them stay in sight at any text size.
    """


class Appearance(QObject):
    """Theme, text scale, how numbers are written, Present mode, and the style that follows.

    Signals
    -------
    changed
        One of them changed.
    """

    changed = Signal()

    def __init__(
        self, theme: str = "light", text_scale: float = 1.0, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = THEMES.get(theme, LIGHT)
        self._text_scale = _clamp_scale(text_scale)
        self._presenting = False
        self._screen_factor = 1.0
        self._numbers = number_format()

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self._theme

    @property
    def text_scale(self) -> float:
        """The chosen text size, from 1.0 to 2.0."""
        return self._text_scale

    @property
    def numbers(self) -> NumberFormat:
        """How numbers are written."""
        return self._numbers

    def set_numbers(self, wanted: NumberFormat) -> None:
        """Write numbers in another way from now on, in all of the program."""
        if wanted != self._numbers:
            set_number_format(wanted)
            self._numbers = wanted
            self.changed.emit()

    @property
    def presenting(self) -> bool:
        """Whether Present mode enlarges everything."""
        return self._presenting

    @property
    def scale(self) -> float:
        """What a size at 100 % is multiplied by: text scale and Present mode together."""
        if not self._presenting:
            return self._text_scale
        return max(self._text_scale, PRESENT_SCALE) * self._screen_factor

    def set_theme(self, name: str) -> None:
        """Change to the theme "light" or "dark".

        Raises
        ------
        KeyError
            If there is no theme of that name.
        """
        theme = THEMES[name]
        if theme is not self._theme:
            self._theme = theme
            self.changed.emit()

    def toggle_theme(self) -> None:
        """Change from light to dark or back."""
        self.set_theme("dark" if self._theme.name == "light" else "light")

    def set_text_scale(self, scale: float) -> None:
        """Set the text size, held between 1.0 and 2.0."""
        scale = _clamp_scale(scale)
        if scale != self._text_scale:
            self._text_scale = scale
            self.changed.emit()

    def larger(self) -> None:
        """Go to the next larger text size, if there is one."""
        above = [s for s in TEXT_SCALES if s > self._text_scale + 0.005]
        self.set_text_scale(above[0] if above else self._text_scale)

    def smaller(self) -> None:
        """Go to the next smaller text size, if there is one."""
        below = [s for s in TEXT_SCALES if s < self._text_scale - 0.005]
        self.set_text_scale(below[-1] if below else self._text_scale)

    def set_presenting(self, presenting: bool, screen: QSize | None = None) -> None:
        """Enter or leave Present mode.

        Parameters
        ----------
        presenting : bool
            Whether to enlarge everything.
        screen : QSize, optional
            The size of the screen presented on. Text grows with it, so that a slide-sized
            picture looks the same on every projector.
        """
        factor = 1.0
        if presenting and screen is not None and not screen.isEmpty():
            ratios = (
                screen.width() / PRESENT_BASE.width(),
                screen.height() / PRESENT_BASE.height(),
            )
            factor = min(2.0, max(1.0, min(ratios)))
        if (presenting, factor) != (self._presenting, self._screen_factor):
            self._presenting, self._screen_factor = presenting, factor
            self.changed.emit()

    def take_over(self, other: "Appearance") -> None:
        """Look as another does."""
        if self._look != other._look:
            self._theme, self._text_scale, self._presenting, self._screen_factor, self._numbers = (
                other._look
            )
            self.changed.emit()

    @property
    def _look(self) -> tuple[Theme, float, bool, float, NumberFormat]:
        look = (self._theme, self._text_scale, self._presenting, self._screen_factor)
        return *look, self._numbers

    def px(self, size: float) -> int:
        """Return a length in pixels from its length at 100 %; at least 1 for anything above 0."""
        growth = (self.scale - 1) * 0.4 + 1 if isinstance(size, Gentle) else self.scale
        scaled = round(size * growth)
        return max(1, scaled) if size > 0 else scaled

    def text_px(self, size: float) -> int:
        """Return a text size in pixels; in Present mode never under the smallest readable size."""
        if not self._presenting:
            return self.px(size)
        return max(self.px(size), round(PRESENT_SMALLEST * self._screen_factor))

    def font(self, size: float = 14, weight: int | QFont.Weight = QFont.Weight.Normal) -> QFont:
        """Return the sans-serif font at a size in pixels at 100 %, its digits all equally wide.

        Parameters
        ----------
        size : float
            Pixels at 100 %. 12 is the smallest in use, 14 the text, 20 a heading.
        weight : int or QFont.Weight
            400 is normal, 600 strong, 700 bold; rounded to a hundred.
        """
        # A copy: whoever asks may underline it.
        return QFont(_font(self.text_px(size), min(9, max(1, round(int(weight) / 100)))))

    def stylesheet(self) -> str:
        """Return the Qt style sheet of the whole application in this look."""
        styles = resources.file("styles")
        template = (styles / "app.qss").read_text(encoding="utf-8")
        lengths = {
            "px": self.px,
            "gentle": lambda size: self.px(Gentle(size)),
            "text": self.text_px,
        }
        return fill_template(template, self._theme, lengths, str(styles))

    def palette(self) -> QPalette:
        """Return the palette: what the style sheet does not reach, and the graphics views."""
        theme = self._theme
        palette = QPalette()
        role = QPalette.ColorRole
        roles = {
            role.Window: theme.surface,
            role.WindowText: theme.text,
            role.Base: theme.raised,
            role.AlternateBase: theme.surface,
            role.Text: theme.text,
            role.PlaceholderText: theme.muted,
            role.Button: theme.raised,
            role.ButtonText: theme.text,
            role.BrightText: theme.error,
            role.ToolTipBase: theme.raised,
            role.ToolTipText: theme.text,
            role.Highlight: theme.selection,
            role.HighlightedText: theme.text,
            role.Accent: theme.accent,
            role.Link: theme.accent,
            role.LinkVisited: theme.backward.strong,
            role.Light: theme.raised,
            role.Midlight: theme.hover,
            role.Mid: theme.line,
            role.Dark: theme.outline,
            role.Shadow: theme.line,
        }
        for which, colour in roles.items():
            palette.setColor(which, QColor(colour))
        for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
            palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.disabled))
        return palette

    def apply_to(self, application: QApplication) -> None:
        """Set the palette, the font and the style sheet of the application."""
        application.setPalette(self.palette())
        application.setFont(self.font())
        application.setStyleSheet(self.stylesheet())


def _clamp_scale(scale: float) -> float:
    # A NaN compares false with everything and would pass through min and max.
    return 1.0 if math.isnan(scale) else min(TEXT_SCALES[-1], max(TEXT_SCALES[0], scale))
