"""Opening a list's file, and saying where it is wrong."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from services.common.errors import UserError

HEAD = 65_536
"""Bytes at the beginning of a file by which its layout is told."""


class SourceError(UserError):
    """A list's file that cannot be trusted: cut off, of an unknown layout, or wrong in a line."""

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        place = f"{path}" if line is None else f"{path}, line {line}"
        super().__init__(f"{place}: {reason}.", hint="The list in force stays in force; get the file again.")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes, unpacked where it is gzipped. Raises SourceError for what cannot be read or is cut off."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=file) as unpacked:
                    yield io.BufferedReader(unpacked)
            else:
                yield file
    except EOFError:
        raise SourceError(path, None, "is cut off: its compressed data ends too early") from None
    except gzip.BadGzipFile as error:
        raise SourceError(path, None, f"is damaged: {error}") from None
    except OSError as error:
        raise SourceError(path, None, f"cannot be read: {error.strerror or error}") from None


def content_version(path: Path) -> str:
    """The version of a list whose file names none: its content's hash."""
    with opened(path) as file:
        digest = hashlib.sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return f"sha256:{digest.hexdigest()[:16]}"
