"""An article's names against the lists."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas import Duplicate, Entity, Link, ScreenedArticle, Source, Span, TaggedArticle
from services.sanctions.lists.matching import Matcher
from services.sanctions.lists.screening import screen
from services.sanctions.stage import SanctionDetector

TEXT = (
    "Alexander Lukashenko met officials in Minsk. Lukashenko said the talks with Acme Corp went well. "
    "Belarusian Mohammed Ali was there."
)


def an_article(*entities: Entity) -> TaggedArticle:
    return TaggedArticle(
        id="a1",
        source=Source(id="example-wire", name="Example Wire"),
        headline="Talks in Minsk",
        text=TEXT,
        language="en",
        published_at=datetime(2024, 3, 5, tzinfo=UTC),
        received_at=datetime(2024, 3, 5, tzinfo=UTC),
        duplicate=Duplicate(
            relation="new",
            cluster_id="a1",
            canonical_id="a1",
            first_seen_at=datetime(2024, 3, 5, tzinfo=UTC),
            evidence="none",
            method="test",
        ),
        entities=entities,
        tagger="test",
    )


def named(id_: str, type_: str, name: str, *surfaces: str, country: str | None = None) -> Entity:
    mentions = tuple(
        Span(field="text", start=TEXT.index(surface), end=TEXT.index(surface) + len(surface), surface=surface)
        for surface in surfaces or (name,)
    )
    links = (Link(scheme="iso3166", id=country, score=1.0),) if country else ()
    return Entity(id=id_, type=type_, name=name, mentions=mentions, links=links, salience=0.1)  # type: ignore[arg-type]


def test_names_are_screened_by_their_fullest_form(matcher: Matcher) -> None:
    article = an_article(
        named("e1", "person", "Alexander Lukashenko"),
        named("e2", "location", "Minsk", country="BY"),
        named("e3", "organization", "Acme Corp"),
    )

    [[match, *others]] = screen([article], matcher)

    assert (match.entity_id, match.list, match.entry_id, match.list_version) == ("e1", "example", "1", "2024-03-05")
    assert match.match
    assert match.programmes == ("BELARUS",)
    assert TEXT[match.span.start : match.span.end] == match.span.surface == "Alexander Lukashenko"
    assert (match.features["country"] or 0) > 0
    assert not any(each.match for each in others)


def test_a_surname_alone_is_no_evidence(matcher: Matcher) -> None:
    [matches] = screen([an_article(named("e1", "person", "Lukashenko"))], matcher)
    assert not any(match.match for match in matches)


def test_a_country_beside_the_name_counts(matcher: Matcher) -> None:
    [[match, *_]] = screen([an_article(named("e1", "person", "Mohammed Ali"))], matcher)
    assert match.entry_id == "4"
    assert (match.features["country"] or 0) < 0


def test_screening_is_pure(matcher: Matcher) -> None:
    """Neither what was asked before nor the other articles of a batch make a difference."""
    articles = [
        an_article(named("e1", "person", "Alexander Lukashenko"), named("e4", "person", "Mohammed Ali")),
        an_article(),
        an_article(named("e3", "organization", "Acme Corp"), named("e4", "person", "Mohammed Ali")),
    ]
    together = screen(articles, matcher)
    assert together == screen(articles, matcher)
    assert together == [matches for each in articles for matches in screen([each], Matcher(matcher.lists))]


def test_the_stage_takes_up_lists_at_the_next_batch(matcher: Matcher) -> None:
    """None at first, a file later: each batch is screened by what is in force when it begins."""
    in_force = iter([None, matcher])
    detector = SanctionDetector.load(lambda: next(in_force))
    article = an_article(named("e1", "person", "Alexander Lukashenko"))
    [before] = detector([article])
    [after] = detector([article])
    assert isinstance(before, ScreenedArticle)
    assert isinstance(after, ScreenedArticle)
    assert before.list_matches == ()
    assert [after.list_matches] == screen([article], matcher)
    assert after.list_matches
