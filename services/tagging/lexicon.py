"""Words of English that have capitals and are no names, and those that names of bodies end in or shorten."""

from __future__ import annotations

from functools import cache
from importlib import resources

PLAIN_WORDS = frozenset(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December I A An The This That These Those It He She They We You His Her Their Our
    My Its Who What When Where Why How Which There Here And But Or Nor So Yet If As At By For From In Into Of On
    Onto To With Without After Before During Since Until While Although Though Because However Meanwhile Moreover
    Therefore Thus Then Now Today Yesterday Tomorrow Yes No Not Also Still Even Only Just Both Each Every All Some
    Any Many Most More Few Several Other Another Such One Two Three Four Five Six Seven Eight Nine Ten Last Next
    New Earlier Later According Despite Following Under Over About Against Between Among Through Within Per Via
    Amid God Internet Christmas Easter Ramadan TV GDP CEO CFO PhD AM PM BC AD DNA HIV AIDS COVID Covid Covid-19
    COVID-19 GMT UTC EST Mr Mrs Ms Dr Photo Image Video Source Read Share Advertisement Breaking Update Updated
    Exclusive Analysis Opinion News Correction FLASH BREAKING UPDATE MP MPs MEP MEPs QC KC
    OBE CBE MV M/V MT M/T M/S USS HMS HMC HMCS HMAS RFA USNS USCGC""".split()
)
"""Words that name nobody and nothing, alone or together."""

PEOPLES = frozenset(
    """Islamic Muslim Muslims Christian Christians Jewish Jew Jews Catholic Catholics Protestant Protestants Sunni
    Sunnis Shia Shiite Shiites Hindu Hindus Sikh Sikhs Buddhist Buddhists Kurdish Kurd Kurds Arab Arabs Rohingya
    Rohingyas Uyghur Uyghurs Uighur Uighurs Tamil Tamils Pashtun Pashtuns Hutu Hutus Tutsi Tutsis Yazidi Yazidis
    Druze Alawite Alawites Chechen Chechens Tatar Tatars Berber Berbers Zulu Zulus Maori Inuit Bedouin Bedouins
    European Europeans African Africans Asian Asians Scandinavian Slavic Balkan Nordic""".split()
)
"""Peoples and creeds: no entities, like countries' people."""

NEVER_NAMES = (
    PLAIN_WORDS
    | PEOPLES
    | frozenset(
        """North South East West Northern Southern Eastern Western Central English French German Spanish Russian
        Chinese Arabic Latin Greek Japanese Islam Soviet Republicans Democrats Republican Democrat Democratic
        Conservative Liberal Socialist Communist Nazi""".split()
    )
)
"""Capitalised words that are no name by themselves."""

HEADS = frozenset(
    """News Times Post Herald Tribune Gazette Journal Television TV Radio Council Committee Department Ministry Agency
    Authority Commission University Institute College Academy Museum Hospital Foundation Fund Trust Party Bank Group
    Holdings Corporation Corp Inc Ltd Company Association Federation Union League Court Tribunal Parliament Assembly
    Senate Police Army Navy Airlines Airways Air Club Board Bureau Office Organization Organisation Service Services
    Industries Technologies Energy Petroleum""".split()
)
"""Last words of bodies' names."""

GENERAL = HEADS | frozenset("National Central Supreme Royal Federal State High Grand Islamic Orthodox".split())
"""Words that do not tell whose body it is: "Central Bank" is one of a country."""

VERBS = frozenset(
    """accuses adds admits affirms alleges announces approves asks blacklists blames blasts confirms condemns debars
    decides declares defends denies deplores detains dismisses expands expels extends freezes hails halts imposes
    insists joins lifts loses meets mulls opposes penalises penalizes pledges prepares proposes punishes readies
    rejects removes renews resumes revokes says scraps seeks sees seizes slams slaps suspends tells threatens
    tightens unveils urges vows warns weighs welcomes withdraws""".split()
)
"""What news says that a body does: third persons that are no nouns in names. None is within a name."""

VERBS_OR_NOUNS = frozenset(
    """appeals backs bans bars calls charges claims curbs cuts demands ends eyes faces fears fines hits holds issues
    launches names orders plans probes reports sanctions signs targets wins""".split()
)
"""What a body does as well, but "Sanctions Committee" is a name."""

CLUBS = frozenset("United City Rovers Athletic Wanderers Rangers Albion Hotspur FC".split())
"""Last words of clubs' names."""

STATES = frozenset(
    """Ala. Ariz. Ark. Calif. Colo. Conn. Del. Fla. Ga. Ill. Ind. Kan. Ky. La. Md. Mass. Mich. Minn. Miss. Mo. Mont.
    Neb. Nev. Okla. Ore. Pa. Tenn. Va. Vt. Wash. Wis. Wyo.""".split()
)
"""American states as agencies shorten them."""

SMALL_WORDS = frozenset(
    "of for and the de la le du del della di da dos das do van von der den bin ibn al el on in".split()
)
"""Words within names that acronyms leave out."""

LIGHT_WORDS = frozenset(
    """about after amid among against before behind beyond during from into like near onto over past since than that
    toward towards under until upon when while with within without""".split()
)
"""Words of more than three letters that headlines in Title Case write small."""


@cache
def _ordinary() -> frozenset[str]:
    return frozenset((resources.files("services.tagging") / "data" / "ordinary.txt").read_text("utf-8").split())


def is_ordinary(word: str) -> bool:
    """Whether a word, or what it is the plural of, is hardly ever a name; see `training.tagging.ordinary`."""
    small = word.lower()
    return small in _ordinary() or small.removesuffix("s") in _ordinary()
