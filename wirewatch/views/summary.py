"""What a run came to: a table for people, a dictionary for programs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from wirewatch.views.events import action_style
from wirewatch.views.refusals import refusal

if TYPE_CHECKING:
    from wirewatch.session import Run

MAX_LETTERS = 12


def as_dict(run: Run) -> dict[str, Any]:
    """The figures of a run."""
    return {
        "articles": len(run.expected),
        "records": run.records,
        "new": run.new,
        "copies": run.records - run.new,
        "relations": dict(run.relations),
        "mentions": run.mentions,
        "actions": dict(run.actions),
        "dead_letters": dict(Counter(letter.rejection.reason.value for letter in run.letters)),
        "articles_per_second": round(run.rate, 1),
        "first_record_seconds": round(run.first_record or 0.0, 2),
    }


def summary(run: Run, store_url: str, *, sample: bool, installed_in: float = 0.0) -> RenderableType:
    """The figures, the dead letters with their reasons, and what to try next.

    `installed_in` are the seconds of Kafka's installation, which the time to the first record does not count.
    """
    table = Table.grid(padding=(0, 2))
    actions = Text(", ").join(
        Text(f"{count} {action.replace('_', ' ')}", style=action_style(action))
        for action, count in run.actions.most_common()
    )
    installed = f"; Kafka's installation, once, took {installed_in:.0f} s" if installed_in >= 1 else ""
    rows = [
        ("articles in", Text(str(len(run.expected)))),
        ("new", Text(str(run.new), style="green")),
        ("copies, versions", Text(str(run.records - run.new))),
        ("sanction mentions", Text.assemble((str(run.mentions), "bold"), "  " if run.mentions else "", actions)),
        ("dead letters", Text(str(len(run.letters)), style="red" if run.letters else "")),
        ("first record", Text(f"after {run.first_record or 0.0:.1f} s, Kafka's start included{installed}")),
        ("speed", Text(f"{run.rate:,.0f} articles/s")),
        ("store", Text(store_url)),
    ]
    for name, value in rows:
        table.add_row(Text(name, style="bold"), value)
    parts: list[RenderableType] = [Rule("summary", style="dim"), table]
    if run.letters:
        parts += [Text(), _letters(run)]
    parts += [Text(), _next(sample=sample)]
    return Group(*parts)


def _letters(run: Run) -> RenderableType:
    parts: list[RenderableType] = [Text("dead letters", style="bold")]
    parts += [refusal(letter, "  ") for letter in run.letters[:MAX_LETTERS]]
    if (more := len(run.letters) - MAX_LETTERS) > 0:
        parts.append(Text(f"  and {more} more", style="dim"))
    return Group(*parts)


def _next(*, sample: bool) -> Text:
    lines = ["What next:"]
    if sample:
        lines.append("  wirewatch demo --input PATH       the same with your own articles")
    lines += [
        "  wirewatch up                      everything for real on this machine, kept",
        "  wirewatch feed files PATH         feed it; also: feed rss URL, feed stdin",
        "  wirewatch subscribe               follow what comes out",
        "  wirewatch search 'asset freeze'   search what was stored",
    ]
    return Text("\n".join(lines), style="dim")
