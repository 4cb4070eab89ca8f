"""Makes rows that show and change a model's next run."""

from collections.abc import Callable
from typing import Any

from app.models.run_settings import RunSettings
from app.theme import Appearance
from app.widgets.settings.row import Reason, always
from app.widgets.settings.row_kinds import ChoiceRow, NumberRow, SwitchRow
from app.widgets.settings.section import Section
from engine.network.scenario import Scenario

Offered = Callable[[], bool]


class RowFactory:
    """Makes sections and their rows.

    Parameters
    ----------
    model : RunSettings
        What is set.
    appearance : Appearance
        The look.
    """

    def __init__(self, model: RunSettings, appearance: Appearance) -> None:
        self.model, self.appearance = model, appearance

    @property
    def scenario(self) -> Scenario:
        """The next run's scenario."""
        if self.model.scenario is None:
            raise RuntimeError("no scenario is open")
        return self.model.scenario

    def section(
        self, name: str, summary: Callable[[Scenario], str], offered: Offered = always
    ) -> Section:
        """Make an empty section."""
        return Section(name, lambda: summary(self.scenario), offered, self.appearance)

    def number(
        self,
        names: tuple[str, str, Reason],
        value: Callable[[], float],
        change: Callable[[Scenario, Any], Scenario],
        *,
        offered: Offered = always,
        whole: bool = False,
    ) -> NumberRow:
        """Make a row for a number, from its name, explanation and reason."""
        name, explanation, why = names
        return NumberRow(
            name,
            value,
            lambda number: self.model.edit(lambda scenario: change(scenario, number)),
            explain=lambda: self.model.notation.write(explanation),
            offered=offered,
            appearance=self.appearance,
            whole=whole,
            why=why,
        )

    def choice(
        self,
        name: str,
        known: dict[str, tuple[str, str]],
        value: Callable[[], str],
        change: Callable[[Scenario, Any], Scenario],
        *,
        fits: Callable[[str], bool] = lambda _: True,
        offered: Offered = always,
        explain: Callable[[], str] | None = None,
    ) -> ChoiceRow:
        """Make a row for one of several, each explained as it is known, unless said otherwise."""
        return ChoiceRow(
            name,
            value,
            lambda chosen: self.model.edit(lambda scenario: change(scenario, chosen)),
            lambda: [(key, words[0]) for key, words in known.items() if fits(key)],
            explain=explain or (lambda: self.model.notation.write(known[value()][1])),
            offered=offered,
            appearance=self.appearance,
        )

    def switch(
        self,
        name: str,
        value: Callable[[], bool],
        change: Callable[[Scenario, bool], Scenario],
        *,
        explain: Callable[[], str],
        possible: Offered = always,
    ) -> SwitchRow:
        """Make a row for something that is on or off."""
        return SwitchRow(
            name,
            value,
            lambda on: self.model.edit(lambda scenario: change(scenario, on)),
            explain=lambda: self.model.notation.write(explain()),
            offered=always,
            appearance=self.appearance,
            possible=possible,
        )
