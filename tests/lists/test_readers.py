"""Every published layout is told by its content and read; what is wrong or cut off is refused with file and line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from services.common.errors import UserError
from services.sanctions.lists.readers.detect import read_lists
from services.sanctions.lists.readers.source import SourceError
from tests.lists import samples
from tests.shared import shared


@pytest.mark.parametrize("id_", samples.SINGLE)
def test_each_layout_is_told_by_its_content(tmp_path: Path, id_: str) -> None:
    [read] = read_lists([samples.written(tmp_path, "list", samples.SINGLE[id_])])

    assert read.id == id_.partition(" ")[0]
    assert read.version.startswith(("2024-03-05", "sha256:"))
    person, works = read.entries[:2]
    assert person.type == "person"
    assert "holm" in person.names[0].text.lower()
    assert any("carrie" in name.text.lower() for name in person.names)
    assert person.countries == ("NO",)
    assert person.birth_years == (1961,)
    assert person.programmes
    assert works.type == "organization"
    assert works.names[0].text.lower() == "strelsau arms works"


def test_names_that_a_list_calls_weak_are_known(tmp_path: Path) -> None:
    marked = samples.EU_XML.replace(
        'wholeName="Carrie Holme" strong="true"/>',
        'wholeName="Carrie Holme" strong="true"><remark>Low quality alias</remark></nameAlias>',
    )
    low = samples.FCDO_CSV.replace("Good quality", "Low quality")
    for text in (marked, low):
        [read] = read_lists([samples.written(tmp_path, "list", text)])
        assert [name.weak for name in read.entries[0].names] == [False, True]


def test_a_ships_flag_is_its_country(tmp_path: Path) -> None:
    header, rest = samples.FCDO_CSV.split("Nationality(/ies)\n")
    flagged = f"{header}Nationality(/ies),Current believed flag of ship\n" + rest.replace("\n", ",\n").replace(
        "Ship,,,,", "Ship,,,,Norway"
    )
    [read] = read_lists([samples.written(tmp_path, "list", flagged)])
    assert read.entries[2].countries == ("NO",)


def test_ofacs_three_files_are_one_list(tmp_path: Path) -> None:
    sdn = samples.written(tmp_path, "1", samples.SDN_CSV)
    alt = samples.written(tmp_path, "2", samples.ALT_CSV)
    add = samples.written(tmp_path, "3", samples.ADD_CSV)

    [read] = read_lists([add, alt, sdn])

    person, works, ship = read.entries
    assert [(name.family, name.given) for name in person.names] == [("HOLM", "Kari Olafsdottir"), ("HOLME", "Carrie")]
    assert works.countries == ("DE",)
    assert works.programmes == ("RURITANIA", "SDGT")
    assert [(name.text, name.weak) for name in works.names] == [("STRELSAU ARMS WORKS", False), ("SAW", True)]
    assert (ship.type, ship.countries) == ("vessel", ("NO",))


def test_a_gzipped_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "list.gz"
    path.write_bytes(gzip.compress(samples.UN_XML.encode()))
    assert read_lists([path])[0].entries == read_lists([samples.written(tmp_path, "list", samples.UN_XML)])[0].entries


@pytest.mark.parametrize("id_", ["us_ofac_sdn", "un_sc_sanctions", "eu_fsf (xml)", "gb_fcdo_sanctions (xml)"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_xml_that_is_cut_off_is_refused(tmp_path: Path, id_: str, share: float) -> None:
    text = samples.SINGLE[id_]
    path = samples.written(tmp_path, "list", text[: int(len(text) * share)])
    with pytest.raises(SourceError, match=r"list, line \d+: "):
        read_lists([path])


@pytest.mark.parametrize(
    "id_", ["eu_fsf", "gb_fcdo_sanctions", "gb_hmt_sanctions", "opensanctions", "opensanctions (ftm)"]
)
def test_lines_that_are_cut_off_are_refused(tmp_path: Path, id_: str) -> None:
    text = samples.SINGLE[id_].rstrip()
    path = samples.written(tmp_path, "list", text[: text.rindex("Strelsau" if "Strelsau" in text else "STRELSAU") + 4])
    with pytest.raises(SourceError, match=r"list, line \d+: "):
        read_lists([path])


def test_ofacs_csv_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    for end in (len(samples.SDN_CSV) // 2, len(samples.SDN_CSV) - 4):
        path = samples.written(tmp_path, "sdn.csv", samples.SDN_CSV[:end])
        with pytest.raises(SourceError, match="cut off"):
            read_lists([path])


def test_a_gzipped_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.gz"
    path.write_bytes(gzip.compress(samples.UN_XML.encode())[:-40])
    with pytest.raises(SourceError, match="cut off"):
        read_lists([path])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("<html><body>Service unavailable</body></html>", "no known sanctions list"),
        ("What is this?\nNobody knows.\n", "no known layout"),
        ("surname,country\nHolm,NO\n", "no header with a column `name`"),
        ("name,country\nKari Holm,Atlantis\n", "line 2: 'Atlantis' is no country"),
        ("name,type\nKari Holm,wizard\n", "line 2: 'wizard' is no type"),
        ("name,type\n,person\n", "line 2: the name is missing"),
        ("name,type\nKari Holm\n", "line 2: 1 values where the header names 2"),
        ('name,type\n"Kari Holm,person\n', "cut off within a quoted value"),
        ("name\n", "there is no name in it"),
        ('{"id": "Q1"}\n', "line 1: no entity"),
        ('{"id": "Q1", "schema": "Person", "properties": {"name": "Kari"}}\n', "line 1: no entity"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><sdnList><sdnEntry>&b;</sdnEntry></sdnList>', "entities of its own"),
        ("<sdnList></sdnList>", "there is no entry in it"),
        ("\x00\x01\x02\xff", "no known layout"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        read_lists([samples.written(tmp_path, "list", text)])


def test_files_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    sdn = samples.written(tmp_path, "sdn", samples.SDN_CSV)
    other = samples.written(tmp_path, "alt", '999,1,"aka","SOMEBODY",-0- \r\n')
    with pytest.raises(SourceError, match=r"alt, line 1: entry 999 is not in the main file"):
        read_lists([sdn, other])
    with pytest.raises(SourceError, match="need one main file"):
        read_lists([other])
    un = samples.written(tmp_path, "un", samples.UN_XML)
    with pytest.raises(SourceError, match="in another of these files too"):
        read_lists([un, un])


def test_the_published_lists_are_read_whole() -> None:
    folder = shared("data/sanctions_lists")
    un, ofac = read_lists(
        [
            folder / "un_consolidated_2026-02-27.xml.gz",
            *(folder / f"ofac_{part}_2021-07.csv.gz" for part in ("sdn", "alt", "add")),
        ]
    )
    assert (len(un.entries), un.version) == (1003, "2026-02-27")
    assert len(ofac.entries) == 8976
    lukashenka = next(entry for entry in ofac.entries if entry.id == "9760")
    assert lukashenka.birth_years == (1954,)
    assert lukashenka.programmes == ("BELARUS",)
    assert len(lukashenka.names) > 20
