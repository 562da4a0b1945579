"""Labels made alike: names as news has them, where a corpus counts titles, possessives and peoples in."""

from __future__ import annotations

from services.common.countries import ALIASES, DEMONYMS, names
from services.tagging.roles import is_office
from training.tagging.corpus import Sentence, stretches

_POSSESSIVES = frozenset({"'s", "’s", "'", "’", "´s"})
_ARTICLES = frozenset({"the", "a", "an"})
_PEOPLES = frozenset(
    """Muslims Muslim Christians Christian Jews Jew Arabs Arab Rohingya Catholics Protestants Hindus Sikhs Kurds
    Europeans Africans Asians Republicans Democrats Republican Democrat Congressman Senator""".split()
) | frozenset(DEMONYMS)


def cleaned(sentence: Sentence) -> Sentence:
    """The sentence with its names cut to the name alone; what is none loses its label."""
    result = [(word, "O") for word, _ in sentence]
    for kind, start, end in stretches(sentence):
        words = [word for word, _ in sentence[start:end]]
        for label, first, last in _parts(kind, words):
            for place in range(first, last):
                result[start + place] = (words[place], f"{'B' if place == first else 'I'}-{label}")
    return result


def _parts(kind: str, words: list[str]) -> list[tuple[str, int, int]]:
    """The name or names within a labelled stretch: type, first word, end."""
    first, last = 0, len(words)
    while last > first and words[last - 1] in _POSSESSIVES:
        last -= 1
    while first < last and (words[first] in _ARTICLES or (words[first] in ("The", "A") and kind != "ORG")):
        first += 1
    found: list[tuple[str, int, int]] = []
    if kind == "PER":
        offices = [place for place in range(first, last) if is_office(words[place])]
        if offices and len(offices) < last - first:
            state = words[first]
            if offices[0] > first and (state in ALIASES or state in names()):
                found.append(("LOC", first, first + 1))
            after = offices[-1] + 1
            if after == last or words[after][:1].islower():
                return found
            first = after
        if last - first == 1 and words[first] in _PEOPLES:
            return found
    if not any(word[:1].isupper() or any(map(str.isupper, word)) for word in words[first:last]):
        return found
    if kind != "ORG" and words[last - 1 : last] and words[last - 1] in _PEOPLES - frozenset(ALIASES):
        return found
    return [*found, (kind, first, last)] if first < last else found
