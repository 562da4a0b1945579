"""CSV files, row by row with line numbers; a file that is cut off is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from services.sanctions.lists.readers.source import SourceError, opened

_END = "\x1a"
"""OFAC's files end with this character."""

csv.field_size_limit(1 << 22)


def rows(path: Path, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its last line. Raises SourceError for what is no CSV or ends within a quotation."""
    with opened(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            for row in reader:
                if row and row != [_END]:
                    yield reader.line_num, [_mended(cell) for cell in row]
        except csv.Error as error:
            reason = "the file is cut off within a quoted value" if "unexpected end" in str(error) else str(error)
            raise SourceError(path, reader.line_num, reason) from None
        finally:
            text.detach()


def _mended(cell: str) -> str:
    """Old files hold Windows' letters in places."""
    if cell.isascii() or not any("\udc80" <= character <= "\udcff" for character in cell):
        return cell.replace("\0", "")
    return cell.encode("utf-8", "surrogateescape").decode("cp1252", "replace").replace("\0", "")


def records(
    path: Path, columns: Sequence[str], delimiter: str = ",", preamble: int = 0
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows below a header as mappings, names of columns in lower case.

    Raises SourceError where a needed column is missing or a row has fewer or more cells than the header.
    """
    header: list[str] | None = None
    for line, row in rows(path, delimiter):
        if preamble:
            preamble -= 1
        elif header is None:
            header = [name.strip().lower() for name in row]
            if missing := [name for name in columns if name not in header]:
                raise SourceError(path, line, f"the column {missing[0]!r} is missing")
        elif len(row) != len(header):
            if not any(row):
                continue
            raise SourceError(path, line, f"{len(row)} values where the header names {len(header)}")
        else:
            yield line, dict(zip(header, map(str.strip, row), strict=True))
    if header is None:
        raise SourceError(path, 1, "there is no header")


def ends_properly(path: Path) -> bool:
    """Whether the file ends with a line's end, as those that are written by programs do."""
    last = b""
    with opened(path) as file:
        while block := file.read(1 << 20):
            last = block
    return last.endswith((b"\n", b"\r", _END.encode()))
