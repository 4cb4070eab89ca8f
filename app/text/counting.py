"""How many there are, in words."""


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, such as "1 row" and "1,000 rows"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
