"""A story: who copied what and when, how each version stands to the one it goes back to, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schemas import EnrichedArticle
from services.common.store import Story, StoryHit
from wirewatch.passages import Mark, Passage, differing
from wirewatch.views.cards import RELATIONS

MAX_PASSAGES = 12
MAX_PUBLISHERS = 3


def story_line(hit: StoryHit) -> Text:
    """A story that a search found, in one line."""
    shown = ", ".join(hit.publishers[:MAX_PUBLISHERS])
    more = f" and {len(hit.publishers) - MAX_PUBLISHERS} more" if len(hit.publishers) > MAX_PUBLISHERS else ""
    return Text.assemble(
        (f"{hit.articles:>4} ", "bold cyan"),
        (hit.article.headline or hit.article.text[:80], "bold"),
        (f"  {_moment(hit.first_seen)}", "dim"),
        (f" to {_moment(hit.last_seen)}" if hit.last_seen != hit.first_seen else "", "dim"),
        (f"  {shown}{more}", "cyan"),
        (f"  {hit.cluster_id}", "dim"),
    )


def story_line_as_dict(hit: StoryHit) -> dict[str, Any]:
    """The same for programs."""
    return {
        "cluster_id": hit.cluster_id,
        "canonical_id": hit.article.duplicate.canonical_id,
        "headline": hit.article.headline,
        "articles": hit.articles,
        "publishers": hit.publishers,
        "first_seen": hit.first_seen,
        "last_seen": hit.last_seen,
        "score": hit.score,
    }


def story_view(story: Story, *, texts: bool) -> RenderableType:
    """The story as a table and, with `texts`, how each of its articles differs from the one it goes back to."""
    places = {member.id: place for place, member in enumerate(story.members, start=1)}
    publishers = f"{len(story.publishers)} publisher{'s' * (len(story.publishers) != 1)}"
    parts: list[RenderableType] = [
        Text(_canonical(story).headline or _canonical(story).text[:80], style="bold"),
        Text(
            f"{story.articles} article{'s' * (story.articles != 1)} of {publishers}, "
            f"{_moment(story.first_seen)} to {_moment(story.last_seen)} UTC, cluster {story.cluster_id}",
            style="dim",
        ),
        Text(),
        _table(story, places),
    ]
    if story.articles > len(story.members):
        parts.append(Text(f"and {story.articles - len(story.members)} more; --limit shows them", style="dim"))
    by_id = {member.id: member for member in story.members}
    for member in story.members if texts else ():
        match = by_id.get(member.duplicate.matched_id or "")
        if match is not None and (differences := _differences(match, member)):
            heading = Text(f"\n{places[member.id]} against {places[match.id]}", style="bold")
            parts += [heading, Padding(Group(*differences), (0, 0, 0, 2))]
    return Group(*parts)


def story_as_dict(story: Story) -> dict[str, Any]:
    """The same for programs: what each article adds to and leaves out of the one it goes back to."""
    by_id = {member.id: member for member in story.members}
    return {
        "cluster_id": story.cluster_id,
        "canonical_id": story.canonical_id,
        "articles": story.articles,
        "publishers": story.publishers,
        "first_seen": story.first_seen,
        "last_seen": story.last_seen,
        "members": [
            {
                "id": member.id,
                "source": member.source and member.source.id,
                "headline": member.headline,
                "version": member.version,
                "published_at": member.published_at,
                "updated_at": member.updated_at,
                **member.duplicate.model_dump(exclude={"cluster_id", "canonical_id", "method"}),
                "differences": _as_dicts(by_id.get(member.duplicate.matched_id or ""), member),
            }
            for member in story.members
        ],
    }


def _as_dicts(match: EnrichedArticle | None, member: EnrichedArticle) -> list[dict[str, str]] | None:
    if match is None:
        return None
    return [{"before": each.before, "after": each.after} for each in differing(match.text, member.text)]


def _canonical(story: Story) -> EnrichedArticle:
    return next((member for member in story.members if member.id == story.canonical_id), story.members[0])


def _table(story: Story, places: dict[str, int]) -> Table:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("", justify="right")
    for name in ("when (UTC)", "publisher", "what"):
        table.add_column(name, no_wrap=name != "what")
    table.add_column("found there", justify="right")
    table.add_column("of it here", justify="right")
    table.add_column("headline", ratio=1)
    for member in story.members:
        verdict = member.duplicate
        label, colour = RELATIONS[verdict.relation]
        what = Text(label, style=colour)
        if verdict.matched_id:
            what.append(f" {places.get(verdict.matched_id, verdict.matched_id)}")
        if verdict.changed:
            what.append(f" ({', '.join(verdict.changed)})", style="dim")
        moment = member.updated_at or member.published_at or member.received_at
        source = member.source
        table.add_row(
            str(places[member.id]),
            _moment(moment) if moment else "",
            (source.name or source.id) if source else "",
            what,
            _share(verdict.containment),
            _share(verdict.containment_in_match),
            member.headline,
        )
    return table


def _differences(before: EnrichedArticle, after: EnrichedArticle) -> list[RenderableType]:
    passages = differing(before.text, after.text)
    shown: list[RenderableType] = [line for each in passages[:MAX_PASSAGES] for line in _passage(each)]
    if len(passages) > MAX_PASSAGES:
        shown.append(Text(f"and {len(passages) - MAX_PASSAGES} more passages; --json has all", style="dim"))
    return shown


def _passage(passage: Passage) -> Iterable[Text]:
    if passage.before:
        yield _marked("- ", passage.before, passage.removed, "red")
    if passage.after:
        yield _marked("+ ", passage.after, passage.added, "green")


def _marked(sign: str, sentence: str, marks: Iterable[Mark], colour: str) -> Text:
    text = Text(sign, style=colour)
    start = len(sign)
    text.append(sentence, style="default")
    for begin, end in marks:
        text.stylize(f"bold {colour}", start + begin, start + end)
    return text


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _moment(moment: datetime) -> str:
    return moment.strftime("%-d %b %Y %H:%M")
