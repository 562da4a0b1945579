"""XML files, record by record with line numbers, in memory for one record."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from services.sanctions.lists.readers.source import SourceError, opened

_BLOCK = 1 << 16


@dataclass(slots=True)
class Element:
    """An element by its local name, whatever its namespace."""

    name: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, *path: str) -> Iterator[Element]:
        """The elements at the end of a path of names, in document order."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.name == path[0]:
                yield from child.all(*path[1:])

    def first(self, *path: str) -> str:
        """The text of the first element at the end of a path, empty where there is none."""
        return next((element.text for element in self.all(*path) if element.text), "")

    def texts(self, *path: str) -> list[str]:
        """The texts of all elements at the end of a path."""
        return [element.text for element in self.all(*path) if element.text]


def elements(path: Path, wanted: Collection[str]) -> Iterator[Element]:
    """The elements of these names, each with all that is in it. An element that holds records of its own is not wanted.

    Raises SourceError where the file is no XML, declares entities, or ends early.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    stack: list[Element] = []
    done: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if stack or local in wanted:
            named = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
            stack.append(Element(local, parser.CurrentLineNumber, named))

    def end(_: str) -> None:
        if stack:
            element = stack.pop()
            element.text = " ".join(element.text.split())
            (stack[-1].children if stack else done).append(element)

    def data(text: str) -> None:
        if stack:
            stack[-1].text += text

    def entity(*_: object) -> None:
        raise SourceError(path, parser.CurrentLineNumber, "XML with entities of its own is not read")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.EntityDeclHandler = entity
    with opened(path) as file:
        try:
            while block := file.read(_BLOCK):
                parser.Parse(block, False)
                yield from done
                done.clear()
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            cut = error.code in (expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS], 5, 20)
            reason = "the file is cut off" if cut else expat.errors.messages[error.code]
            raise SourceError(path, error.lineno, reason) from None
    yield from done


def root_attributes(head: bytes) -> tuple[str, dict[str, str]] | None:
    """Local name and attributes of the root element in the beginning of a file; None where it is no XML."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if not found:
            found.append((name.rpartition(" ")[2], {k.rpartition(" ")[2]: v for k, v in attributes.items()}))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    with suppress(expat.ExpatError):
        parser.Parse(head, False)
    return found[0] if found else None
