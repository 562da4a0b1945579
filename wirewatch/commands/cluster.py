"""`wirewatch cluster`: one story of the store."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from wirewatch import options


def cluster(
    article: Annotated[str, typer.Argument(metavar="ID", help="Id of the cluster, or of any article in it.")],
    texts: Annotated[bool, typer.Option(help="Show where the texts differ.")] = True,
    limit: Annotated[int, typer.Option(min=1, help="At most so many articles, the earliest.")] = 200,
    data: options.Data = None,
    store: options.StoreUrl = None,
    json: options.Json = False,
) -> None:
    """Show a story: who copied what and when, how much of it, and in which passages the versions differ.

    Each article is held against the one that it goes back to: what was left out in red, what is new in green.

    Example: `wirewatch cluster 9f0c4b7e5a1d4c2f8e6b3a7d9c0e1f24`
    """
    import orjson
    from rich.console import Console

    from services.common.errors import UserError
    from services.common.settings import Settings
    from services.common.store import Store
    from wirewatch.views.story import story_as_dict, story_view

    settings = Settings.load(data=data, store=store)
    with Store.open(settings.store_url, create=False) as opened:
        story = opened.story(article, limit=limit)
    if story is None:
        raise UserError(f"No article {article} is stored.", hint="`wirewatch search --clusters` shows ids of clusters.")
    if json:
        sys.stdout.buffer.write(orjson.dumps(story_as_dict(story)) + b"\n")
    else:
        Console().print(story_view(story, texts=texts))
