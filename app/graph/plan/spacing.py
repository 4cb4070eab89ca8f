"""How lines of text beside each other keep apart."""


def space_out(wanted: list[float], line: float, top: float, bottom: float) -> list[float]:
    """Move lines of text apart, each as close to its wanted height as the others allow.

    Parameters
    ----------
    wanted : list of float
        Heights in ascending order.
    line : float
        The least distance.
    top, bottom : float
        Between which they stay, if there is room.
    """
    places: list[float] = []
    for height in wanted:
        places.append(max(height, places[-1] + line) if places else max(height, top + line / 2))
    limit = bottom - line / 2
    for index in reversed(range(len(places))):
        places[index] = min(places[index], limit)
        limit = places[index] - line
    return places
