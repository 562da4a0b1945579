"""Links to one article share one address; links to two articles do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.common.urls import canonical_url

PAGE = "https://wire.example/2024/03/05/harbour"


@pytest.mark.parametrize(
    "link",
    [
        PAGE,
        "http://wire.example/2024/03/05/harbour",
        "HTTPS://WIRE.Example/2024/03/05/harbour",
        "https://wire.example:443/2024/03/05/harbour",
        "http://wire.example:80/2024/03/05/harbour",
        "https://www.wire.example/2024/03/05/harbour",
        "https://m.wire.example/2024/03/05/harbour",
        "https://mobile.wire.example/2024/03/05/harbour",
        "https://amp.wire.example/2024/03/05/harbour",
        "https://wire.example./2024/03/05/harbour",
        "https://reader:secret@wire.example/2024/03/05/harbour",
        "https://wire.example/2024/03/05/harbour/",
        "https://wire.example/2024/03/05/harbour/amp",
        "https://wire.example/2024/03/05/harbour/amp/",
        "https://wire.example/2024/03/05/harbour.amp",
        "https://wire.example/2024/03/05/./harbour",
        "https://wire.example/2024/03/05/harbour#comments",
        "https://wire.example/2024/03/05/harbour?",
        "https://wire.example/2024/03/05/harbour?utm_source=x&utm_medium=rss&UTM_Campaign=y",
        "https://wire.example/2024/03/05/harbour?fbclid=1&gclid=2&msclkid=3",
        "https://wire.example/2024/03/05/harbour?amp=1",
        "  https://wire.example/2024/03/05/harbour\n",
    ],
)
def test_links_to_one_article_share_its_address(link: str) -> None:
    assert canonical_url(link) == PAGE


def test_what_names_the_article_is_kept_and_sorted() -> None:
    assert (
        canonical_url("https://wire.example/story?part=2&id=17&utm_source=x")
        == "https://wire.example/story?id=17&part=2"
    )


@pytest.mark.parametrize(
    "other",
    [
        "https://wire.example/2024/03/05/Harbour",
        "https://wire.example/2024/03/05/harbour?page=2",
        "https://wire.example:8443/2024/03/05/harbour",
        "https://news.wire.example/2024/03/05/harbour",
        "https://wire.example/2024/03/05/harbour/2",
    ],
)
def test_links_to_other_pages_keep_their_own(other: str) -> None:
    assert canonical_url(other) not in (None, PAGE)


@pytest.mark.parametrize(
    "nothing",
    [
        None,
        "",
        "   ",
        "https://wire.example",
        "https://www.wire.example/?utm_source=x#top",
        "urn:newsml:wire.example:17",
        "mailto:desk@wire.example",
        "ftp://wire.example/story",
        "//wire.example/story",
        "/story",
        "https:///story",
        "https://wire.example:port/story",
        "https://[wire.example/story",
    ],
)
def test_what_addresses_no_article_is_none(nothing: str | None) -> None:
    assert canonical_url(nothing) is None


def test_a_presentation_prefix_that_is_the_domain_itself_stays() -> None:
    assert canonical_url("https://m.example/story") == "https://m.example/story"


@given(st.text(max_size=60) | st.from_regex(r"https?://[a-zA-Z.@:\[\]0-9]{1,20}/[ -~é☃]{0,40}", fullmatch=True))
def test_any_text_gives_an_address_that_is_its_own_address_or_none(text: str) -> None:
    address = canonical_url(text)
    assert address is None or canonical_url(address) == address
