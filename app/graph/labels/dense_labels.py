"""The labels of a few weights, between layers that are too dense or too large for all."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from app.graph.labels.content import LabelContent
from app.graph.labels.frame import Frame
from app.graph.labels.placer import (
    FINELY,
    LabelPlacer,
    Written,
    between,
    by_priority,
    stands_out,
    weight_of,
)
from app.graph.labels.texts import Detail, LabelRule, parameter_text
from app.graph.plan.geometry import Box, Line
from app.graph.plan.places import Place

STRONGEST = 4
"""How many labels stand between layers that are too dense for all, while none of it is lit."""

_SHIFTS = (0.0, 0.1, -0.1, 0.2, -0.2, 0.3, -0.3, 0.35, -0.35, 0.15, -0.15, 0.25, -0.25, 0.05, -0.05)
"""How far along its edge a label moves out of others' way; the later ones where it is asked for."""


def label_some(
    frame: Frame,
    layer: int,
    lit: Collection[Place],
    lines: Mapping[Place, Line],
    obstacles: Sequence[Box],
) -> dict[Place, Written]:
    """Label the edges that stand out, or the strongest few, as far as there is room.

    Parameters
    ----------
    frame : Frame
        The moment.
    layer : int
        The layer the edges run into.
    lit : collection of Place
        The edges that stand out.
    lines : mapping of Place to Line
        Where its edges run.
    obstacles : sequence of Box
        What labels keep clear of.
    """
    plan, placer, found = frame.plan, LabelPlacer(frame, layer, obstacles), {}
    half = plan.style.footprint / 2 * plan.scale + 3
    left, right = plan.columns[layer - 1] + half, plan.columns[layer] - half
    width = plan.columns[layer] - plan.columns[layer - 1]
    width -= (plan.style.footprint + 10) * plan.scale
    wanted = by_priority(frame, lit) or _strongest(frame, layer)
    fraction = _fraction(wanted, dimmed=not lit)
    for place in wanted:
        content, size = placer.fullest(_texts(frame, place, lit), width)
        limit = width
        if size[0] > limit and stands_out(frame, place) and content.extra:
            # The number that is asked for stays, if need be without the weight.
            content = parameter_text(frame, weight_of(place), LabelRule(Detail.RESULT))
            size = content.size(frame.fonts)
            limit += 8.0 * frame.scale
        if size[0] > limit:
            continue
        # What stands out may stand anywhere on its edge.
        fractions = (fraction, *(FINELY if stands_out(frame, place) else ()))
        line = lines[place]
        box = placer.first_free(
            between(Box.around(line.at(each), *size), left, right) for each in fractions
        )
        if box is not None:
            found[place] = placer.take(content, size, box)
    return found


def _texts(frame: Frame, place: Place, lit: Collection[Place]) -> Iterator[LabelContent]:
    """Return what to try in the narrow room of a dense gap, the fullest first."""
    details = [Detail.FULL if frame.plan.whole else Detail.BRIEF]
    if stands_out(frame, place):
        details += [Detail.BRIEF, Detail.NUMBER]
    elif place in lit:
        details.append(Detail.NUMBER)
    return (parameter_text(frame, weight_of(place), LabelRule(each)) for each in details)


def _strongest(frame: Frame, layer: int) -> list[Place]:
    weights = frame.trace.before.weights[layer - 1]
    order = np.argsort(-np.abs(weights), axis=None)[:STRONGEST]
    places = (divmod(int(index), weights.shape[1]) for index in order)
    return [Place("edge", layer, unit, source) for unit, source in places]


def _fraction(wanted: Sequence[Place], dimmed: bool) -> float:
    """Keep labels apart: near the sources where edges meet in a unit, and the reverse."""
    if len(wanted) > 1 and len({other.unit for other in wanted}) == 1:
        return 0.3
    if len(wanted) > 1 and len({other.source for other in wanted}) == 1:
        return 0.7
    return 0.4 if dimmed else 0.5


def label_chosen(
    frame: Frame, layer: int, lines: Mapping[Place, Line], obstacles: Sequence[Box]
) -> dict[Place, Written]:
    """Label the edges that are drawn into a layer where one of the two is a strip.

    Parameters
    ----------
    frame : Frame
        The moment.
    layer : int
        The layer the edges run into.
    lines : mapping of Place to Line
        The edges that are drawn, the most important first.
    obstacles : sequence of Box
        What labels keep clear of.
    """
    placer, found = LabelPlacer(frame, layer, obstacles), {}
    left, right = frame.plan.label_bounds(layer)
    rectangle = frame.plan.rectangle
    fraction = 0.42 if len({place.unit for place in lines}) == 1 else 0.6
    for place, line in lines.items():
        ref = weight_of(place)
        content, size = placer.fullest(
            (parameter_text(frame, ref, LabelRule(each)) for each in _OF_STRIPS), right - left
        )
        shifts = _SHIFTS if stands_out(frame, place) else _SHIFTS[:7]
        boxes = (Box.around(line.at(fraction + shift), *size) for shift in shifts)
        box = placer.first_free(_within(between(box, left, right), rectangle) for box in boxes)
        if box is not None:
            found[place] = placer.take(content, size, box)
    return found


_OF_STRIPS = (Detail.FULL, Detail.BRIEF, Detail.NUMBER)


def _within(box: Box, rectangle: Box) -> Box:
    """Keep a label in the picture."""
    top = min(max(rectangle.top, box.top), rectangle.bottom - box.height)
    return Box(box.left, top, box.right, top + box.height)
