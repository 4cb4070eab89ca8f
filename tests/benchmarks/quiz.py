"""Prove 1,000 questions of the quiz: SymPy finds four different numbers for each, at some place.

A number as the first argument is how many.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from engine.lessons.pictures.quiz import QuizPicture
from symbolic.lessons.quiz import differ, exact_values
from symbolic.rules.typed import derive_typed


def main() -> None:
    """Print what was proved."""
    count = int(sys.argv[1]) if sys.argv[1:] else 1000
    equal, right = [], [0, 0, 0, 0]
    for number in range(1, count + 1):
        picture = QuizPicture({"question": number, "shape": "", "letters": number % 3 == 0})
        question = picture.question
        assert sum(not reading.cause for reading in question.readings) == 1
        right[question.right] += 1
        names = question.names
        rules = [derive_typed(str(tree), names, names[0]) for tree in question.trees]
        if not differ(exact_values(rules, picture.place())):
            equal.append(number)
    print(f"{count - len(equal):,} of {count:,} questions have four different expressions")
    print(f"the right one is the first, second, third, fourth: {right}; not proved: {equal}")


if __name__ == "__main__":
    main()
