"""What the plots of a run show, as layers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.models.curves import Curve
from app.plot.layers import Band, Dots, Layer, Line, Rule, Words, joined
from app.plot.values import Points
from app.training.baselines import Reference
from app.training.legend import LOOKS, reference_look

EARLIER = ("earlier training", "earlier held out")
BEHIND = -5.0


@dataclass(frozen=True)
class Marked:
    """An epoch to be marked: where, how high (None where that is not known), and why."""

    epoch: int
    value: float | None
    words: str


@dataclass(frozen=True)
class Summary:
    """A mean over folds, its standard deviation, and both as text."""

    mean: float
    deviation: float
    text: str


@dataclass(frozen=True)
class RunCurves:
    """One quantity of a run.

    Attributes
    ----------
    epochs : int
        The end of the x axis.
    points : mapping of str to (ndarray, ndarray)
        Epochs and values of the run's own curves, by what they are called.
    earlier : sequence of (Curve, Curve)
        Those of folds that are over: training and held out.
    best : Marked, optional
        The best epoch.
    summary : Summary, optional
        What the folds come to.
    """

    epochs: int
    points: Mapping[str, tuple[Points, Points]]
    earlier: Sequence[tuple[Curve, Curve]] = ()
    best: Marked | None = None
    summary: Summary | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is no curve yet."""
        return not self.earlier and not any(len(x) for x, _ in self.points.values())

    def values(self) -> Points:
        """Return what the y axis has to hold, shape (values,)."""
        parts = [_bulk(y) if kind == "batches" else y for kind, (_, y) in self.points.items()]
        parts += [curve.points()[1] for pair in self.earlier for curve in pair]
        return np.concatenate([np.empty(0), *parts])

    def layers(self, references: Sequence[Reference], high: bool) -> dict[str, Layer]:
        """Return all that is drawn.

        Parameters
        ----------
        references : sequence of Reference
            Published results, drawn as horizontal lines.
        high : bool
            Whether words stand high: where the curve has no business.
        """
        layers: dict[str, Layer] = {
            f"reference {at}": Rule(reference.accuracy, reference_look(at), depth=BEHIND)
            for at, reference in enumerate(references)
        }
        if self.earlier:
            layers |= self._earlier_layers()
        layers |= {kind: Line(x, y, LOOKS[kind]) for kind, (x, y) in self.points.items()}
        if self.best is not None:
            layers |= self._best_layers(self.best, high)
        if self.summary is not None:
            layers |= self._summary_layers(self.summary, high)
        return layers

    def _earlier_layers(self) -> dict[str, Layer]:
        layers: dict[str, Layer] = {}
        for at, kind in enumerate(EARLIER):
            points = [pair[at].points() for pair in self.earlier]
            lines = joined([both for both in points if len(both[0]) > 1])
            # A single point is no line: it needs a marker to be seen.
            dots = joined([both for both in points if len(both[0]) == 1])
            layers[kind] = Line(*lines, LOOKS[kind], BEHIND)
            layers[f"{kind}, one epoch"] = Dots(*dots, LOOKS[kind], depth=BEHIND)
        return layers

    def _best_layers(self, best: Marked, high: bool) -> dict[str, Layer]:
        layers: dict[str, Layer] = {
            "best epoch": Rule(best.epoch, LOOKS["best epoch"], vertical=True, depth=5),
            "best words": Words(
                best.epoch,
                np.inf if high else -np.inf,
                best.words,
                right=best.epoch <= self.epochs / 2,
                below=high,
            ),
        }
        if best.value is not None:
            at, value = np.array([float(best.epoch)]), np.array([best.value])
            layers["best value"] = Dots(at, value, LOOKS["best value"], 10, hollow=True, depth=5)
        return layers

    def _summary_layers(self, summary: Summary, high: bool) -> dict[str, Layer]:
        look = LOOKS["mean ± deviation"]
        low, top = summary.mean - summary.deviation, summary.mean + summary.deviation
        edge = low if high else top
        return {
            "deviation": Band(low, top, look),
            "mean": Rule(summary.mean, look, depth=4),
            "mean words": Words(self.epochs, edge, summary.text, right=False, below=high),
        }


def read_out(
    points: Mapping[str, tuple[Points, Points]], at: float, format_value: Callable[[float], str]
) -> tuple[float, str] | None:
    """Return the epoch next to a place, and each curve's value there; None without any curve.

    Parameters
    ----------
    points : mapping of str to (ndarray, ndarray)
        Epochs and values of each curve, both of shape (n,).
    at : float
        The place, in epochs.
    format_value : callable
        Writes one value.
    """
    curves = {kind: both for kind, both in points.items() if len(both[0])}
    if not curves:
        return None
    # Whole epochs, where a curve has any; batches lie between them.
    leading = [both for kind, both in curves.items() if kind != "batches"] or [*curves.values()]
    epochs = np.concatenate([x for x, _ in leading])
    epoch = float(epochs[np.argmin(np.abs(epochs - at))])
    parts = []
    for kind, (x, y) in curves.items():
        index = int(np.argmin(np.abs(x - epoch)))
        if kind == "batches" or x[index] == epoch:
            parts.append(f"{kind} {format_value(float(y[index]))}")
    return epoch, f"epoch {epoch:.4g}: {', '.join(parts)}"


def _bulk(values: Points) -> Points:
    """Return the range of most values: the first few batches are far off all others."""
    finite = values[np.isfinite(values)]
    return np.quantile(finite, (0.05, 0.95)) if len(finite) >= 20 else values
