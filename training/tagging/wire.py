"""What agency copy has and the corpus lacks: datelines, bylines, and the results of sport, with invented names."""

from __future__ import annotations

from random import Random

from training.tagging.corpus import Sentence
from training.tagging.organisations import Words
from training.tagging.variety import Names

AGENCIES = ("AP", "AFP", "Reuters", "dpa", "Xinhua", "TASS", "EFE", "ANSA", "Kyodo", "Yonhap", "Interfax")
MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def with_dateline(window: list[Sentence], names: Names, random: Random) -> list[Sentence]:
    """The window with a dateline before its first sentence."""
    city = tuple(word.upper() if random.random() < 0.9 else word for word in names.city(random))
    line = _named("LOC", city)
    if random.random() < 0.2:
        line += [(",", "O"), *_named("LOC", names.country(random))]
    if random.random() < 0.4:
        line += [(",", "O"), (random.choice(MONTHS), "O"), (str(random.randint(1, 28)), "O")]
    if random.random() < 0.5:
        line += [("(", "O"), (random.choice(AGENCIES), "B-ORG"), (")", "O")]
    line.append((random.choice("—–-"), "O"))
    return [[*line, *window[0]], *window[1:]]


def results(names: Names, random: Random) -> list[Sentence]:
    """A few lines of results, of one kind."""
    line = random.choice((_match, _ranking, _byline, _scorers))
    return [line(names, random) for _ in range(1 if line is _byline else random.randint(1, 8))]


def _match(names: Names, random: Random) -> Sentence:
    """Teams go by their city's name."""
    return [
        *_named("ORG", names.city(random)),
        (str(random.randint(0, 120)), "O"),
        *_named("ORG", names.city(random)),
        (str(random.randint(0, 120)), "O"),
    ]


def _ranking(names: Names, random: Random) -> Sentence:
    place = _named("LOC", names.country(random))
    country = [("(", "O"), *place, (")", "O")] if random.random() < 0.7 else [(",", "O"), *place, (",", "O")]
    figure = f"{random.randint(1, 9)}:{random.randint(10, 59)}.{random.randint(10, 99)}"
    return [(f"{random.randint(1, 20)}.", "O"), *_named("PER", names.person(random)), *country, (figure, "O")]


def _byline(names: Names, random: Random) -> Sentence:
    person = names.person(random)
    if random.random() < 0.3:
        person = tuple(word.upper() for word in person)
    return [("By", "O"), *_named("PER", person)]


def _scorers(names: Names, random: Random) -> Sentence:
    one, other = (_named("LOC", names.country(random)) for _ in range(2))
    if random.random() < 0.5:
        return [*one, (str(random.randint(0, 5)), "O"), *other, (str(random.randint(0, 5)), "O")]
    winner, loser = (_named("PER", names.person(random)) for _ in range(2))
    return [
        *(*winner, ("(", "O"), *one, (")", "O"), ("beat", "O")),
        *(*loser, ("(", "O"), *other, (")", "O"), ("6-4", "O"), ("7-5", "O"), (".", "O")),
    ]


def _named(kind: str, words: Words) -> Sentence:
    return [(word, f"{'I' if index else 'B'}-{kind}") for index, word in enumerate(words)]
