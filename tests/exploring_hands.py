"""What tests do to Explore's model, and the numbers that it has to come to."""

import math

from msgspec.structs import replace

from engine.scenario import find_scenario
from engine.training import Trainer, TrainingPlan

XOR = find_scenario("xor")


def explore(qtbot, model, scenario=XOR):
    model.document.open(scenario)
    model.set_active(True)
    qtbot.waitUntil(lambda: model.scores is not None, timeout=60_000)


def rest(qtbot, model):
    """Wait until the thread has nothing left to say."""
    qtbot.waitUntil(lambda: not model._timer.isActive(), timeout=30_000)


def play_to(qtbot, model, epoch):
    model.set_speed(math.inf)
    model.play()
    qtbot.waitUntil(lambda: model.epoch >= epoch, timeout=30_000)
    model.pause()
    rest(qtbot, model)


def values_after(epochs, scenario=XOR):
    scenario = replace(scenario, training=replace(scenario.training, epochs=max(1, epochs)))
    trainer = Trainer(TrainingPlan.of(scenario))
    for _ in trainer.run() if epochs else ():
        pass
    return trainer.parameters.flat


def values(model):
    return model.parameters.flat


def edit(qtbot, model, change):
    model.document.edit(change)
    rest(qtbot, model)
