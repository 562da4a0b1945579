"""Writes services/tagging/data/ordinary.txt: `python -m training.tagging.ordinary LABELLED_FILE ...`.

Words that the labelled corpora have in small letters and hardly ever as a name by themselves. One of them that begins a
sentence is taken for a name only where the model has no doubt.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from training.tagging.corpus import Sentence, read, stretches

OFTEN = 2
"""Times that a word stands in small letters."""
IN_NAMES = 0.1
"""Share of its places at which a word is a name by itself, which it stays below."""
SHORTEST = 3


def ordinary(sentences: Iterable[Sentence]) -> list[str]:
    """The ordinary words, in the order of the alphabet."""
    small: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for sentence in sentences:
        small.update(word for word, label in sentence if label == "O" and word.islower())
        named.update(sentence[start][0].lower() for _, start, end in stretches(sentence) if end - start == 1)
    return sorted(
        word
        for word, count in small.items()
        if count >= OFTEN and len(word) >= SHORTEST and word.isascii() and word.isalpha()
        if named[word] < IN_NAMES * (named[word] + count)
    )


def main() -> None:
    words = ordinary(sentence for path in sys.argv[1:] for sentence in read(Path(path)))
    path = Path(str(resources.files("services.tagging"))) / "data" / "ordinary.txt"
    path.write_text("\n".join(words) + "\n", "utf-8")


if __name__ == "__main__":
    main()
