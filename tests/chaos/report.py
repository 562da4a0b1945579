"""What a round has shown: a table for people, one object for programs."""

from __future__ import annotations

from collections import Counter
from statistics import median, quantiles
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.chaos.plan import Kind
from tests.chaos.round import Progress, Result

SHOWN = 10
"""Violations that the table shows."""


def as_json(result: Result) -> dict[str, Any]:
    """The whole result."""
    order, outcome = result.order, result.outcome
    return {
        "articles": order.articles,
        "seed": order.seed,
        "store": order.store,
        "seconds": round(result.seconds, 1),
        "drained_s": round(result.drained, 1),
        "in_log": {"articles": outcome.articles, "poison": outcome.poison},
        "repeats": {"enriched": outcome.repeats, "dead_letters": outcome.repeated_letters},
        "delay_s": _spread(result.delays),
        "faults": {
            kind.value: {"count": len(times), "lasted_s": _spread(lasted), "recovery_s": _spread(times)}
            for kind, lasted, times in _by_kind(result)
        },
        "left_out": {kind.value: why for kind, why in result.left_out.items()},
        "ends": dict(result.ends),
        "violations": [{"fault": each.fault, "where": each.where, "what": each.what} for each in outcome.violations],
    }


def show(result: Result, console: Console) -> None:
    """The result for people."""
    order, outcome = result.order, result.outcome
    table = Table(box=None, header_style="bold", title=f"faults, seed {order.seed}, store {order.store}")
    for column in ("fault", "times", "lasted", "recovery", "longest"):
        table.add_column(column, justify="left" if column == "fault" else "right")
    for kind, lasted, times in _by_kind(result):
        cells = (_seconds(median(lasted)), _seconds(median(times)), _seconds(max(times))) if times else ("", "", "")
        table.add_row(kind, str(len(lasted)), *cells)
    console.print(table)
    console.print("recovery: seconds from the fault's begin until an article published after it came out\n")
    for kind, why in result.left_out.items():
        console.print(f"left out: {kind}: {why}")
    spread = _spread(result.delays)
    console.print(
        f"in the log         {outcome.articles:,} articles, {outcome.poison:,} messages of poison\n"
        f"repeats            {outcome.repeats:,} on news.enriched, {outcome.repeated_letters:,} dead letters\n"
        f"publish to record  p50 {spread['p50']:.2f} s, p99 {spread['p99']:.2f} s, longest {spread['max']:.2f} s\n"
        f"drained            {result.drained:.1f} s after the last article; {result.seconds:.0f} s in all"
    )
    for how, count in sorted(result.ends.items()):
        console.print(f"ended by itself    {how}, {count} times")
    for each in outcome.violations[:SHOWN]:
        console.print(f"[red]{each.fault}[/] in {each.where}: {each.what}", highlight=False)
    if outcome.violations:
        kinds = Counter(f"{each.fault} in {each.where}" for each in outcome.violations)
        console.print("[bold red]failed:[/] " + ", ".join(f"{count} {kind}" for kind, count in kinds.items()))
    else:
        console.print("[bold green]nothing lost, nothing doubled, nothing different, nothing else[/]")


def line(progress: Progress) -> str:
    """One line on how far a round has come."""
    return (
        f"{progress.published:,} articles published, {progress.out:,} out, {progress.faults} faults · {progress.doing}"
    )


def _by_kind(result: Result) -> list[tuple[Kind, list[float], list[float]]]:
    found = []
    for kind in Kind:
        pairs = [
            (each.ended - each.begun, recovery)
            for each, recovery in zip(result.suffered, result.recovery, strict=True)
            if each.fault.kind is kind
        ]
        if pairs:
            found.append((kind, [lasted for lasted, _ in pairs], [time for _, time in pairs if time is not None]))
    return found


def _spread(values: list[float]) -> dict[str, float]:
    if not values:
        return {"p50": 0.0, "p99": 0.0, "max": 0.0}
    cuts = quantiles(values, n=100, method="inclusive") if len(values) > 1 else values * 99
    return {"p50": round(cuts[49], 3), "p99": round(cuts[98], 3), "max": round(max(values), 3)}


def _seconds(value: float) -> str:
    return f"{value:.1f} s"
