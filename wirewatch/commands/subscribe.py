"""`wirewatch subscribe`: follow the enriched records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wirewatch import options

if TYPE_CHECKING:
    from services.common.kafka.reader import Reader
    from wirewatch.filters import Filter
    from wirewatch.views.printer import Printer


def subscribe(
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="Start with the oldest record kept.")
    ] = False,
    to_end: Annotated[bool, typer.Option("--to-end", help="Stop at what is the newest record now.")] = False,
    group: Annotated[
        str | None, typer.Option(help="Remember under this name how far it came, and go on there the next time.")
    ] = None,
    entity: Annotated[str | None, typer.Option(help="Only articles that name it.")] = None,
    action: Annotated[str | None, typer.Option(help="Only mentions of this action, such as imposed.")] = None,
    authority: Annotated[str | None, typer.Option(help="Only mentions of sanctions by it.")] = None,
    target: Annotated[str | None, typer.Option(help="Only mentions of sanctions on it.")] = None,
    measure: Annotated[str | None, typer.Option(help="Only mentions of this measure, such as asset_freeze.")] = None,
    broker: options.Broker = None,
    data: options.Data = None,
    prefix: options.Prefix = None,
    json: options.Json = False,
) -> None:
    """Follow the enriched records as they come, as cards or, with `--json`, as JSON lines. Ctrl-C ends it.

    Filters on mentions must hold for one and the same mention.

    Example: `wirewatch subscribe --from-beginning --authority EU --action proposed`
    """
    import asyncio
    from typing import get_args

    from schemas import Action, Measure
    from schemas.topics import ENRICHED
    from services.common.kafka.reader import Reader
    from wirewatch.brokers import configured
    from wirewatch.filters import Filter
    from wirewatch.interrupt import until_interrupted
    from wirewatch.views.printer import Printer

    for name, value, known in (("--action", action, get_args(Action)), ("--measure", measure, get_args(Measure))):
        if value is not None and value not in known:
            raise typer.BadParameter(f"{value!r} is none of {', '.join(known)}", param_hint=name)
    settings = configured(broker=broker, data=data, prefix=prefix)
    wanted = Filter(entity=entity, action=action, authority=authority, target=target, measure=measure)
    reader = Reader(
        settings.bootstrap,
        [settings.prefix + ENRICHED.name],
        group=settings.prefix + group if group else None,
        from_beginning=from_beginning,
    )
    asyncio.run(until_interrupted(_follow(reader, wanted, Printer(json=json), to_end=to_end, remember=bool(group))))


async def _follow(reader: Reader, wanted: Filter, printer: Printer, *, to_end: bool, remember: bool) -> None:
    from schemas import EnrichedArticle

    async with reader:
        async for batch in reader.batches(to_end=to_end):
            for received in batch:
                record = EnrichedArticle.model_validate_json(received.value or b"")
                if wanted(record):
                    printer.show(record, received.value or b"")
            printer.flush()
            if remember and batch:
                await reader.commit()
