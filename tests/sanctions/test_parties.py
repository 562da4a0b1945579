"""Who does what to whom: which of the words that the reader points to become a party."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import Entity, Span
from services.sanctions.heads import Reading
from services.sanctions.labels import ROLES
from services.sanctions.mentions import Mentions
from services.sanctions.parties import Names, antecedent
from services.sanctions.places import FURTHER, LONGEST, places
from services.sanctions.reader import Found
from services.sanctions.roles import role

TEXT = "Sanctions on Ruritania were tightened on Monday."
WHOLE = (0, len(TEXT))
RURITANIA = (13, 22)


def found(authority: float, target: float) -> Found:
    """A reading that takes the same words for both parties, with the log odds of each."""
    odds = {"authority": authority, "target": target, "speaker": -1.0, "reason": -1.0}
    roles = {name: (1, 1) if value > 0 else None for name, value in odds.items()}
    reading = Reading((0, 0), 0.9, "tightened", "asserted", 0.0, ("unspecified",), "state", roles, odds)
    return Found((0, 9), 0, reading, {name: span and RURITANIA for name, span in roles.items()}, 0.9)


@pytest.mark.parametrize(
    ("authority", "target", "parties"), [(1.0, 4.0, (None, "Ruritania")), (4.0, 1.0, ("Ruritania", None))]
)
def test_nobody_sanctions_himself(authority: float, target: float, parties: tuple[str | None, str | None]) -> None:
    made = Mentions({"headline": "", "text": TEXT}, "test")
    made.add(Names("text", TEXT, ()), found(authority, target), WHOLE)
    [mention] = made.all()
    assert (mention.authority and mention.authority.text, mention.target and mention.target.text) == parties


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 30), min_size=1, max_size=4), st.integers(1, 3))
def test_a_party_is_the_likeliest_place_within_one_sentence(seed: int, lengths: list[int], count: int) -> None:
    random = np.random.default_rng(seed)
    pieces = sum(lengths)
    ends_of = np.cumsum(lengths).tolist()
    sentences = [(1 + end - length, end) for end, length in zip(ends_of, lengths, strict=True)]
    starts, ends = random.normal(size=(2, count, len(ROLES), pieces + 3)).astype(np.float32)
    triggers = random.integers(1, pieces + 1, count).tolist()
    for number, made in enumerate(places(starts, ends, triggers, sentences)):
        for at, name in enumerate(ROLES):

            def worth(first: int, last: int, number: int = number, at: int = at, name: str = name) -> float:
                low, high = next(each for each in sentences if each[0] <= first <= each[1])
                away = not low <= triggers[number] <= high
                return float(starts[number, at, 1 + first] + ends[number, at, 1 + last]) - away * FURTHER.get(name, 0.0)

            best = max(
                worth(first, last)
                for low, high in sentences
                for first, last in product(range(low, high + 1), repeat=2)
                if first <= last < first + LONGEST[name]
            )
            first, last, odds = made[name]
            assert any(low <= first <= last <= high for low, high in sentences)
            assert last - first < LONGEST[name]
            assert worth(first, last) == pytest.approx(best, abs=1e-5)
            assert odds == pytest.approx(best - float(starts[number, at, 0] + ends[number, at, 0]), abs=1e-5)


@pytest.mark.parametrize(
    ("word", "meant"),
    [("US", None), ("WHO", None), ("us", "Ruritania"), ("Who", "Ruritania"), ("it", "Ruritania")],
)
def test_a_name_that_looks_like_a_pronoun_is_a_name(word: str, meant: str | None) -> None:
    text = f"In Ruritania, {word} said so."
    span = Span(field="text", start=3, end=12, surface="Ruritania")
    place = Entity(id="e1", type="location", name="Ruritania", mentions=(span,), links=(), salience=0.1)
    at = text.rindex(word)
    found = antecedent(Names("text", text, [place]), (at, at + len(word)), None, ("location",))
    assert (found and found.entity.name) == meant


def test_words_side_by_side_tell_one_event() -> None:
    """The surer trigger is kept; words between them part two mentions."""
    text = "Under sanctions embargo stayed, and a ban came."
    names, made = Names("text", text, ()), Mentions({"headline": "", "text": text}, "test")
    for word, action, confidence in (
        ("sanctions", "in_force", 0.6),
        ("embargo", "extended", 0.9),
        ("ban", "imposed", 0.8),
    ):
        at = text.index(word)
        reading = Reading((0, 0), 0.9, action, "asserted", 0.0, ("unspecified",), "state", dict.fromkeys(ROLES), {})
        made.add(names, Found((at, at + len(word)), 0, reading, dict.fromkeys(ROLES), confidence), (0, len(text)))
    assert [each.trigger.surface for each in made.all()] == ["embargo", "ban"]


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("Marcus Tennerly, a deputy secretary.\n\nAsmara's information minister, Tesfalem Woldu,", "deputy secretary"),
        ("Marcus Tennerly, a deputy secretary. Asmara's information minister, Tesfalem Woldu,", "deputy secretary"),
        (
            "Marcus Tennerly, executive director of the Ruritanian Trade Council, said",
            "executive director of the Ruritanian Trade Council",
        ),
        ("The foreign minister\n\nMarcus Tennerly said", None),
    ],
)
def test_an_office_stands_beside_the_name(text: str, office: str | None) -> None:
    at = text.index("Marcus Tennerly")
    span = Span(field="text", start=at, end=at + 15, surface="Marcus Tennerly")
    person = Entity(id="e1", type="person", name="Marcus Tennerly", mentions=(span,), links=(), salience=0.1)
    assert role(person, {"text": text}, "Marcus Tennerly") == office
