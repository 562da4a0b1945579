"""What a list says of one person, organisation or vessel, whoever publishes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ListedType = Literal["person", "organization", "vessel", "other"]
LISTED_TYPES: tuple[ListedType, ...] = ("person", "organization", "vessel", "other")


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name of an entry. `family` and `given` are parts of it where the list keeps them apart."""

    text: str
    family: str = ""
    given: str = ""
    weak: bool = False
    """A nickname, nom de guerre or other name that the list itself calls of low quality."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list. The first name is the main one."""

    id: str
    type: ListedType
    names: tuple[ListedName, ...]
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2: nationality, citizenship, address, flag."""
    birth_years: tuple[int, ...] = ()
    programmes: tuple[str, ...] = ()
    """As the list names them."""


@dataclass(frozen=True, slots=True)
class SanctionsList:
    """One list in one version."""

    id: str
    """The name of the data set at OpenSanctions, such as `us_ofac_sdn`, or the name of one's own watch list."""
    version: str
    """The publisher's date where the file holds one, else `sha256:` and the first digits of its content's hash."""
    entries: tuple[Entry, ...]


def family_first(text: str) -> ListedName:
    """A name written "FAMILY, Given Patronymic"; without a comma nothing is known of its parts."""
    family, comma, given = text.partition(",")
    if not comma or not given.strip() or "," in given:
        return ListedName(text.strip())
    return ListedName(text.strip(), family.strip(), given.strip())


def distinct(names: list[ListedName]) -> tuple[ListedName, ...]:
    """The names without repetitions and empty ones, in their order."""
    return tuple({name.text: name for name in reversed(names) if name.text}[text] for text in _texts(names))


def _texts(names: list[ListedName]) -> dict[str, None]:
    return dict.fromkeys(name.text for name in names if name.text)
