"""One record as a card: what it says, whether it is new, who is in it, and each sanction mention with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from schemas import EnrichedArticle, Relation, SanctionMention, Span

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

RESTRICTING = {"imposed", "extended", "tightened", "enforced", "threatened"}
RELIEVING = {"eased", "lifted"}
MAX_NAMES = 8
MAX_EVIDENCE = 420


def card(record: EnrichedArticle, matched_headline: str | None = None) -> RenderableType:
    """The card. `matched_headline` is the headline of the article that this one is a version of, where known."""
    colour = "yellow" if record.sanction_mentions else RELATIONS[record.duplicate.relation][1]
    parts: list[RenderableType] = [Text(record.headline or record.text[:80], style="bold")]
    parts += _relation(record, matched_headline)
    if names := _names(record):
        parts.append(names)
    parts += [Padding(_mention(mention), (1, 0, 0, 0)) for mention in record.sanction_mentions]
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


def action_style(action: str) -> str:
    """Red for what restricts, green for relief, yellow for what is not yet or not more than talk."""
    return "red" if action in RESTRICTING else "green" if action in RELIEVING else "yellow"


def marked(evidence: Span, trigger: Span) -> Text:
    """The evidence sentence with its trigger marked; cut around the trigger where it is long."""
    text = Text(evidence.surface.replace("\n", " "))
    if trigger.field == evidence.field and evidence.start <= trigger.start and trigger.end <= evidence.end:
        start, end = trigger.start - evidence.start, trigger.end - evidence.start
        text.stylize("bold black on yellow", start, end)
        if len(text) > MAX_EVIDENCE:
            left = max(0, min(start - MAX_EVIDENCE // 2, len(text) - MAX_EVIDENCE))
            cut = text[left : left + MAX_EVIDENCE]
            text = Text.assemble("…" if left else "", cut, "…" if left + MAX_EVIDENCE < len(text) else "")
    return text


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


def _mention(mention: SanctionMention) -> RenderableType:
    return Group(mention_line(mention), Padding(marked(mention.evidence, mention.trigger), (0, 0, 0, 2)))


def mention_line(mention: SanctionMention) -> Text:
    """Who -> whom, at which point, how, according to whom, in one line."""
    authority = mention.authority.text if mention.authority else "somebody"
    target = mention.target.text if mention.target else "somebody"
    line = Text.assemble(
        ("● ", action_style(mention.action)),
        (authority, "bold"),
        (" → ", "dim"),
        (target, "bold"),
        "  ",
        (("not " if mention.negated else "") + mention.action.replace("_", " "), action_style(mention.action)),
        "  ",
        ", ".join(measure.replace("_", " ") for measure in _stated(mention.measures)),
    )
    if mention.speaker:
        role = f", {mention.speaker.role}" if mention.speaker.role else ""
        line.append(f"  says {mention.speaker.text}{role}", style="dim")
    return line


def _stated(measures: Iterable[str]) -> list[str]:
    return [measure for measure in measures if measure != "unspecified"]
