"""A small built file."""

from __future__ import annotations

import pytest

from services.sanctions.lists.build import build
from services.sanctions.lists.entry import Entry, ListedName, SanctionsList, family_first
from services.sanctions.lists.index import Lists
from services.sanctions.lists.matching import Matcher


def a_person(
    id_: str, *names: str, countries: tuple[str, ...] = (), years: tuple[int, ...] = (), on: str = ""
) -> Entry:
    listed = tuple(family_first(name) for name in names)
    return Entry(id_, "person", listed, countries, years, (on,) if on else ())


LISTED = SanctionsList(
    "example",
    "2024-03-05",
    (
        a_person("1", "LUKASHENKA, Alyaksandr Hryhoryavich", countries=("BY",), years=(1954,), on="BELARUS"),
        a_person("2", "LUKASHENKA, Viktar Aliaksandravich", years=(1976,), on="BELARUS"),
        a_person("3", "AL-KARIM, Abd", "ABD AL-KARIM, Hasan", countries=("IQ",)),
        a_person("4", "Mohammed Ali", countries=("SD",)),
        a_person("5", "HAQQANI, Siraj al-Din", countries=("AF",)),
        a_person("6", "KIM, Jong Un", countries=("KP",)),
        a_person("7", "AL-TIKRITI, Barzan Ibrahim Hasan"),
        Entry("8", "organization", (ListedName("ROSNEFT TRADING CORP."),), ("RU",)),
        Entry("9", "organization", (ListedName("GLOBAL STEEL CORP"),)),
        Entry("10", "organization", (ListedName("AL QAIDA"), ListedName("THE BASE", weak=True))),
        Entry("11", "vessel", (ListedName("ZENDA STAR"),)),
        Entry("12", "organization", (ListedName("Открытое акционерное общество Газпром"),)),
        Entry("13", "organization", (ListedName("RURITANIAN OIL AND GAS III GMBH"),)),
        a_person("14", "JASHNSAZ, Seifollah"),
        a_person("15", "AL-RAWI, Marwan"),
    ),
)


@pytest.fixture(scope="session")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    path = tmp_path_factory.mktemp("lists") / "lists.wwl"
    build(path, [LISTED])
    return Matcher(Lists(path))
