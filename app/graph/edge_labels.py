"""The labels of all weights between two layers that are drawn unit by unit."""

from app.graph.arrangement import Gap
from app.graph.contents import BARE, BRIEF, FULL, PLAIN, SHORT, TERSE, parameter_content
from app.graph.edge_room import FINELY, EdgeRoom
from app.graph.edge_texts import EdgeTexts
from app.graph.emphasis import Place
from app.graph.geometry import Box, Point
from app.graph.label import Content, Label
from app.graph.manners import Manners


class EdgeLabels:
    """Names and values on all edges into one layer.

    Parameters
    ----------
    texts : EdgeTexts
        The labels.
    """

    def __init__(self, texts: EdgeTexts) -> None:
        self._texts, self.canvas, self.layer = texts, texts.canvas, texts.layer
        self._manners = Manners(texts.canvas, texts.layer)
        self._room = EdgeRoom(texts.canvas, texts.layer)

    @property
    def _gap(self) -> Gap:
        return self.canvas.arrangement.gaps[self.layer - 1]

    def label_all(self) -> None:
        """Label every edge at the place the layout found for it."""
        if self._label_each(modestly=False):
            # Rather a shorter text for the step's own weight than another without its number.
            self._label_each(modestly=True)

    def _label_each(self, modestly: bool) -> bool:
        """Label every edge; whether some found no room."""
        canvas = self.canvas
        gap = self._gap
        roomy = gap.height > 1.6 * canvas.fonts.height("weight")
        taken: list[Box] = list(canvas.obstacles)
        left_out = False
        for place in self._texts.by_priority(self._texts.lines):
            label = self._texts.label(place)
            own = place == canvas.emphasis.target_place
            if own and not modestly and self._tell_fully(place, label, taken):
                continue
            content, inline, size = self._content(place, label, gap, roomy)
            box = Box.around(self._slot(place), *size)
            if not gap.holds(*size):
                content, size, box = self._squeezed(
                    place, label, content, size, taken, modestly=modestly
                )
            if any(box.overlaps(other) for other in taken):
                moved = self._elsewhere(place, label, taken)
                if moved is None:
                    self._texts.hide(place)
                    left_out = True
                    continue
                content, size, box = moved
                inline = False
            taken.append(box)
            label.write(canvas.fonts, content, box.centre, inline, size)
            self._texts.point_at(place, box)
        return left_out

    def _elsewhere(
        self, place: Place, label: Label, taken: list[Box]
    ) -> tuple[Content, tuple[float, float], Box] | None:
        """Find another place for a label whose own is taken, with its name or without."""
        told = self._manners.of(self._gap).gradient
        quiet = (told, PLAIN, BARE) if told > BARE else (BARE,)
        details = (BRIEF, BARE) if self._texts.stands_out(place) else quiet
        for detail in dict.fromkeys(details):
            content = parameter_content(self.canvas, self._texts.ref(place), detail)
            size = label.extent(self.canvas.fonts, content, inline=False)
            box = self._room.along(self._texts.line(place), size, taken, FINELY)
            if box is not None:
                return content, size, box
        for rise in (0.5, 0.75, 1.0):
            box = self._room.beside(self._texts.line(place), size, taken, rise * size[1])
            if box is not None:
                return content, size, box
        return None

    def _tell_fully(self, place: Place, label: Label, taken: list[Box]) -> bool:
        """Give the step's own weight all its decimals, where that covers no other label."""
        canvas, gap = self.canvas, self._gap
        content = parameter_content(canvas, self._texts.ref(place), FULL)
        size = label.extent(canvas.fonts, content, inline=True)
        inline = size[0] <= gap.width
        if not inline:
            size = label.extent(canvas.fonts, content, inline=False)
        others = self._slots(place)
        box = Box.around(self._slot(place), *size)
        units = self._room.units()
        if any(box.overlaps(other, 1.0) for other in (*others, *units, *taken)):
            return False
        taken.append(box)
        label.write(canvas.fonts, content, box.centre, inline, size)
        self._texts.point_at(place, box)
        return True

    def _slots(self, place: Place) -> list[Box]:
        """Give the places of all other labels."""
        gap = self._gap
        others = (other for other in self._texts.lines if other != place)
        return [Box.around(self._slot(other), gap.width, gap.height) for other in others]

    def _slot(self, place: Place) -> Point:
        """Give the place on its edge that the layout found for a label."""
        fractions = self._gap.fractions
        return self._texts.line(place).at(fractions[place.unit or 0][place.source or 0])

    def _content(
        self, place: Place, label: Label, gap: Gap, roomy: bool
    ) -> tuple[Content, bool, tuple[float, float]]:
        """Choose the text of a label: as all of the gap, the fullest that fits if it stands out."""
        canvas, ref = self.canvas, self._texts.ref(place)
        if self._texts.stands_out(place):
            details = (FULL, SHORT, TERSE, PLAIN) if roomy else (PLAIN,)
            tries = [(detail, inline) for detail in details for inline in (True, False)]
        else:
            told = self._manners.of(gap).told(canvas.known(ref.new_value))
            tries = [told, (min(PLAIN, told[0]), False)]
        for detail, inline in tries:
            content = parameter_content(canvas, ref, detail)
            size = label.extent(canvas.fonts, content, inline)
            if gap.holds(*size):
                return content, inline, size
        return content, False, size

    def _squeezed(
        self,
        place: Place,
        label: Label,
        content: Content,
        size: tuple[float, float],
        taken: list[Box],
        *,
        modestly: bool,
    ) -> tuple[Content, tuple[float, float], Box]:
        """Find room for a label larger than its own, or make it say less."""
        line = self._texts.line(place)
        for detail in (BRIEF, BARE, None):
            # Best where it leaves the others their places.
            every = (*taken, *self._slots(place))
            for spared in (every,) if modestly else (every, taken):
                box = self._room.along(line, size, spared)
                if box is not None:
                    return content, size, box
            if detail is not None and content.extra and not content.struck:
                content = parameter_content(self.canvas, self._texts.ref(place), detail)
            elif not self._texts.stands_out(place):
                content = self._texts.least(place, content)
            size = label.extent(self.canvas.fonts, content, inline=False)
        if self._texts.stands_out(place) and content.extra:
            found = self._off_its_edge(place, label, taken, modestly=modestly)
            if found is not None:
                return found
            content = self._texts.least(place, content)
            size = label.extent(self.canvas.fonts, content, inline=False)
        return content, size, Box.around(self._slot(place), *size)

    def _off_its_edge(
        self, place: Place, label: Label, taken: list[Box], *, modestly: bool
    ) -> tuple[Content, tuple[float, float], Box] | None:
        """Find a place for a weight that stands out on its edge or, better than none, near it."""
        contents = [
            parameter_content(self.canvas, self._texts.ref(place), detail)
            for detail in (BRIEF, BARE)
        ]
        contents.append(self._texts.alone(place, contents[-1]))
        if modestly:
            contents.reverse()
        # Best where it leaves the others their places, and on the edge itself.
        for spared in ((*taken, *self._slots(place)), taken):
            for rise in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5):
                for content in contents:
                    size = label.extent(self.canvas.fonts, content, inline=False)
                    box = self._room.beside(self._texts.line(place), size, spared, rise * size[1])
                    if box is not None:
                        return content, size, box
        return None
