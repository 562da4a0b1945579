"""What newsrooms and the web send, and the article that it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import Article
from services.feeds.cleaning import mend, paragraphs
from services.feeds.files import read_file
from services.feeds.formats.objects import from_value
from services.feeds.items import Parsed
from tests.shared import shared

STORY = (
    "Ferries to the northern islands stopped on Tuesday because of a gale, their operator said.",
    "They are expected to run again on Thursday.",
)


def plain(tmp_path: Path, content: bytes) -> Article:
    file = tmp_path / "story.txt"
    file.write_bytes(content)
    [item] = read_file(file, clock=lambda: None)
    assert isinstance(item, Parsed), item
    return item.article


def from_json(value: Any) -> Article:
    [made] = from_value(value, received_at=None)
    assert isinstance(made, Article), made
    return made


def test_plain_text_has_label_headline_and_paragraphs_and_loses_the_pages_furniture(tmp_path: Path) -> None:
    page = "\n\n".join(["World News", "Gale Stops Ferries", "Share  Tweet  Email", *STORY, "Source link"])
    made = plain(tmp_path, page.encode())
    assert (made.section, made.headline) == ("World News", "Gale Stops Ferries")
    assert made.text == "\n\n".join(STORY)


def test_plain_text_without_a_headline_is_all_text(tmp_path: Path) -> None:
    made = plain(tmp_path, "\n\n".join(STORY).encode())
    assert (made.section, made.headline, made.text) == (None, "", "\n\n".join(STORY))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_plain_text_comes_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    text = "Café Zürich is closing – “for good”, says its owner, who never liked the naïve façade. " * 3
    assert plain(tmp_path, f"Café closes\n\n{text}".encode(encoding)).text == text.strip()


def test_the_real_article_comes_out_clean() -> None:
    [item] = read_file(shared("seeds/000_747fb3ffa8150efd.txt"), clock=lambda: None)
    assert isinstance(item, Parsed)
    made = item.article
    assert made.headline == "Belarus Leader Looks to Russia to Keep Grip on Power"
    assert (made.section, made.language) == ("Breaking News", "en")
    assert made.text.startswith("European leaders have urged Russia")
    assert "Source link" not in made.text
    assert "Breaking News" not in made.text


def test_lines_that_were_wrapped_to_a_width_are_joined() -> None:
    wrapped = (
        "The ferries to the northern islands of the archipelago\nstopped on Tuesday because of a gale that came up\n"
    )
    wrapped += "faster than the weather office had expected, said the\noperator.\n\nThey will run again."
    joined = wrapped.replace("\n\n", "¶").replace("\n", " ").split("¶")
    assert paragraphs(wrapped) == joined


@pytest.mark.parametrize(
    ("given_", "text"),
    [
        ("<p>One.</p><p>Two <b>bold</b> words.</p><script>x()</script>", "One.\n\nTwo bold words."),
        ("AT&amp;T &quot;said&quot;", 'AT&T "said"'),
        ("CafÃ© says â€œnoâ€\x9d", "Café says “no”"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("a < b and c > d", "a < b and c > d"),
        ("one\r\ntwo\r\n\r\n\r\n\r\nthree", "one\ntwo\n\nthree"),
    ],
)
def test_text_of_foreign_formats_is_mended(given_: str, text: str) -> None:
    assert mend(given_) == text


@given(st.text())
def test_mended_text_is_not_mended_again(text: str) -> None:
    once = mend(mend(text))
    assert mend(once) == once


def test_ninjs_1_and_3_give_the_same_article() -> None:
    body = "".join(f"<p>{part}</p>" for part in STORY)
    old = {
        "uri": "urn:newsml:wire.example:20260317:0017",
        "type": "text",
        "version": "2",
        "headline": "Gale stops ferries",
        "body_xhtml": body,
        "versioncreated": "2026-03-17T06:00:00Z",
        "language": "en",
    }
    new = {
        "uri": "urn:newsml:wire.example:20260317:0017",
        "type": "text",
        "version": "2",
        "headlines": [{"role": "main", "value": "Gale stops ferries"}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": body}],
        "versionCreated": "2026-03-17T06:00:00Z",
        "language": "en",
    }
    assert from_json(old) == from_json(new)
    made = from_json(old)
    assert made.text == "\n\n".join(STORY)
    assert (made.publisher_id, made.version) == ("urn:newsml:wire.example:20260317:0017", "2")
    assert made.source is not None
    assert made.source.domain == "wire.example"


def test_json_ld_resolves_publishers_within_its_graph() -> None:
    page = {
        "@context": "https://schema.org",
        "@graph": [
            {"@id": "#org", "@type": "NewsMediaOrganization", "name": "Example Wire", "url": "https://wire.example"},
            {
                "@type": "NewsArticle",
                "url": "https://wire.example/17",
                "headline": "Gale stops ferries",
                "articleBody": "\n\n".join(STORY),
                "publisher": {"@id": "#org"},
                "datePublished": "2026-03-17T06:00:00Z",
                "inLanguage": "en-GB",
                "author": [{"@type": "Person", "name": "Kari Holm"}],
            },
        ],
    }
    made = from_json(page)
    assert made.source is not None
    assert (made.source.name, made.source.domain) == ("Example Wire", "wire.example")
    assert (made.byline, made.language, made.text) == ("Kari Holm", "en-GB", "\n\n".join(STORY))


def test_a_feed_gives_an_article_an_entry(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(rss(("17", "Gale stops ferries", STORY), ("18", "Gale over", ("The gale is over.",))))
    articles = [item.article for item in read_file(file, clock=lambda: None) if isinstance(item, Parsed)]
    assert [made.headline for made in articles] == ["Gale stops ferries", "Gale over"]
    assert articles[0].text == "\n\n".join(STORY)
    assert articles[0].source is not None
    assert articles[0].source.name == "Example Wire"


def test_a_list_of_articles_is_read_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "many.json"
    file.write_bytes(orjson.dumps([{"text": "One."}, 7, {"text": "Two."}]))
    items = list(read_file(file, clock=lambda: None))
    assert [str(item.place).removeprefix(str(file)) for item in items] == ["#1", "#2", "#3"]
    assert [isinstance(item, Parsed) for item in items] == [True, False, True]


def rss(*entries: tuple[str, str, tuple[str, ...]], channel: str = "") -> str:
    """An RSS document with entries of id, title and paragraphs."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{id_}</guid><title>{title}</title>"
        f"<link>https://wire.example/{id_}</link><pubDate>Tue, 17 Mar 2026 06:{id_}:00 GMT</pubDate>"
        f"<description>{''.join(f'&lt;p&gt;{part}&lt;/p&gt;' for part in story)}</description></item>"
        for id_, title, story in entries
    )
    return (
        "<?xml version='1.0'?><rss version='2.0'><channel><title>Example Wire</title>"
        f"<link>https://wire.example</link><language>en</language>{channel}{items}</channel></rss>"
    )
