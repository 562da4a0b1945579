"""A dead letter in two lines: what and where, then why."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from services.common.dead_letters import DeadLetter

MAX_DETAIL = 400


def refusal(letter: DeadLetter, lead: str = "") -> RenderableType:
    """The letter, with what stands before its reason."""
    attempts = f"  try {letter.attempt}" if letter.attempt > 1 else ""
    head = Text.assemble(lead, (letter.rejection.reason.value, "red"), f"  {letter.origin}{attempts}")
    detail = Text(letter.rejection.detail[:MAX_DETAIL], style="dim")
    return Group(head, Padding(detail, (0, 0, 0, 8)))
