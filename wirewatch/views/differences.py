"""What two runs see differently, as a table."""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from wirewatch.comparison import Comparison

MAX_CHANGES = 40
MAX_VALUE = 70


def differences(comparison: Comparison) -> RenderableType:
    """Counts, the fields that changed most, and the changes themselves."""
    parts: list[RenderableType] = [
        Text(
            f"{comparison.same} the same, {comparison.changed} changed, {len(comparison.missing)} missing, "
            f"{len(comparison.added)} added",
            style="bold",
        )
    ]
    if comparison.changes:
        fields = Table(box=None, header_style="bold")
        fields.add_column("field")
        fields.add_column("changes", justify="right")
        for name, count in comparison.by_field():
            fields.add_row(name, str(count))
        table = Table(box=None, header_style="bold")
        for name in ("article", "field", "before", "after"):
            table.add_column(name, overflow="fold")
        for change in comparison.changes[:MAX_CHANGES]:
            table.add_row(
                change.headline[:50] or change.article_id, change.path, _short(change.before), _short(change.after)
            )
        parts += [fields, table]
        if len(comparison.changes) > MAX_CHANGES:
            parts.append(Text(f"and {len(comparison.changes) - MAX_CHANGES} more; --json has all", style="dim"))
    return Group(*parts)


def _short(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("surface") or value.get("text") or value.get("name") or value
    text = "-" if value is None else str(value)
    return text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 1] + "…"
