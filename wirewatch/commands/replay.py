"""`wirewatch replay`: samples or a stored range again, to test and to compare versions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.common.errors import UserError
from wirewatch import options
from wirewatch.commands.search import DATE_FORMATS

if TYPE_CHECKING:
    from rich.console import Console

    from services.common.settings import Settings
    from wirewatch.comparison import Comparison
    from wirewatch.session import Feed


def replay(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]…", help="Files or folders, as for feed files.")
    ] = None,
    topic: Annotated[
        bool, typer.Option("--recorded", help="Replay what the live news.raw holds, instead of files.")
    ] = False,
    since: Annotated[datetime | None, typer.Option(formats=DATE_FORMATS, help="Recorded then or later, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=DATE_FORMATS, help="Recorded before, UTC.")] = None,
    speed: Annotated[
        str, typer.Option(help="full; recorded, as it was; or a factor, such as 60 for an hour in a minute.")
    ] = "full",
    into: Annotated[
        str | None,
        typer.Option("--prefix", metavar="NAME.", help="Run it apart, under topics of this prefix that go afterwards."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the records of the run apart here, as JSON lines.")] = None,
    against: Annotated[
        Path | None, typer.Option("--compare", metavar="FILE", help="Compare them with those of an earlier run.")
    ] = None,
    broker: options.Broker = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Send articles through again in their original order: files, or what the log still holds.

    Without `--prefix` they go into the live topics. With it, every service runs in this process on topics of its own,
    the records are collected, and can be compared with those of another run; files then need no broker: where none is
    configured and none runs on the data folder, a throw-away Kafka is started.

    Example: `wirewatch replay seeds/wire --prefix trial. --out new.jsonl --compare old.jsonl`
    """
    import asyncio

    from rich.console import Console

    from services.common.logs import configure
    from wirewatch.brokers import configured, has_broker
    from wirewatch.feeding import feed_paths
    from wirewatch.interrupt import until_interrupted
    from wirewatch.pace import Pace
    from wirewatch.recorded import feed_recorded

    if bool(paths) == topic:
        raise typer.BadParameter("either files or folders, or --recorded", param_hint="PATH")
    if into is None and (out or against):
        raise typer.BadParameter(
            "only a run apart has records of its own: give --prefix", param_hint="--out, --compare"
        )
    try:
        pace = Pace.parse(speed)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--speed") from None
    settings = configured(broker=broker, data=data)
    configure(settings.model_copy(update={"log_level": "error"}))
    console = Console(stderr=True, highlight=False)
    feed = feed_recorded(settings, since, until, pace) if topic else feed_paths(paths or [], pace)
    work = (
        _live(feed, settings, console)
        if into is None
        else _apart(
            feed,
            settings,
            into,
            out,
            against,
            console,
            json=json,
            throw_away=not topic and not has_broker(broker=broker, data=data),
        )
    )
    asyncio.run(until_interrupted(work))


async def _live(feed: Feed, settings: Settings, console: Console) -> None:
    from services.common.kafka.publisher import Publisher
    from wirewatch.session import Run

    run = Run(on_record=lambda record, value: None, prefix=settings.prefix)
    async with Publisher(settings.bootstrap, client_id="wirewatch-replay") as publisher:
        await feed(publisher, run)
    console.print(f"{len(run.expected):,} articles sent into {settings.prefix}news.raw")


async def _apart(
    feed: Feed,
    settings: Settings,
    prefix: str,
    out: Path | None,
    against: Path | None,
    console: Console,
    *,
    json: bool,
    throw_away: bool,
) -> None:
    import sys
    import tempfile
    from contextlib import AsyncExitStack

    import orjson

    from services.common.kafka.admin import delete_topics
    from services.common.settings import Settings as Checked
    from wirewatch.comparison import compare
    from wirewatch.session import Run, run_chain
    from wirewatch.temporary_broker import throw_away_kafka
    from wirewatch.views.summary import as_dict

    Checked.load(prefix=prefix)
    records: dict[str, bytes] = {}
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wirewatch-replay-")))
        if throw_away:
            settings = settings.model_copy(update={"data": folder})
            settings = (await stack.enter_async_context(throw_away_kafka(settings, console))).settings
        apart = settings.model_copy(
            update={"prefix": settings.prefix + prefix, "store": f"sqlite:///{folder}/replay.db"}
        )
        run = Run(on_record=lambda record, value: records.update({record.id: value}), prefix=apart.prefix)
        try:
            await run_chain(apart, feed, run)
        finally:
            await delete_topics(apart.bootstrap, apart.prefix)
    if out is not None:
        _write(out, records)
    figures = as_dict(run)
    if against is not None:
        comparison = compare(_read(against), records)
        figures["comparison"] = comparison.as_dict()
        if not json:
            console.print(_shown(comparison))
    if json:
        sys.stdout.buffer.write(orjson.dumps(figures) + b"\n")
    else:
        console.print(f"{run.records:,} records of {len(run.expected):,} articles, {len(run.letters)} dead letters")


def _write(out: Path, records: dict[str, bytes]) -> None:
    try:
        out.write_bytes(b"".join(records[each] + b"\n" for each in sorted(records)))
    except OSError as error:
        raise UserError(f"{out} cannot be written: {error.strerror}.") from None


def _read(file: Path) -> dict[str, bytes]:
    from wirewatch.comparison import read_records

    try:
        with file.open("rb") as lines:
            return read_records(lines)
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError):
        raise UserError(f"{file} holds no records.", hint="Give a file that `replay --out` has written.") from None


def _shown(comparison: Comparison) -> object:
    from wirewatch.views.differences import differences

    return differences(comparison)
