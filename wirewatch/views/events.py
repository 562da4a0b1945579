"""Sanction mentions as a reader wants them: one entry an event, told by the mention that says most of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from schemas import SanctionMention, Span

RESTRICTING = {"imposed", "extended", "tightened", "enforced", "threatened"}
RELIEVING = {"eased", "lifted"}
MAX_EVIDENCE = 420

Event = Sequence[SanctionMention]


def events(mentions: Iterable[SanctionMention]) -> list[Event]:
    """The mentions by the event that they tell, in order of appearance; those without an event are one each."""
    found: dict[str, list[SanctionMention]] = {}
    for mention in mentions:
        found.setdefault(mention.event_id or mention.id, []).append(mention)
    return list(found.values())


def fullest(event: Event) -> SanctionMention:
    """The mention that says most; the first of those that say as much."""
    return max(event, key=_said)


def told(event: Event) -> RenderableType:
    """An event in a line, and the sentence that tells it."""
    mention = fullest(event)
    return Group(mention_line(mention, len(event)), Padding(marked(mention.evidence, mention.trigger), (0, 0, 0, 2)))


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


def mention_line(mention: SanctionMention, times: int = 1) -> Text:
    """Who -> whom, at which point, how, according to whom, and how often the article tells it, in one line."""
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
    if speaker := mention.speaker:
        # An office that the speaker's own words give is not said twice.
        role = f", {speaker.role}" if speaker.role and speaker.role.lower() not in speaker.text.lower() else ""
        line.append(f"  says {speaker.text}{role}", style="dim")
    if times > 1:
        line.append(f"  told {times} times", style="dim")
    return line


def _said(mention: SanctionMention) -> int:
    parts = (mention.authority, mention.target, mention.speaker, mention.reason)
    return sum(part is not None for part in parts) + bool(_stated(mention.measures))


def _stated(measures: Iterable[str]) -> list[str]:
    return [measure for measure in measures if measure != "unspecified"]
