"""`wirewatch search`: the store."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from wirewatch import options

if TYPE_CHECKING:
    from services.common.store import Criteria

DATE_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"]


def search(
    query: Annotated[
        list[str] | None, typer.Argument(metavar="[QUERY]…", help='Words, "phrases", beginnings*, -excluded ones.')
    ] = None,
    entity: Annotated[str | None, typer.Option(help="Only articles that name it.")] = None,
    action: Annotated[str | None, typer.Option(help="Only mentions of this action, such as imposed.")] = None,
    authority: Annotated[str | None, typer.Option(help="Only mentions of sanctions by it.")] = None,
    target: Annotated[str | None, typer.Option(help="Only mentions of sanctions on it.")] = None,
    measure: Annotated[str | None, typer.Option(help="Only mentions of this measure, such as asset_freeze.")] = None,
    language: Annotated[str | None, typer.Option(help="Only this language, such as en.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this source, by its id.")] = None,
    relation: Annotated[str | None, typer.Option(help="Only this relation, such as new.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=DATE_FORMATS, help="Published then or later, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=DATE_FORMATS, help="Published before, UTC.")] = None,
    clusters: Annotated[bool, typer.Option("--clusters", help="One line a story, not an entry an article.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    data: options.Data = None,
    store: options.StoreUrl = None,
    json: options.Json = False,
) -> None:
    """Search the store: by words, by what is named, by the sanctions spoken of. The most relevant first.

    Filters on mentions must hold for one and the same mention. A word after a minus must come after `--`.

    Example: `wirewatch search "oil tanker" --authority EU --measure asset_freeze --since 2026-03-01`
    """
    from rich.console import Console

    from services.common.settings import Settings
    from services.common.store import Criteria, Store
    from services.common.store.query import parse
    from wirewatch.views.found import found_article

    settings = Settings.load(data=data, store=store)
    criteria = Criteria(
        entity=entity,
        action=action,
        authority=authority,
        target=target,
        measure=measure,
        language=language,
        source=source,
        relation=relation,
        since=since,
        until=until,
    )
    words = " ".join(query or ())
    if clusters:
        _show_stories(settings.store_url, words, criteria, limit, json=json)
        return
    with Store.open(settings.store_url, create=False) as opened:
        found = opened.search(words, criteria, limit=limit)
        total = opened.count(words, criteria).articles if len(found) == limit else len(found)
    if json:
        for hit in found:
            sys.stdout.buffer.write(hit.value + b"\n")
        return
    console = Console()
    for hit in found:
        console.print(found_article(hit.article, parse(words)))
    Console(stderr=True).print(f"{len(found)} of {total} found" if total > len(found) else f"{total} found")


def _show_stories(store_url: str, words: str, criteria: Criteria, limit: int, *, json: bool) -> None:
    import orjson
    from rich.console import Console

    from services.common.store import Store
    from wirewatch.views.story import story_line, story_line_as_dict

    with Store.open(store_url, create=False) as opened:
        found = opened.search_stories(words, criteria, limit=limit)
        total = opened.count(words, criteria).clusters if len(found) == limit else len(found)
    if json:
        for hit in found:
            sys.stdout.buffer.write(orjson.dumps(story_line_as_dict(hit)) + b"\n")
        return
    console = Console()
    for hit in found:
        console.print(story_line(hit), soft_wrap=not console.is_terminal)
    Console(stderr=True).print(
        f"{len(found)} of {total} stories found" if total > len(found) else f"{total} stories found"
    )
