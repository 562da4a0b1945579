"""An article that a search found: headline, the stretch that holds the words, its sanction events in a line each."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from schemas import EnrichedArticle
from services.common.store.query import Term
from services.common.store.snippet import Marked, marked, snippet
from wirewatch.views.cards import masthead
from wirewatch.views.events import events, fullest, mention_line

MAX_EVENTS = 5


def found_article(article: EnrichedArticle, terms: Sequence[Term]) -> RenderableType:
    """The article as an entry of a list of results, with the words that were asked for marked."""
    parts = [_shown(marked(article.headline, terms), "bold"), masthead(article, style="dim")]
    parts.append(_shown(snippet(article.text, terms), ""))
    told = events(article.sanction_mentions)
    parts += [mention_line(fullest(event), len(event)) for event in told[:MAX_EVENTS]]
    if (more := len(told) - MAX_EVENTS) > 0:
        parts.append(Text(f"  and {more} more", style="dim"))
    parts.append(Text(article.id, style="dim"))
    return Padding(Group(*parts), (0, 0, 1, 0))


def _shown(piece: Marked, style: str) -> Text:
    text = Text(piece.text, style=style)
    for start, end in piece.marks:
        text.stylize("black on yellow", start, end)
    return text
