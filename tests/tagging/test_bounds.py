"""Where names begin and end, and what a dateline names."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import EntityType
from services.tagging.bounds import places_apart, trimmed, up_to_known, whole, with_capitals
from services.tagging.datelines import dateline
from services.tagging.mentions import Mention
from services.tagging.reader import Named

TYPES: dict[str, EntityType] = {"P": "person", "O": "organization", "L": "location"}


def read(marked: str) -> tuple[str, list[Named]]:
    """A text in which the model read what stands as `<P Kari Holm>`, and its readings."""
    text, names = "", []
    for part in marked.replace(">", "<").split("<"):
        if part[:2] in ("P ", "O ", "L "):
            names.append(Named("text", len(text), len(text) + len(part) - 2, TYPES[part[0]], (0.3, 0.3, 0.3)))
            part = part[2:]
        text += part
    return text, names


def names_of(marked: str) -> list[tuple[str, str]]:
    text, names = read(marked)
    parts = [part for name in names for part in places_apart(name, text)]
    found = [mention for part in parts if (mention := trimmed(part, text))]
    return [(mention.type[0].upper(), mention.surface) for mention in whole(with_capitals(found, text), "text", text)]


@pytest.mark.parametrize(
    ("read_as", "names"),
    [
        ("<P President Kari Holm> said", [("P", "Kari Holm")]),
        ("<O the United Nations> said", [("O", "United Nations")]),
        ("“<O Norsk Fisk”,> said", [("O", "Norsk Fisk")]),
        ("<L Norway's> coast", [("L", "Norway")]),
        ("in the <L U.S.> today", [("L", "U.S.")]),
        ("the <O National Museum of> the air", [("O", "National Museum")]),
        ("Senator Jon Holm (<O R-Texas>) said", [("L", "Texas")]),
        ("a fine of <L US>$20,000", []),
        ("the pro-<L Kremlin> party", []),
        ("wrote <O Secunia>.com", []),
        ("<O Breaking News>", []),
        ("the <O brewer> Norsk Fisk", []),
        ("<O al-Qaeda> said", [("O", "al-Qaeda")]),
        ("in <L Houston, Texas> today", [("L", "Houston"), ("L", "Texas")]),
        ("<O Smith, Jones & Sons> said", [("O", "Smith, Jones & Sons")]),
        ("Rep. Ann Holm (D-<L Minn>.) said", [("L", "Minn.")]),
        ("Rep. Ann Holm (<O R>-<L Texas>) said", [("L", "Texas")]),
        ("the <O Foreign Affairs> minister said", []),
        ("<O Shadow Home> Secretary <P Ann Holm> said", [("P", "Ann Holm")]),
        ("<L Kadun Fund debars bridge> builder", [("L", "Kadun Fund")]),
        ("<O Kadun Fund Debars Bridge Builder>", [("O", "Kadun Fund")]),
        ("<P Holm Denies Links>", [("P", "Holm")]),
        ("the <O Alden health bureau> said", [("O", "Alden")]),
        ("the <L Alden clock tower>", [("L", "Alden clock tower")]),
        ("the <O Fund for the Sea>", [("O", "Fund for the Sea")]),
    ],
)
def test_what_surrounds_a_name_is_no_part_of_it(read_as: str, names: list[tuple[str, str]]) -> None:
    assert names_of(read_as) == names


@pytest.mark.parametrize(
    ("read_as", "names"),
    [
        ("<L Port> <L Alden> rose", [("L", "Port Alden")]),
        ("<P Kari>, <P Holm> left", [("P", "Kari"), ("P", "Holm")]),
        ("<P Kari Holm> <L Oslo> left", [("P", "Kari Holm"), ("L", "Oslo")]),
        ("told <O ABC> News on Monday", [("O", "ABC News")]),
        ("the <L New Zealand> Herald wrote", [("O", "New Zealand Herald")]),
        ("<L Oslo> Police and <L Norway>", [("O", "Oslo Police"), ("L", "Norway")]),
        ("<L Oslo> police", [("L", "Oslo")]),
        ("the <O University of Northland> at <L Alden Bay> said", [("O", "University of Northland at Alden Bay")]),
        ("the <O National Museum> of the <O Alden Air Force>", [("O", "National Museum of the Alden Air Force")]),
        ("the <O Supreme Court> of <L Alden> said", [("O", "Supreme Court of Alden")]),
        ("the <O Orovik Group> of <L Alden> said", [("O", "Orovik Group"), ("L", "Alden")]),
        ("<L Aldport> <L United> won", [("O", "Aldport United")]),
        ("<P Leung Kwok>-hung won", [("P", "Leung Kwok-hung")]),
        ("the <P Kari Holm>-led party", [("P", "Kari Holm")]),
        ("a <P Kari Holm>-backed plan", [("P", "Kari Holm")]),
    ],
)
def test_a_name_is_in_one_piece(read_as: str, names: list[tuple[str, str]]) -> None:
    assert names_of(read_as) == names


@pytest.mark.parametrize(
    ("name", "end", "kept"),
    [
        ("Kadun Fund bars builder", 10, "Kadun Fund"),
        ("Kadun Fund Bars Builder", 10, "Kadun Fund"),
        ("Kadun Fund president", 10, "Kadun Fund"),
        ("Kadun Fund Sanctions Committee", 10, "Kadun Fund Sanctions Committee"),
        ("Kadun Fund for Bridges", 10, "Kadun Fund for Bridges"),
        ("Kadun Fund Bridges", 10, "Kadun Fund Bridges"),
    ],
)
def test_a_listed_body_ends_where_another_word_than_a_names_follows(name: str, end: int, kept: str) -> None:
    assert up_to_known(Mention("text", 0, len(name), name, "organization"), end, name).surface == kept


def test_where_all_is_small_names_are_too() -> None:
    assert names_of("<P kari holm> left <L oslo>") == [("P", "kari holm"), ("L", "oslo")]


@given(
    st.lists(st.sampled_from(["Bank", "News", "of", "Al", "b", " ", " ", "-", "-hung", ".", "'s", "$"])).map("".join),
    st.data(),
)
def test_spans_slice_to_their_surfaces_and_do_not_overlap(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), unique=True, max_size=6)))
    kinds = st.sampled_from(list(TYPES.values()))
    names = [
        Named("text", start, end, data.draw(kinds), (0.3, 0.3, 0.3))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    found: list[Mention] = whole([each for name in names if (each := trimmed(name, text))], "text", text)
    assert all(text[each.start : each.end] == each.surface != "" for each in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        ("OSLO, May 3 (Nordfeed) - A port", "OSLO", "Nordfeed"),
        ("BRUSSELS (AP) — Ministers", "BRUSSELS", "AP"),
        ("Brussels (AP) — Ministers", "Brussels", "AP"),
        ("ALDEN, Norway, Jan. 4 -- A port", "ALDEN", None),
        ("PIRAEUS - Ferries", "PIRAEUS", None),
        ("NEW YORK — Shares", "NEW YORK", None),
        ("LONDON, 3 June — Ministers", "LONDON", None),
    ],
)
def test_a_dateline_gives_place_and_agency(text: str, place: str, agency: str | None) -> None:
    line = dateline(text)
    assert line is not None
    assert text[slice(*line.place)] == place
    assert (text[slice(*line.agency)] if line.agency else None) == agency


@pytest.mark.parametrize(
    "text",
    [
        "FLASH: a port burns",
        "BREAKING - a port burns",
        "Kari Holm (Norway) - 3:41.2",
        "Oslo – a city – burns",
        "Oslo",
        "",
    ],
)
def test_what_only_looks_like_a_dateline_is_none(text: str) -> None:
    assert dateline(text) is None
