"""How the graph writes its numbers: four decimals at most, data as they were written."""

from symbolic.formula.numbers import (
    CHECK_DECIMALS,
    format_number,
    graph_decimals,
    graph_number,
    number_format,
)


def computed(value: float) -> str:
    """Write a number that was computed, such as "0.7514"."""
    return graph_number(value)


def data_number(value: float) -> str:
    """Write an input or a target: whole as it is, else with two decimals at least."""
    return graph_number(value, least=0 if float(value).is_integer() else 2)


def weight(value: float) -> str:
    """Write a weight or a bias with two decimals at least, such as "0.40"."""
    return graph_number(value, least=2)


def updated(value: float) -> str:
    """Write a weight beside its successor, with all decimals."""
    return graph_number(value, least=graph_decimals())


def change(before: float, after: float) -> tuple[str, str]:
    """Write a weight and its successor with as many decimals as it takes for them to differ."""
    texts = [updated(value) for value in (before, after)]
    for decimals in (number_format().decimals, CHECK_DECIMALS):
        if texts[0] != texts[1]:
            break
        texts = [format_number(value, decimals, least=decimals) for value in (before, after)]
    return texts[0], texts[1]
