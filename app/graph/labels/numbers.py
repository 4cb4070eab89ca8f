"""How the graph writes its numbers: four decimals at most, data as they were written."""

from symbolic.formula.numbers import CHECK_DECIMALS, format_number, graph_decimals, number_format


def computed(value: float) -> str:
    """Write a number that was computed, such as "0.7514"."""
    return format_number(value, graph_decimals())


def data_number(value: float) -> str:
    """Write an input or a target: whole as it is, else with two decimals at least."""
    return format_number(value, graph_decimals(), least=0 if float(value).is_integer() else 2)


def weight(value: float) -> str:
    """Write a weight or a bias with two decimals at least, such as "0.40"."""
    return format_number(value, graph_decimals(), least=2)


def updated(value: float) -> str:
    """Write a weight beside its successor, with all decimals."""
    return format_number(value, graph_decimals(), least=graph_decimals())


def change(before: float, after: float) -> tuple[str, str]:
    """Write a weight and its successor with as many decimals as it takes for them to differ."""
    for decimals in (graph_decimals(), number_format().decimals, CHECK_DECIMALS):
        texts = [format_number(value, decimals, least=decimals) for value in (before, after)]
        if texts[0] != texts[1]:
            break
    return texts[0], texts[1]
