"""How the graph writes its numbers: four decimals, data as they were written."""

from symbolic.formula.numbers import CHECK_DECIMALS, GRAPH_DECIMALS, RESULT_DECIMALS, format_number


def computed(value: float) -> str:
    """Write a number that was computed, such as "0.7514"."""
    return format_number(value, GRAPH_DECIMALS)


def data_number(value: float) -> str:
    """Write an input or a target: whole as it is, else with two decimals at least."""
    text = format_number(value, GRAPH_DECIMALS)
    return padded(text, 2) if "." in text else text


def weight(value: float) -> str:
    """Write a weight or a bias with two decimals at least, such as "0.40"."""
    return padded(format_number(value, GRAPH_DECIMALS), 2)


def updated(value: float) -> str:
    """Write a weight beside its successor, with four decimals."""
    return padded(format_number(value, GRAPH_DECIMALS), GRAPH_DECIMALS)


def change(before: float, after: float) -> tuple[str, str]:
    """Write a weight and its successor with as many decimals as it takes for them to differ."""
    for decimals in (GRAPH_DECIMALS, RESULT_DECIMALS, CHECK_DECIMALS):
        texts = [padded(format_number(value, decimals), decimals) for value in (before, after)]
        if texts[0] != texts[1]:
            break
    return texts[0], texts[1]


def padded(text: str, places: int) -> str:
    """Add zeros up to a number of decimals; a power of ten and what is not finite stay."""
    if not text.lstrip("−").replace(".", "").isdigit():
        return text
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.ljust(places, '0')}"
