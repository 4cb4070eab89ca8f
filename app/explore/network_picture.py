"""Features, units with their maps, and the number that is read: how they are drawn."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent

from app.explore.captions import Captions
from app.explore.tile_plan import TilePlan, plan_tiles
from app.explore.unit_maps import UnitMaps
from app.explore.weight_lines import WeightLines
from app.maps.colours import value_image
from app.maps.pictures import drawing
from app.models.exploring import ExploreModel
from app.models.exploring_plane import PlaneModel
from app.theme import Appearance, Drawn, Gentle
from engine.catalogue.features import FEATURES, feature_columns
from engine.catalogue.generators import REACH
from engine.network.parameters import Parameters
from engine.network.quantities import Quantity, Ref
from engine.training.planes import GRID, Plane
from symbolic.formula.numbers import format_number


@dataclass(frozen=True)
class Part:
    """What is pointed at: a feature by its id, else a unit, or a weight or bias of a layer."""

    kind: str
    feature: str = ""
    layer: int = 0
    unit: int = 0
    source: int = 0

    @property
    def ref(self) -> Ref | None:
        """The number that it stands for: a unit stands for its bias."""
        if self.kind == "weight":
            return Ref(Quantity.WEIGHT, self.layer, self.unit, self.source)
        return Ref(Quantity.BIAS, self.layer, self.unit) if self.kind in ("unit", "bias") else None


class NetworkPicture(Drawn):
    """Draws the network of an exploration.

    Attributes
    ----------
    plan : TilePlan
        Where its parts stand.
    features : list of str
        The ids of those in the plan.
    inputs : list of int
        Which of them the network has, in its order.
    chosen, part : Part or None
        What is selected, and what is under the pointer.
    shows_maps, shows_biases, shows_values, shows_features : bool
        Whether these are drawn: maps of units, biases below them, numbers that are read, and
        features that are no inputs.

    Signals
    -------
    planned
        Parts stand elsewhere.
    """

    planned = Signal()

    def __init__(self, model: ExploreModel, planes: PlaneModel, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._model, self._planes = model, planes
        self.plan = TilePlan((), (), (), 0.0)
        self.features: list[str] = []
        self.inputs: list[int] = []
        self.chosen: Part | None = None
        self.part: Part | None = None
        self.shows_maps = self.shows_biases = self.shows_values = self.shows_features = True
        self._at = QPointF()
        self._maps = UnitMaps(appearance)
        self._feature_pictures: dict[str, QImage] = {}
        self.lines = WeightLines(appearance)
        self._drawn_frames: tuple[object, QPixmap] | None = None
        self._captions = Captions(appearance.font(12))
        self._feet: list[list[tuple[float, float]]] = []
        model.run_changed.connect(self._renew)
        model.advanced.connect(self._advance)
        planes.plane_changed.connect(self.replan)
        planes.maps_changed.connect(self._take_maps)

    # What is shown ----------------------------------------------------------------------

    def _offered(self, plane: Plane) -> list[str]:
        """Return the features that there are to choose from, by their ids."""
        known = [key for key, each in FEATURES.items() if plane.axes > 1 or not each.needs_y]
        if self.shows_features:
            return known
        return [key for key in known if key in plane.spec.features]

    def _renew(self) -> None:
        self._maps.forget()
        self.part, chosen, sizes = None, self.chosen, self._model.run.scenario.sizes
        if chosen is not None and not chosen.feature:
            # A weight that was edited stays chosen, and a unit that is still there.
            there = chosen.layer < len(sizes) and chosen.unit < sizes[chosen.layer]
            if not (there and chosen.source < sizes[chosen.layer - 1]):
                self.chosen = None
        self.replan()

    @property
    def _parameters(self) -> Parameters:
        """The values that are drawn: those of the maps, where these are of this network."""
        maps, present = self._planes.maps, self._model.parameters
        alike = maps is not None and maps.parameters.layout is present.layout
        return maps.parameters if maps is not None and alike and self.shows_maps else present

    def _advance(self) -> None:
        """Draw other values, with the maps that come of them."""
        if not (self.shows_maps and self._planes.is_asked):
            self.update()

    def _take_maps(self) -> None:
        self._maps.take(self._planes.maps, self.plan, self.devicePixelRatioF())
        self.update()

    def replan(self) -> None:
        """Place all parts anew."""
        plane = self._planes.plane
        if plane is None:
            return
        self.features = self._offered(plane)
        self.inputs = [self.features.index(each) for each in plane.spec.features]
        self.part, self.chosen = (
            None if part is not None and part.feature not in ("", *self.features) else part
            for part in (self.part, self.chosen)
        )
        px, line = self._appearance.px, self._appearance.text_px(13)
        sizes = self._model.run.scenario.sizes[1:]
        room = QRectF(self.rect()).adjusted(0, 0, -px(4), -px(4))
        measures = (3.2 * line, px(Gentle(52)), 1.3 * line, px(Gentle(64)))
        self.plan = plan_tiles(room, len(self.features), sizes, measures)
        self.lines.place(self.plan, self.inputs)
        self._feet = [
            [(box.center().x(), box.bottom() + self.plan.foot / 2) for box in boxes]
            for boxes in self.plan.units
        ]
        self._drawn_frames = None
        self.planned.emit()
        self.update()

    def forget_pictures(self) -> None:
        """Draw lines and frames anew once they are seen."""
        self._drawn_frames = None
        self.lines.forget()

    def restyle(self) -> None:
        """Follow the look."""
        self._feature_pictures.clear()
        self._captions = Captions(self._appearance.font(12))
        self._take_maps()
        self.replan()
        super().restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place all parts anew."""
        super().resizeEvent(event)
        self.replan()

    def sizeHint(self) -> QSize:
        """Ask for room for a few layers."""
        px = self._appearance.px
        return QSize(px(Gentle(520)), px(Gentle(460)))

    def minimumSizeHint(self) -> QSize:
        """Return what a small network can be read in."""
        px = self._appearance.px
        return QSize(px(Gentle(300)), px(Gentle(240)))

    # Painting ---------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw lines, then tiles over their ends, then what is read."""
        if self._planes.plane is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = self.size(), self.devicePixelRatioF()
        painter.drawPixmap(0, 0, self.lines.picture(self._parameters, place, self._model.is_moving))
        self._maps.paint(painter, self.plan, self.shows_maps)
        painter.drawPixmap(0, 0, self._frames())
        if self.plan.foot and self.shows_biases:
            self._paint_biases(painter)
        self._paint_reading(painter)
        painter.end()

    def _frames(self) -> QPixmap:
        """Return all features, and the frames of units, as a picture that is kept."""
        key = self.part, self.chosen, tuple(self.inputs), self.devicePixelRatioF()
        if self._drawn_frames is None or self._drawn_frames[0] != key:
            with drawing(self.size(), self.devicePixelRatioF()) as (picture, painter):
                self._paint_features(painter)
                for layer, boxes in enumerate(self.plan.units, start=1):
                    for unit, box in enumerate(boxes):
                        part = Part("unit", layer=layer, unit=unit)
                        self._paint_frame(painter, box, part == self.chosen, part == self.part)
            self._drawn_frames = key, picture
        return self._drawn_frames[1]

    def _paint_features(self, painter: QPainter) -> None:
        theme, chosen = self._appearance.theme, set(self.inputs)
        font = self._appearance.font(14)
        if self.plan.features:
            font.setPixelSize(min(font.pixelSize(), max(8, int(self.plan.features[0].height()))))
        painter.setFont(font)
        for number, (key, box) in enumerate(zip(self.features, self.plan.features, strict=True)):
            inside = number in chosen
            painter.setOpacity(1.0 if inside else 0.4)
            painter.drawImage(box, self._feature_picture(key))
            painter.setOpacity(1.0)
            self._paint_frame(painter, box, inside, Part("feature", key) == self.part)
            painter.setPen(QColor(theme.text if inside else theme.disabled))
            words = QRectF(0, box.top(), box.left() - self._appearance.px(8), box.height())
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(words, side, FEATURES[key].name)

    def _feature_picture(self, key: str) -> QImage:
        if key not in self._feature_pictures:
            along = np.linspace(-REACH, REACH, GRID // 2)
            places = np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)
            values = feature_columns([key], places).reshape(GRID // 2, -1)
            reach = float(np.abs(values).max())
            self._feature_pictures[key] = value_image(values, 0.0, reach, self._appearance.theme)
        return self._feature_pictures[key]

    def _paint_frame(self, painter: QPainter, box: QRectF, strong: bool, lit: bool) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        colour = theme.text if lit else theme.accent if strong else theme.outline
        painter.setPen(QPen(QColor(colour), px(2) if strong or lit else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, px(3), px(3))

    def _paint_biases(self, painter: QPainter) -> None:
        """Write the bias of each unit below its middle; at the edge as far inside as it is long."""
        captions, edge = self._captions, self.width()
        apart = min((head.width() for head in self.plan.heads), default=0.0)
        letter = "b " if captions.width("b −0.000") < apart else ""
        texts = []
        for feet, values in zip(self._feet, self._parameters.biases, strict=False):
            shown = values.tolist() if len(values) != 1 else values.tolist() * len(feet)
            for (centre, middle), value in zip(feet, shown, strict=False):
                text = letter + _bias(value)
                width = captions.width(text)
                left = min(centre - width / 2, edge - width)
                texts.append((left, middle, text))
        painter.setPen(QColor(self._appearance.theme.muted))
        captions.draw(painter, texts)

    def _foot(self, box: QRectF) -> QRectF:
        """Return where a unit's bias is written."""
        wide = self._appearance.px(30)
        return QRectF(box.left() - wide, box.bottom(), box.width() + 2 * wide, self.plan.foot)

    def _paint_reading(self, painter: QPainter) -> None:
        """Write the number under the pointer beside it, or that which is chosen."""
        part = self.part if self.part is not None and self.part.ref is not None else self.chosen
        text = "" if part is None else self.text_of(part)
        if part is None or not text or not self.shows_values:
            return
        theme, px = self._appearance.theme, self._appearance.px
        if part.kind == "weight":
            pieces = self.lines.pieces(part.layer, part.unit, part.source)
            painter.setPen(QPen(QColor(theme.text), px(2)))
            painter.drawLines(pieces)
            middle = pieces[len(pieces) // 2].p1()
        else:
            middle = self.plan.units[part.layer - 1][part.unit].center()
        at = self._at if part is self.part else middle
        painter.setFont(self._appearance.font(13, 600))
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(text) + px(14), metrics.height() + px(8)
        left = min(max(0.0, at.x() - width - px(8)), self.width() - width - 1.0)
        top = min(max(0.0, at.y() - height - px(6)), self.height() - height - 1.0)
        box = QRectF(left, top, width, height)
        painter.setPen(QPen(QColor(theme.outline), 1.0))
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(box, px(5), px(5))
        painter.setPen(QColor(theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def text_of(self, part: Part) -> str:
        """Return a part's name and value."""
        parameters, ref = self._model.parameters, part.ref
        if ref is None:
            return FEATURES[part.feature].name
        layout, scenario = parameters.layout, parameters.layout.scenario
        if ref.source is None and scenario.layers[ref.layer - 1].bias == "none":
            return scenario.unit_name(ref.layer, ref.unit or 0)
        shared = scenario.layers[ref.layer - 1].bias == "per-layer"
        if ref.source is None and shared:
            ref = Ref(Quantity.BIAS, ref.layer)
        value = format_number(parameters.value(ref), 4)
        return f"{layout.name(ref)} = {value}"


def _bias(value: float) -> str:
    sign = "+" if value >= 0 else "−"
    return f"{sign}{abs(value):.2f}" if abs(value) < 1e4 else f"{sign}{abs(value):.0e}"
