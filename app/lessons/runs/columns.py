"""How large the weights of each input are after each run, the largest first."""

from __future__ import annotations

import numpy as np

from app.lessons.runs.curves import NOTHING, SIZE, look_of
from app.plot.axes import Axis, Linear, Whole
from app.plot.layers import Dots, Layer, Line, Words
from app.plot.plot import Plot
from app.theme import Appearance
from engine.lessons.looking import Columns
from engine.lessons.pictures.runs import RunsPicture

NAMED = 8
"""So many of the largest are named."""


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
    across = Axis("inputs, the largest of the last run first", 0.0, x[-1] + 2.0, Whole(1))
    line = high * 1.7 * appearance.text_px(SIZE) / max(60.0, plot.area.height())
    layers: dict[str, Layer] = {}
    for at, (name, (own, seen)) in enumerate(found.items()):
        is_last = seen is last
        layers[f"weights {name}"] = Dots(x, seen.sizes[order], own, 9.0 if is_last else 6.0)
        words = f"{name}: {seen.left} of {len(x)} are not 0"
        top = high - at * line
        layers[f"name {name}"] = Words(x[-1] + 2.0, top, words, False, look=own, size=SIZE)
    layers["last"] = Line(x, last.sizes[order], look, -1.0)
    begin = high - (len(found) + 0.3) * line
    for rank, column in enumerate(order[: min(NAMED, int(begin / line) - 1)]):
        name, top = last.names[column], begin - line * rank
        layers[f"named {rank}"] = Words(0.42 * x[-1], top, f"{rank + 1}. {name}", size=13.0)
    plot.draw(across, Axis("size of the weight", 0.0, high), layers)
    plot.say("")
