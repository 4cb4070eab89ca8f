"""The document and its edits."""

from msgspec.structs import replace

from app.models.document import Document
from app.models.training_settings import with_training
from engine.design.changes import with_units
from engine.scenario import find_scenario
from engine.scenario.checking import check_scenario


def names(document):
    scenario = document.scenario
    return scenario.unit_names(0)[:2], scenario.unit_names(scenario.depth)


def test_an_edit_leaves_the_names_of_the_data_set():
    for word, expected in (
        ("census", (("age", "education-num"), ("no", "yes"))),
        ("explore-circle", (("x", "y"), ("blue",))),
    ):
        document = Document()
        document.open(find_scenario(word))
        assert names(document) == expected
        document.edit(lambda scenario: with_training(scenario, learning_rate=0.05))
        assert names(document) == expected
        document.edit(lambda scenario: with_units(scenario, 1, 5))
        assert names(document) == expected
        document.undo()
        assert names(document) == expected


def test_other_points_have_their_own_names():
    document = Document()
    document.open(find_scenario("explore-circle"))

    def numbers(scenario):
        spec = replace(scenario.dataset, generator="plane", features=("x", "x*y"))
        return check_scenario(replace(scenario, dataset=spec), keep_inputs=False)

    document.edit(numbers)
    assert names(document) == (("x", "x·y"), ("value",))
