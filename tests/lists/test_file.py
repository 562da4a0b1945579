"""The built file: the same for the same lists, mapped, and refused when it cannot be trusted."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.common.errors import UserError
from services.sanctions.lists.build import build
from services.sanctions.lists.changes import changes
from services.sanctions.lists.current import CurrentLists
from services.sanctions.lists.entry import SanctionsList
from services.sanctions.lists.file import FORMAT
from services.sanctions.lists.index import Lists
from services.sanctions.lists.matching import Named
from services.sanctions.lists.update import update
from tests.lists import samples
from tests.lists.conftest import LISTED, a_person


def test_the_same_lists_give_the_same_bytes(tmp_path: Path) -> None:
    build(tmp_path / "a", [LISTED])
    build(tmp_path / "b", [LISTED])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_file_holds_what_the_lists_say(tmp_path: Path) -> None:
    build(tmp_path / "lists", [LISTED])
    lists = Lists(tmp_path / "lists")
    assert len(lists) == len(LISTED.entries)
    assert [(each.id, each.version, each.entries) for each in lists.versions] == [
        ("example", "2024-03-05", len(LISTED.entries))
    ]
    assert lists.id_of(0) == "1"
    assert lists.name_of(0) == "LUKASHENKA, Alyaksandr Hryhoryavich"
    assert (lists.countries_of(0), lists.years_of(0), lists.programmes_of(0)) == (("BY",), (1954,), ("BELARUS",))
    assert lists.concerned_by(0) == ("BY",)


def test_programmes_have_opensanctions_keys_where_they_are_certain(tmp_path: Path) -> None:
    lists = [
        SanctionsList(
            "us_ofac_sdn", "1", (a_person("1", "HOLM, Kari", on="BELARUS"), a_person("2", "X, Y", on="NEW1"))
        ),
        SanctionsList("opensanctions", "1", (a_person("3", "HOLM, Kari", on="EU-BLR"),)),
        SanctionsList("ours", "1", (a_person("4", "HOLM, Kari", on="BELARUS"),)),
    ]
    build(tmp_path / "lists", lists)
    built = Lists(tmp_path / "lists")
    assert [built.programme_keys_of(entry) for entry in range(4)] == [("US-BRUS",), (), ("EU-BLR",), ()]
    assert [built.concerned_by(entry) for entry in range(4)] == [("BY",), (), ("BY",), ("BY",)]


def test_no_list_at_all_is_a_file_too(tmp_path: Path) -> None:
    build(tmp_path / "lists", [SanctionsList("empty", "1", ())])
    assert len(Lists(tmp_path / "lists")) == 0


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lists"
    build(path, [LISTED])
    whole = path.read_bytes()
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 1
    for held, reason in (
        (whole[: len(whole) // 2], "cut off or damaged"),
        (whole[:20], "was cut off"),
        (b"", "was cut off"),
        (bytes(damaged), "cut off or damaged"),
        (b"name,type\n" * 20, "is no file of sanctions lists"),
        (whole[:8] + (FORMAT + 1).to_bytes(4, "little") + whole[12:], f"has format {FORMAT + 1}"),
    ):
        path.write_bytes(held)
        with pytest.raises(UserError, match=reason):
            Lists(path)


def test_services_take_a_new_file_and_keep_the_old_one_when_it_is_bad(tmp_path: Path) -> None:
    path = tmp_path / "lists"
    current = CurrentLists(path)
    assert current() is None

    build(path, [LISTED])
    first = current()
    assert first is not None
    assert current() is first

    (tmp_path / "bad").write_bytes(b"no list")
    (tmp_path / "bad").replace(path)
    assert current() is first
    assert first(Named("Alexander Lukashenko"))

    build(path, [SanctionsList("example", "2", (a_person("20", "HOLM, Kari"),))])
    second = current()
    assert second is not None
    assert second(Named("Kari Holm"))
    assert not second(Named("Alexander Lukashenko"))


def test_what_has_changed_is_told(tmp_path: Path) -> None:
    old = SanctionsList("example", "1", (a_person("1", "HOLM, Kari"), a_person("2", "ELPHBERG, Rudolf")))
    new = SanctionsList(
        "example", "2", (a_person("1", "HOLM, Kari", "HOLME, Carrie"), a_person("3", "RASSENDYLL, Rudolf"))
    )
    build(tmp_path / "old", [old])
    build(tmp_path / "new", [new])

    [told] = changes(Lists(tmp_path / "old"), Lists(tmp_path / "new"))

    assert (told.before, told.now) == ("1", "2")
    assert told.added == [("3", "RASSENDYLL, Rudolf")]
    assert told.removed == [("2", "ELPHBERG, Rudolf")]
    assert [(entry.id, entry.added, entry.removed) for entry in told.changed] == [("1", ("HOLME, Carrie",), ())]


def test_a_refused_source_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "lists.wwl"
    update(path, [samples.written(tmp_path, "un", samples.UN_XML)])
    before = path.read_bytes()
    with pytest.raises(UserError, match="cut off"):
        update(path, [samples.written(tmp_path, "cut", samples.UN_XML[:600])])
    assert path.read_bytes() == before


def test_a_file_that_cannot_be_used_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "lists.wwl"
    path.write_bytes(b"cut off")
    [told] = update(path, [samples.written(tmp_path, "un", samples.UN_XML)])
    assert (told.before, len(told.added), len(Lists(path))) == (None, 2, 2)


def test_a_list_that_has_lost_most_of_its_entries_is_refused(tmp_path: Path) -> None:
    names = "".join(f"Person Number{number}\n" for number in range(10))
    update(tmp_path / "lists.wwl", [samples.written(tmp_path, "ours.csv", f"name\n{names}")])
    with pytest.raises(UserError, match="would have 1 entries, and has 10"):
        update(tmp_path / "lists.wwl", [samples.written(tmp_path, "ours.csv", "name\nPerson Number1\n")])


def test_a_list_is_not_lost_because_it_was_not_named(tmp_path: Path) -> None:
    path, un = tmp_path / "lists.wwl", samples.written(tmp_path, "un", samples.UN_XML)
    eu = samples.written(tmp_path, "eu", samples.EU_CSV)
    update(path, [un, eu])
    with pytest.raises(UserError, match="eu_fsf would have 0 entries"):
        update(path, [un])
