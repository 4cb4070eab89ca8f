"""The sections on images and on the rows."""

from app.models import training_settings as settings
from app.models.training import TrainingModel
from app.training.settings import explanations
from app.training.settings.preview import DistortionPreview
from app.training.settings.row_factory import RowFactory
from app.widgets.settings.row_kinds import ChoiceRow, NumberRow
from app.widgets.settings.section import Section
from engine.network.scenario import Augmentation, Scenario


def images_section(factory: RowFactory, model: TrainingModel) -> tuple[Section, DistortionPreview]:
    """Make the rows of how images are distorted, and what a model makes of some."""
    section = factory.section(
        "Images", explanations.images_summary, lambda: settings.is_image_set(factory.scenario)
    )

    def present() -> Augmentation:
        return factory.scenario.training.augmentation or Augmentation()

    def number(key: str) -> NumberRow:
        return factory.number(
            explanations.DISTORTIONS[key],
            lambda: getattr(present(), key),
            lambda scenario, value: settings.with_augmentation(scenario, **{key: value}),
            offered=lambda: key != "smoothness" or present().elastic > 0,
        )

    preview = DistortionPreview(model, factory.appearance)
    section.add(preview, *(number(key) for key in explanations.DISTORTIONS))
    return section, preview


def normalisation_row(factory: RowFactory) -> ChoiceRow:
    """Make the row of what is done to the inputs."""
    return factory.choice(
        "Inputs",
        explanations.NORMALISATIONS,
        lambda: factory.scenario.normalisation,
        settings.with_normalisation,
        fits=lambda key: settings.takes_normalisation(factory.scenario, key),
        offered=lambda: factory.scenario.dataset is not None,
        explain=lambda: explanations.normalisation(factory.scenario),
    )


def data_section(factory: RowFactory) -> Section:
    """Make the rows of which rows are held out and what is done to the inputs."""
    section = factory.section("Data", explanations.data_summary)

    def rows() -> int | None:
        facts = factory.model.facts
        return None if facts is None else facts.train_rows + facts.held_out_rows

    def change_held_out(scenario: Scenario, count: int) -> Scenario:
        return settings.with_validation(scenario, count, rows())

    held_out = factory.number(
        explanations.HELD_OUT,
        lambda: factory.scenario.training.validation,
        change_held_out,
        offered=lambda: factory.scenario.training.folds == 0,
        whole=True,
    )
    folds = factory.number(
        explanations.FOLDS, lambda: factory.scenario.training.folds, settings.with_folds, whole=True
    )
    shuffle = factory.switch(
        "Shuffle the rows every epoch",
        lambda: factory.scenario.training.shuffle,
        lambda scenario, on: settings.with_training(scenario, shuffle=on),
        explain=lambda: explanations.SHUFFLE,
    )
    bins = factory.number(
        explanations.BINS,
        lambda: factory.scenario.bins,
        settings.with_bins,
        offered=lambda: factory.scenario.normalisation == "quantile",
        whole=True,
    )
    section.add(held_out, folds, shuffle, normalisation_row(factory), bins)
    return section
