"""The sections on images and on the rows."""

from app.models import training_settings as settings
from app.training.settings import words
from app.training.settings.maker import Maker
from app.training.settings.preview import DistortionPreview
from app.training.settings.rows import NumberRow
from app.training.settings.section import Section
from engine.network.scenario import Augmentation, Scenario


def images_section(make: Maker) -> tuple[Section, DistortionPreview]:
    """Make the rows of how images are distorted."""
    section = make.section(
        "Images", words.images_summary, lambda: settings.is_image_set(make.scenario)
    )

    def present() -> Augmentation:
        return make.scenario.training.augmentation or Augmentation()

    def number(key: str) -> NumberRow:
        return make.number(
            words.DISTORTIONS[key],
            lambda: getattr(present(), key),
            lambda scenario, value: settings.with_augmentation(scenario, **{key: value}),
            offered=lambda: key != "smoothness" or present().elastic > 0,
        )

    preview = DistortionPreview(make.model, make.appearance)
    section.add(preview, *(number(key) for key in words.DISTORTIONS))
    return section, preview


def data_section(make: Maker) -> Section:
    """Make the rows of which rows are held out and what is done to the inputs."""
    section = make.section("Data", words.data_summary)

    def rows() -> int | None:
        facts = make.model.facts
        return None if facts is None else facts.train_rows + facts.held_out_rows

    def change_held_out(scenario: Scenario, count: int) -> Scenario:
        return settings.with_validation(scenario, count, rows())

    held_out = make.number(
        words.HELD_OUT,
        lambda: make.scenario.training.validation,
        change_held_out,
        offered=lambda: make.scenario.training.folds == 0,
        whole=True,
    )
    folds = make.number(
        words.FOLDS, lambda: make.scenario.training.folds, settings.with_folds, whole=True
    )
    shuffle = make.switch(
        "Shuffle the rows every epoch",
        lambda: make.scenario.training.shuffle,
        lambda scenario, on: settings.with_training(scenario, shuffle=on),
        explain=lambda: words.SHUFFLE,
    )
    normalisation = make.choice(
        "Inputs",
        words.NORMALISATIONS,
        lambda: make.scenario.normalisation,
        settings.with_normalisation,
        fits=lambda key: key != "quantile" or settings.is_table(make.scenario),
        offered=lambda: make.scenario.dataset is not None,
        explain=lambda: words.normalisation(make.scenario),
    )
    bins = make.number(
        words.BINS,
        lambda: make.scenario.bins,
        settings.with_bins,
        offered=lambda: make.scenario.normalisation == "quantile",
        whole=True,
    )
    section.add(held_out, folds, shuffle, normalisation, bins)
    return section
