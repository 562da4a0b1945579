"""Words whose presence tells what a name names. English."""

from __future__ import annotations

from functools import cache
from importlib import resources

TITLES = frozenset(
    """President Vice-President Premier Chancellor Minister Ministers Secretary Senator Sen Representative Rep
    Congressman Congresswoman Governor Gov Mayor Ambassador Judge Justice General Gen Colonel Col Major Maj
    Captain Capt Lieutenant Lt Sergeant Sgt Admiral Adm Commander Cmdr Marshal King Queen Prince Princess Emperor
    Sheikh Sultan Emir Pope Cardinal Bishop Archbishop Imam Rabbi Ayatollah Father Sister Brother Mr Mrs Ms Miss
    Dr Prof Professor Sir Dame Lord Lady Chairman Chairwoman Chairperson Chair Chief Director Spokesman
    Spokeswoman Spokesperson Commissioner Leader Speaker MP MEP CEO CFO Coach Attorney Prosecutor Inspector
    Officer Detective Sheriff Deputy Prime Foreign Finance Defence Defense Interior Trade Economy Energy Justice
    Health Education Environment Transport Agriculture Culture Acting Former Ex-President Opposition First Second
    Supreme High State Special Envoy Executive Managing Editor Author Actor Actress Singer""".split()
)
"""Words before a person's name that are no part of it."""

PERSON_TITLES = TITLES - frozenset(
    """Foreign Finance Defence Defense Interior Trade Economy Energy Justice Health Education Environment Transport
    Agriculture Culture Acting Former First Second Supreme High State Special Executive Managing Opposition Prime
    Deputy Ministers""".split()
)
"""Those after which a name is a person's."""

ORGANISATION_WORDS = frozenset(
    """Inc Ltd Limited LLC LLP PLC plc Corp Corporation Company Co GmbH AG SA NV BV Oy AB ASA OAO OOO PJSC JSC
    Holding Holdings Group Bank Banks Ministry Department Agency Authority Commission Committee Council Court
    Tribunal Parliament Congress Senate Assembly Party Union Federation Confederation Association Alliance League
    Movement Front Forces Force Army Navy Police Guard Guards Brigade Battalion Regiment University College School
    Institute Institution Academy Foundation Fund Trust Society Club Organization Organisation Office Bureau Board
    Service Services Center Centre Hospital Church Museum Library Airlines Airways Airport Railways Shipping Lines
    Oil Gas Petroleum Energy Industries Motors Systems Technologies Technology Software Electronics
    Pharmaceuticals Media News Times Post Journal Gazette Herald Tribune Press Broadcasting Television Radio
    Network Partners Partnership Capital Insurance Securities Exchange Stores Foods Studios Records Entertainment
    Games Orchestra Team United City Rovers Wanderers Athletic Cup Championship Olympics Embassy Consulate Cabinet
    Government Administration Coalition Initiative Programme Program Project Conference Summit Forum Observatory
    Watch International Militia Cartel Brotherhood Caliphate Secretariat Directorate Inspectorate
    Treasury Reserve""".split()
)
"""Words of an organisation's name, at its end or before "of"."""

LOCATION_WORDS = frozenset(
    """River Lake Sea Ocean Gulf Bay Strait Straits Channel Island Islands Peninsula Mountain Mountains Mount Hills
    Valley Desert Forest Park Province Region District County Oblast Governorate Prefecture Municipality State
    Territory Territories Street Avenue Road Square Bridge Square Hall Stadium Plaza Village Town Airport Port
    Harbor Harbour Beach Coast Cape Canal Falls Castle Palace Tower Cathedral Border""".split()
)
"""Words of a place's name, at its end; `Mount`, `Lake`, `Cape` also at its beginning."""

LEADING_LOCATION_WORDS = frozenset(
    "Mount Lake Cape Port Fort Gulf Strait Bay Isle Sea San Santa Los Las El Saint St".split()
)

PLACE_PREPOSITIONS = frozenset(
    "in near at from to around across outside inside through towards toward into throughout".split()
)

SPEECH_VERBS = frozenset(
    """said says told tells added adds wrote writes tweeted argued argues claimed claims warned warns announced asked
    stated explained noted insisted replied called believes believed thinks testified admitted denied confirmed
    urged""".split()
)

CONNECTORS = frozenset(
    "of for and the de la le du del della di da dos das do van von der den bin ibn al el y e & on in".split()
)
PERSON_CONNECTORS = frozenset("de la le du del della di da dos das do van von der den bin ibn al el y e".split())

NEVER_NAMES = frozenset(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December I A An The This That These Those It He She They We You His Her Their Our
    My Its Who What When Where Why How Which There Here And But Or Nor So Yet If As At By For From In Into Of On
    Onto To With Without After Before During Since Until While Although Though Because However Meanwhile Moreover
    Therefore Thus Then Now Today Yesterday Tomorrow Yes No Not Also Still Even Only Just Both Each Every All Some
    Any Many Most More Few Several Other Another Such One Two Three Four Five Six Seven Eight Nine Ten Last Next
    New Earlier Later According Despite Following Under Over About Against Between Among Through Within Per Via
    Amid God Internet Christmas Easter Ramadan TV GDP CEO CFO PhD AM PM BC AD DNA HIV AIDS COVID Covid Covid-19
    COVID-19 GMT UTC EST Mr Mrs Ms Dr North South East West Northern Southern Eastern Western Central English
    French German Spanish Russian Chinese Arabic Latin Greek Japanese Islam Islamic Muslim Muslims Christian
    Christians Jewish Jews Catholic Protestant Sunni Shia Shiite Kurdish Kurds Arab Arabs European Europeans
    African Africans Asian Asians Western Soviet Republicans Democrats Republican Democrat Democratic Conservative
    Liberal Socialist Communist Nazi Photo Image Video Source Read More Share Advertisement Breaking Update
    Updated Exclusive Analysis Opinion""".split()
)
"""Capitalised words that are no name by themselves."""


@cache
def first_names() -> frozenset[str]:
    """Common first names."""
    lines = (resources.files("services.tagging") / "data" / "first_names.txt").read_text("utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())
