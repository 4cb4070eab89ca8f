"""What the plots of Train draw besides a run's own curves, and where their words stand."""

import numpy as np
import pytest
from msgspec.structs import replace
from train_hands import choose, click, finish, settled

from app.models.curves import Curve
from app.plot.plot import Place
from app.theme import Appearance
from app.training.curve_plot import CurvePlot
from app.training.run_layers import Marked, RunCurves
from engine.scenario import find_scenario

CENSUS = find_scenario("census")


def curve_of(*points):
    curve = Curve()
    for x, y in points:
        curve.add(x, y)
    return curve


@pytest.fixture
def plot(qtbot):
    plot = CurvePlot("Accuracy", True, Appearance())
    qtbot.addWidget(plot)
    plot.resize(480, 300)
    plot.show()
    return plot


def run_of(epochs, earlier=(), best=None, **curves):
    named = {kind.replace("_", " "): curve.points() for kind, curve in curves.items()}
    return RunCurves(epochs, named, earlier, best)


def layers(plot):
    return plot.plot.layers


def test_every_fold_stays_and_the_mean_comes_at_the_end(qtbot, pane):
    folded = replace(CENSUS, training=replace(CENSUS.training, epochs=2, folds=3))
    choose(qtbot, pane, folded)
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    run, plot = pane.model.run, pane.charts.accuracy
    assert len(run.earlier) == 2
    y = layers(plot)["earlier held out"].y
    ends = [fold.metrics.validation_accuracy for fold in run.folds[:2]]
    assert np.isnan(y[[2, 5]]).all()
    assert list(y[[1, 4]]) == ends
    mean, deviation = run.summary.values["validation_accuracy"]
    band = layers(plot)["deviation"]
    assert (band.low, band.high) == pytest.approx((mean - deviation, mean + deviation))
    assert layers(plot)["mean"].at == pytest.approx(mean)
    text = layers(plot)["mean words"].text.replace("\u00a0", " ")
    assert text == f"mean {100 * mean:.1f} ± {100 * deviation:.1f} %"
    assert pane.side.confusion_note.text().endswith(" held-out rows of fold 3 of 3 after epoch 2.")
    assert pane.charts.legend.entries["earlier folds"].isVisible()
    assert pane.charts.legend.entries["mean ± deviation"].isVisible()
    pane.model.reset()
    settled(qtbot, pane)
    assert not {"earlier held out", "mean", "deviation"} & layers(plot).keys()
    assert not pane.charts.legend.entries["earlier folds"].isVisible()


def test_test_rows_are_not_promised_where_folds_leave_them_alone(qtbot, pane):
    choose(qtbot, pane, CENSUS)
    assert "to test" in pane.heading.shape.text()
    choose(qtbot, pane, replace(CENSUS, training=replace(CENSUS.training, folds=3)))
    settled(qtbot, pane)
    assert "to test" not in pane.heading.shape.text()
    assert "Test accuracy" not in [tile.name.text() for tile in pane.tiles.tiles]


def test_the_range_holds_earlier_folds_too(plot):
    earlier = [(curve_of((1, 0.2), (2, 0.3)), curve_of((1, 0.21), (2, 0.31)))]
    plot.show_run(run_of(2, earlier, training=curve_of((1, 0.9), (2, 0.95))))
    assert plot.plot.view.y.start < 0.2


def test_a_fold_of_one_epoch_is_a_point(plot):
    plot.show_run(run_of(2, [(curve_of((1, 0.5)), Curve())]))
    assert layers(plot)["earlier training, one epoch"].y[0] == 0.5
    assert len(layers(plot)["earlier training"].y) == 0


def test_as_many_folds_of_another_run_take_the_place_of_the_ones_before(plot):
    plot.show_run(run_of(2, [(curve_of((1, 0.2), (2, 0.3)), Curve())]))
    plot.show_run(run_of(2, [(curve_of((1, 0.8), (2, 0.9)), Curve())]))
    y = plot.plot.painter_of["earlier training"].y
    assert list(y[:2]) == [0.8, 0.9]


@pytest.mark.parametrize(("epoch", "is_right"), [(3, True), (28, False)])
def test_the_words_of_a_mark_stand_inside(plot, epoch, is_right):
    best = Marked(epoch, 0.9, f"best epoch {epoch}")
    plot.show_run(run_of(30, best=best, held_out=curve_of((1, 0.8), (30, 0.9))))
    assert layers(plot)["best words"].right == is_right
    assert layers(plot)["best epoch"].at == epoch


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize(
    "losses", [(0.5, 1e250, np.inf), (1e307, 1.7e308, 3.0), (5e-324, 1e-320), (np.nan, 0.2)]
)
def test_no_line_leads_far_out_of_the_plot(qtbot, losses, logarithmic):
    plot = CurvePlot("Loss", False, Appearance())
    qtbot.addWidget(plot)
    plot.resize(480, 300)
    plot.log_action.setChecked(logarithmic)
    plot.show()
    held_out, batches = Curve(), Curve()
    for at, loss in enumerate(losses):
        held_out.add(at, loss)
        batches.add(at, 0.3)
    plot.show_run(run_of(3, batches=batches, held_out=held_out))
    low, high = plot.plot.view.y.start, plot.plot.view.y.end
    assert np.isfinite([low, high]).all()
    y = plot.plot.painter_of["held out"].y
    drawn = y[np.isfinite(y)]
    assert (np.abs(drawn - low) < 21.5 * (high - low)).all()
    # Dashes without end would never be drawn.
    assert not plot.grab().isNull()


def test_what_is_read_follows_the_run(plot):
    plot.show_run(run_of(3, training=curve_of((1, 0.5), (2, 0.6))))
    plot.plot.pointed.emit(Place(2.2, 0.5))
    assert plot.plot.reading.text() == "epoch 2: training 60.0\u00a0%"
    plot.show_run(run_of(3, training=curve_of((1, 0.7), (2, 0.8))))
    assert plot.plot.reading.text() == "epoch 2: training 80.0\u00a0%"
    plot.show_run(RunCurves(3, {}))
    assert not plot.plot.reading.isVisible()
