"""Who does what to whom: which of the words that the reader points to become a party."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import Entity, Span
from services.sanctions.heads import LONGEST, Reading, Trigger, places
from services.sanctions.labels import ROLES
from services.sanctions.mentions import Mentions
from services.sanctions.parties import Names
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


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 30), min_size=1, max_size=4))
def test_a_party_is_the_likeliest_place_within_one_sentence(seed: int, lengths: list[int]) -> None:
    pieces = sum(lengths)
    ends_of = np.cumsum(lengths).tolist()
    sentences = [(1 + end - length, end) for end, length in zip(ends_of, lengths, strict=True)]
    values = np.random.default_rng(seed).normal(size=(2, 1, len(ROLES), pieces + 3)).astype(np.float32)
    starts, ends = values
    [made] = places(starts, ends, [Trigger(1, 1, 0.9)], sentences)
    for name in ("authority", "target", "reason"):
        at = ROLES.index(name)
        best = max(
            float(starts[0, at, 1 + first] + ends[0, at, 1 + last])
            for low, high in sentences
            for first, last in product(range(low, high + 1), repeat=2)
            if first <= last < first + LONGEST[name]
        )
        first, last, odds = made[name]
        assert any(low <= first <= last <= high for low, high in sentences)
        assert last - first < LONGEST[name]
        assert starts[0, at, 1 + first] + ends[0, at, 1 + last] == pytest.approx(best)
        assert odds == pytest.approx(best - float(starts[0, at, 0] + ends[0, at, 0]), abs=1e-5)


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
