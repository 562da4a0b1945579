"""Names as words that can be compared: one script, one case, no titles, particles told apart."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

MAX_WORDS = 16
"""A name is read up to this many words; longer ones are sentences."""
MAX_CHARACTERS = 300

_EAST_ASIAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]+")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}[^\W\d_]?\b\.?|\b[^\W\d_](?:\.[^\W\d_])+\b\.?")
_INITIALS = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_])")
"""Between a person's initials written without a space: "J.C."."""
_APOSTROPHES = re.compile(r"['’‘ʼʻ`´ʿʾ\"“”]")
_NO_APOSTROPHES = str.maketrans("", "", "'`\"")
_WORD = re.compile(r"[a-z0-9]+")

PARTICLES = frozenset(
    "al el ul ad ed ud as es ash ar er ur at an en az le la las los lo de del della di da das do dos du des van von "
    "der den ter ten zu zum bin ibn ben bint bt binti ould wuld y e i of the and und et for fur pour para".split()
)
"""Words between the words of a name. They are left out wherever something else remains."""

_TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady rev reverend haji hajji hadji hajj sheikh shaykh shaikh "
    "mullah maulvi mawlawi maulavi maulana mawlana qari ayatollah hojatoleslam imam emir amir general gen colonel col "
    "major captain capt lieutenant lt brigadier brig commander cmdr admiral president minister senator governor "
    "ambassador judge justice alhaj alhaji hazrat sayyid sayed engineer eng".split()
)
"""Left out at the beginning of a person's name while two words remain."""

_TOGETHER = re.compile(r"(?<=[^\W\d_A-Z]{3})(?=[A-Z](?:[^\W\d_A-Z]{2}|[A-Z]{1,3}\b))")
"""Between words written without a space: "VladimirPutin", "SiemensAG"."""
_FIGURES = str.maketrans("01345", "oieas")
_ABDULLAH = re.compile(r"abd[aeou]{1,2}l+ah?")
_ABD = re.compile(r"^abd(?:[aeiou]{1,2}(?:[lrnszdt](?=[^aeiou])|l))?(?P<rest>[a-z]{4,})$")
_DIN = re.compile(r"^(?P<first>[a-z]{3,})(?:ou|[aeiu])d?d(?:[iy]|ee)ne?$")
_ARTICLES = frozenset("al el ul ad ed ud ar er ur as az an".split())


def latin(text: str) -> str:
    """The text in lower-case ASCII. Chinese and Korean names get a space after the family name."""
    if text.isascii():
        return text[:MAX_CHARACTERS].translate(_NO_APOSTROPHES).lower()
    text = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS])
    text = _EAST_ASIAN.sub(_east_asian, text)
    text = _APOSTROPHES.sub("", text)
    return _APOSTROPHES.sub("", anyascii(text)).lower()


def _east_asian(match: re.Match[str]) -> str:
    run = match[0]
    if len(run) > 4:
        return " " + " ".join(anyascii(character) for character in run) + " "
    return f" {anyascii(run[0])} {''.join(anyascii(character) for character in run[1:])} "


@lru_cache(maxsize=20_000)
def person_words(text: str) -> tuple[str, ...]:
    """The words of a person's name, without title and particles; all of its words if nothing else remains."""
    words = plain_words(_INITIALS.sub(" ", text) if "." in text else text)
    while len(words) > 2 and words[0] in _TITLES:
        words = words[1:]
    words = _arabic(words)
    return tuple(word for word in words if word not in PARTICLES) or tuple(words)


def plain_words(text: str) -> list[str]:
    """All words, in Latin letters and lower case; what is dotted between single letters is one word."""
    text = text[:MAX_CHARACTERS]
    if "." in text:
        text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    if not (text.islower() or text.isupper()):
        text = _TOGETHER.sub(" ", text)
    return [_meant(word) for word in _WORD.findall(latin(text))[:MAX_WORDS]]


def _meant(word: str) -> str:
    """Letters for figures that stand for them within a word."""
    if word[0].isalpha() and len(word) > 3 and sum(map(str.isdigit, word)) == 1 and not word[-1].isdigit():
        return word.translate(_FIGURES)
    return word


def _arabic(words: list[str]) -> list[str]:
    """Names made of "servant of" and "of the faith" as one word however they are written.

    "Abd al-Karim", "Abdul Karim" and "Abdelkarim" are one name, as are "Siraj al-Din" and "Sirajuddin".
    """
    joined: list[str] = []
    index = 0
    while index < len(words):
        word, following = words[index], words[index + 1 : index + 3]
        if word in _SERVANT and following:
            skip = 1 if following[0] in _ARTICLES and len(following) > 1 else 0
            joined.append("abd" + following[skip].removeprefix("ul").removeprefix("al"))
            index += 2 + skip
            continue
        if len(following) == 2 and following[0] in _ARTICLES and following[1] in _FAITH:
            joined.append(word + "uddin")
            index += 3
            continue
        joined.append(_one_arabic(word))
        index += 1
    return joined


_SERVANT = frozenset("abd abdul abdel abdal abdur abdoul abdol abdool".split())
_FAITH = frozenset("din deen dine dyn eddin".split())


def _one_arabic(word: str) -> str:
    if word.startswith("abd"):
        if _ABDULLAH.fullmatch(word):
            return "abdlah"
        if found := _ABD.match(word):
            return "abd" + found["rest"]
    if "d" in word and word.endswith(("n", "ne")) and (found := _DIN.match(word)):
        return found["first"] + "uddin"
    return word


_DIGRAPHS = tuple(
    pair.split(":")
    for pair in (
        "shch:s tsch:c sch:s tch:c dzh:j dsch:j zh:j kh:h gh:g ph:f th:t dh:d sh:s ch:c cz:c sz:s tsi:ti ts:c tz:c "
        "ck:k qu:k dj:j ausk:avsk ousk:ovsk ou:u oo:u ee:i ay:i ai:i ey:i ei:i ie:i iy:i yi:i ij:i ii:i yo:io x:ks"
    ).split()
)
_LETTERS = str.maketrans({"q": "k", "w": "v", "y": "i", "e": "i", "o": "u"})
_DOUBLES = re.compile(r"(.)\1+")


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """The word as it sounds, roughly, across the ways to write it in Latin letters; its vowels are only three."""
    for written, sounded in _DIGRAPHS:
        if written in word:
            word = word.replace(written, sounded)
    word = word.translate(_LETTERS)
    if "c" in word:
        word = re.sub("c(?=[aul])", "k", word)
    return _DOUBLES.sub(r"\1", word)


_SKELETON = str.maketrans({"a": None, "i": None, "u": None, "g": "k", "j": "k", "z": "s", "c": "s"})


@lru_cache(maxsize=20_000)
def skeleton(word: str) -> str:
    """The consonants of the sound; a vowel at the beginning counts as one."""
    heard = sound(word)
    if not heard:
        return ""
    first = "a" if heard[0] in "aiu" else ""
    rest = (
        heard[1:].removesuffix("h").translate(_SKELETON) if not first else heard.removesuffix("h").translate(_SKELETON)
    )
    if not first:
        first = heard[0].translate(_SKELETON)
    return _DOUBLES.sub(r"\1", first + rest)
