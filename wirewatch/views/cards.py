"""One record as a card: what it says, whether it is new, who is in it, and each sanction event with its evidence."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from schemas import EnrichedArticle, Relation
from wirewatch.views.events import events, told

RELATIONS: dict[Relation, tuple[str, str]] = {
    "new": ("new", "green"),
    "exact": ("copy of", "bright_black"),
    "near": ("nearly the same as", "bright_black"),
    "excerpt": ("excerpt of", "bright_black"),
    "expanded": ("longer version of", "cyan"),
    "rewrite": ("rewrite of", "cyan"),
    "template_or_revised_figures": ("same words, other figures than", "cyan"),
    "update": ("update of", "cyan"),
}
"""How a relation reads, and its colour."""

MAX_NAMES = 8


def card(record: EnrichedArticle, matched_headline: str | None = None) -> RenderableType:
    """The card. `matched_headline` is the headline of the article that this one is a version of, where known."""
    colour = "yellow" if record.sanction_mentions else RELATIONS[record.duplicate.relation][1]
    parts: list[RenderableType] = [Text(record.headline or record.text[:80], style="bold")]
    parts += _relation(record, matched_headline)
    if names := _names(record):
        parts.append(names)
    parts += [Padding(event, (1, 0, 0, 0)) for event in map(told, events(record.sanction_mentions))]
    return Panel(Group(*parts), title=masthead(record), title_align="left", border_style=colour, padding=(0, 1))


def masthead(record: EnrichedArticle, style: str = "not bold") -> Text:
    """When it was published, by whom, in which section and language."""
    source = record.source
    moment = record.updated_at or record.published_at
    parts = [
        moment.strftime("%a %-d %b %Y %H:%M UTC") if moment else None,
        (source.name or source.domain or source.id) if source else None,
        record.section,
        record.language,
    ]
    return Text(" · ".join(part for part in parts if part), style=style)


def _relation(record: EnrichedArticle, matched_headline: str | None) -> Iterator[Text]:
    label, colour = RELATIONS[record.duplicate.relation]
    line = Text(label, style=colour)
    if record.duplicate.matched_id:
        line.append(f" “{matched_headline}”" if matched_headline else f" {record.duplicate.matched_id}", style="dim")
    if record.duplicate.containment is not None:
        line.append(f"  {record.duplicate.containment:.0%} of it found there", style="dim")
    yield line


def _names(record: EnrichedArticle) -> Table | None:
    rows = {
        "people": [e.name for e in record.entities if e.type == "person"],
        "organisations": [e.name for e in record.entities if e.type == "organization"],
        "places": [e.name for e in record.entities if e.type == "location"],
        "vessels": [e.name for e in record.entities if e.type == "vessel"],
    }
    if not any(rows.values()):
        return None
    table = Table.grid(padding=(0, 2))
    for label, names in rows.items():
        if names:
            more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
            table.add_row(Text(label, style="dim"), Text(", ".join(names[:MAX_NAMES]) + more))
    return table
