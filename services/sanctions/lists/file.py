"""The built file: a header and arrays that processes map read-only and share.

Layout, little-endian: magic (8 bytes), format version (u32), length of the header (u32), SHA-256 of all that follows
(32 bytes), the header as JSON padded with spaces, then the arrays, each at a multiple of 64 bytes from the beginning.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from services.common.errors import UserError

MAGIC = b"WWLISTS\n"
FORMAT = 2
"""To be raised whenever arrays, or the rules by which names become words, change."""
_PREAMBLE = struct.Struct("<8sII32s")
_ALIGNED = 64


class ListsFileError(UserError):
    """A built file that cannot be used."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}.", hint="Build it again with `wirewatch lists build`.")


def write(path: Path, header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a file in one step: readers see the old one or the new one, whole. The same input gives the same bytes.

    Raises UserError where it cannot be written.
    """
    described: dict[str, Any] = {}
    at = 0
    for name, array in arrays.items():
        described[name] = {"type": array.dtype.str, "length": len(array), "at": at}
        at += _padded(array.nbytes)
    json = orjson.dumps({**header, "arrays": described, "bytes": at})
    room = _padded(_PREAMBLE.size + len(json)) - _PREAMBLE.size
    json = json.ljust(room)
    digest = hashlib.sha256(json)
    blocks = [json]
    for array in arrays.values():
        blocks.append(array.tobytes().ljust(_padded(array.nbytes), b"\0"))
        digest.update(blocks[-1])
    _replace(path, [_PREAMBLE.pack(MAGIC, FORMAT, room, digest.digest()), *blocks])


def _replace(path: Path, blocks: list[bytes]) -> None:
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.writelines(blocks)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise UserError(f"{path} cannot be written: {error.strerror}.", hint="Name another place with --out.") from None


def _padded(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED


def read(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]], str]:
    """The header, the arrays over the mapped file, and the content's hash as hex.

    Raises ListsFileError for what is no such file, of another format's version, cut off or damaged.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _PREAMBLE.size:
                raise ListsFileError(path, "is no file of sanctions lists, or was cut off")
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise ListsFileError(path, f"cannot be read: {error.strerror}") from None
    magic, version, room, digest = _PREAMBLE.unpack_from(mapped)
    if magic != MAGIC:
        raise ListsFileError(path, "is no file of sanctions lists")
    if version != FORMAT:
        raise ListsFileError(path, f"has format {version}; this program reads format {FORMAT}")
    view = memoryview(mapped)
    start = _PREAMBLE.size + room
    if size < start or hashlib.sha256(view[_PREAMBLE.size :]).digest() != digest:
        raise ListsFileError(path, "is cut off or damaged: its content is not what its hash says")
    header = orjson.loads(view[_PREAMBLE.size : start])
    arrays = {
        name: np.frombuffer(mapped, np.dtype(held["type"]), held["length"], start + held["at"])
        for name, held in header.pop("arrays").items()
    }
    return header, arrays, digest.hex()
