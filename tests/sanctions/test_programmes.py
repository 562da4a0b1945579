"""Which programme follows from who imposes and who is hit."""

from __future__ import annotations

import pytest

from services.sanctions.lists.programmes import programme_countries
from services.sanctions.programmes import programme_key


@pytest.mark.parametrize(
    ("authority", "target", "key"),
    [
        ("the European Union", "Belarusian judges", "EU-BLR"),
        ("the U.S. Treasury", "Belarus", "US-BRUS"),
        ("Washington", "North Korean banks", "US-NK"),
        ("the Security Council", "Libya", "UN-SC1970"),
        ("Britain", "Iranian generals", "GB-IRAN"),
        ("Switzerland", "Belarus", "SECO-BRUS"),
        ("Norway", "Belarus", "NO-BLR"),
        ("Russia", "Russian officials", None),
        ("the committee", "Belarus", None),
        (None, "Belarus", None),
        ("Britain", None, None),
    ],
)
def test_the_key_is_opensanctions_own_where_it_has_one(authority: str | None, target: str | None, key: str) -> None:
    assert programme_key(authority, target) == key


@pytest.mark.parametrize(
    ("list_id", "authority", "country", "code"),
    [
        ("us_ofac_sdn", "the United States", "Venezuela", "VE"),
        ("un_sc_sanctions", "the UN", "Somalia", "SO"),
        ("eu_fsf", "the EU", "Myanmar", "MM"),
        ("gb_fcdo_sanctions", "Britain", "Guinea", "GN"),
    ],
)
def test_the_key_joins_those_of_the_lists(list_id: str, authority: str, country: str, code: str) -> None:
    key = programme_key(authority, country)
    assert key is not None
    assert code in programme_countries(list_id, key)
