"""How large the weights of each input are after each run, the largest first."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from app.lessons.runs.curves import NOTHING, SIZE, look_of
from app.plot.axes import Axis, Linear, Whole
from app.plot.layers import Dots, Layer, Line, Words
from app.plot.plot import Plot
from app.theme import Appearance
from engine.lessons.looking import Columns
from engine.lessons.pictures.runs import RunsPicture

NAMED = 8
"""So many of the largest are named."""


LIST, APART = 13.0, 24
"""Of the list, the size of letters and what stays free beside it, in pixels at 100 %."""


def _room(plot: Plot, appearance: Appearance, named: Iterable[str], counts: Iterable[str]) -> float:
    """Return the share of the width that the words beside the points take."""
    listed = QFontMetrics(appearance.font(LIST)).horizontalAdvance
    bold = QFontMetrics(appearance.font(SIZE, 700)).horizontalAdvance
    widest = max(*map(listed, named), *map(bold, counts)) + appearance.px(APART)
    return min(0.5, widest / max(60.0, plot.area.width()))


def draw_columns(plot: Plot, picture: RunsPicture, appearance: Appearance) -> None:
    """Show the weights of all inputs in the order that the last run gives them."""
    found = {
        name: (look_of(name, number), run.seen)
        for number, (name, run) in enumerate(picture.runs.items())
        if isinstance(run.seen, Columns)
    }
    if not found:
        plot.draw(Axis("inputs", 0.0, 1.0, Whole()), Axis("weight", 0.0, 1.0), {})
        plot.say(NOTHING)
        return
    *_, (look, last) = found.values()
    order = np.argsort(-last.sizes, kind="stable")
    x = np.arange(1.0, len(order) + 1.0)
    _, high = Linear().limits(np.concatenate([seen.sizes for _, seen in found.values()]))
    counts = {
        name: f"{name}: {seen.left} of {len(x)} are not 0" for name, (_, seen) in found.items()
    }
    named = [f"{rank + 1}. {last.names[column]}" for rank, column in enumerate(order[:NAMED])]
    beside = _room(plot, appearance, named, counts.values())
    end = (x[-1] + 2.0) / (1.0 - beside)
    across = Axis("inputs, the largest of the last run first", 0.0, end, Whole(1))
    line = high * 1.7 * appearance.text_px(SIZE) / max(60.0, plot.area.height())
    layers: dict[str, Layer] = {}
    for at, (name, (own, seen)) in enumerate(found.items()):
        is_last = seen is last
        layers[f"weights {name}"] = Dots(x, seen.sizes[order], own, 9.0 if is_last else 6.0)
        top = high - at * line
        layers[f"name {name}"] = Words(end, top, counts[name], False, look=own, size=SIZE)
    layers["last"] = Line(x, last.sizes[order], look, -1.0)
    begin = high - (len(found) + 0.3) * line
    metrics = QFontMetrics(appearance.font(LIST))
    for rank, text in enumerate(named[: max(0, int(begin / line) - 1)]):
        # Beside the points, not over them.
        room = int(beside * plot.area.width()) - appearance.px(APART)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        place = x[-1] + 2.0, begin - line * rank
        layers[f"named {rank}"] = Words(*place, shown, size=LIST)
    plot.draw(across, Axis("size of the weight", 0.0, high), layers)
    plot.say("")
