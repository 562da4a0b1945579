"""`wirewatch lists`: sanctions lists, and names looked up on them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wirewatch import options

if TYPE_CHECKING:
    from services.sanctions.lists.matching import Named

app = typer.Typer(
    help="Sanctions lists: build them into one file, keep it up to date, look names up.", no_args_is_help=True
)

ListsFile = Annotated[
    Path | None,
    typer.Option(
        "--lists", metavar="FILE", help="The built file; default: that of the services.", envvar="WIREWATCH_LISTS"
    ),
]


@app.command()
def build(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE…", help="Files of lists, also gzipped.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The file to write.")],
    json: options.Json = False,
) -> None:
    """Build lists into one file that the services map. Formats are told from the content.

    OFAC's SDN (CSV with ALT and ADD, or XML), the UN's, EU's and UK's lists, OpenSanctions' exports, or a watch list of
    your own: CSV with a header, of which only `name` is needed (type, country, birth_date, aliases, id, programme).
    A source that is wrong or cut off is refused, and the file stays as it was.

    Example: `wirewatch lists build --out lists.wwl sdn.csv alt.csv add.csv consolidated.xml my-watch-list.csv`
    """
    from services.sanctions.lists.build import build as build_file
    from services.sanctions.lists.index import Lists
    from services.sanctions.lists.readers.detect import read_lists

    build_file(out, read_lists(sources))
    _show(Lists(out), json)


@app.command()
def update(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]…", help="ofac, un, eu, uk, addresses or files; default: those four."),
    ] = None,
    lists: ListsFile = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Get the lists from their publishers, where they have changed, and show what is new.

    Running services take the new file at their next batch. A source that cannot be had, or is not a list, keeps the
    version from before (exit status 3). The file must not lose a list, nor a list more than half of its entries.

    Example: `wirewatch lists update ofac un eu uk my-watch-list.csv`
    """
    import orjson

    from services.common.errors import UserError
    from services.common.settings import Settings
    from services.sanctions.lists.publishers import PUBLISHERS, fetch
    from services.sanctions.lists.update import update as update_file
    from wirewatch.views.listed import change_lines, change_record

    settings = Settings.load(lists=lists, data=data)
    fetched = fetch(sources or PUBLISHERS, settings.data / "lists")
    failed = [each for each in fetched if each.failed]
    for each in failed:
        kept = "" if each.path is None else "; the version from before is kept"
        typer.echo(f"{each.source} {each.state}{kept}", err=True)
    if not (paths := [each.path for each in fetched if each.path]):
        raise UserError("No list could be had.", hint="Name other addresses or files: wirewatch lists update SOURCE…")
    changes = update_file(settings.lists_path, paths)
    if json:
        for change in changes:
            sys.stdout.buffer.write(orjson.dumps(change_record(change)) + b"\n")
    else:
        for line in change_lines(changes):
            typer.echo(line)
    if failed:
        raise typer.Exit(3)


@app.command()
def info(lists: ListsFile = None, data: options.Data = None, json: options.Json = False) -> None:
    """Show which lists a file holds, in which versions.

    Example: `wirewatch lists info --lists lists.wwl`
    """
    from services.common.settings import Settings
    from services.sanctions.lists.index import Lists

    _show(Lists(Settings.load(lists=lists, data=data).lists_path), json)


@app.command()
def match(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]…", help="Names to look up.")] = None,
    lists: ListsFile = None,
    file: Annotated[
        Path | None, typer.Option(help="JSON lines of name, and optionally type, country and birth_date; - is stdin.")
    ] = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Look names up: the entries that each may mean, best first, with what speaks for and against.

    JSON lines, or a table on a terminal. Refused lines of a file go to standard error, and the exit status is then 3.

    Example: `wirewatch lists match --lists lists.wwl "Alexander Lukashenko"`
    """
    from services.common.settings import Settings
    from services.sanctions.lists.index import Lists
    from services.sanctions.lists.matching import Matcher

    if not names and file is None:
        raise typer.BadParameter("name somebody, or a --file of names", param_hint="NAME")
    matcher = Matcher(Lists(Settings.load(lists=lists, data=data).lists_path))
    rejected: list[int] = []
    answers = ({"name": named.name, "matches": _matches(matcher, named)} for named in _named(names, file, rejected))
    _print(answers, json)
    if rejected:
        raise typer.Exit(3)


def _named(names: list[str] | None, file: Path | None, rejected: list[int]) -> Iterator[Named]:
    import orjson

    from services.common.errors import UserError
    from services.sanctions.lists.lines import read_line
    from services.sanctions.lists.matching import Named

    yield from (Named(name) for name in names or ())
    if file is None:
        return
    try:
        with sys.stdin.buffer if str(file) == "-" else file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    named = read_line(line)
                except ValueError as error:
                    rejected.append(number)
                    said = {"line": number, "reason": "invalid", "detail": str(error)}
                    sys.stderr.buffer.write(orjson.dumps(said) + b"\n")
                    sys.stderr.flush()
                else:
                    yield named
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}.", hint="Name a file of JSON lines, or -.") from None


def _matches(matcher: Any, named: Named) -> list[dict[str, Any]]:
    lists = matcher.lists
    return [
        {
            "list": lists.list_of(each.entry).id,
            "entry_id": lists.id_of(each.entry),
            "name": each.name,
            "score": each.score,
            "match": each.match,
            "features": each.features,
            "programmes": lists.programmes_of(each.entry),
            "programme_keys": lists.programme_keys_of(each.entry),
            "list_version": lists.list_of(each.entry).version,
        }
        for each in matcher(named)
    ]


def _print(answers: Iterator[dict[str, Any]], json: bool) -> None:
    import orjson
    from rich.console import Console

    from wirewatch.views.listed import match_table

    if not json and sys.stdout.isatty():
        Console().print(match_table(answers))
        return
    for answer in answers:
        sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
    sys.stdout.buffer.flush()


def _show(lists: Any, json: bool) -> None:
    import orjson
    from rich.console import Console

    from wirewatch.views.listed import list_table

    if json:
        held = [{"id": each.id, "version": each.version, "entries": each.entries} for each in lists.versions]
        sys.stdout.buffer.write(orjson.dumps({"hash": lists.hash, "entries": len(lists), "lists": held}) + b"\n")
        return
    console = Console(highlight=False)
    console.print(list_table(lists.versions))
    console.print(f"content {lists.hash[:16]}")
