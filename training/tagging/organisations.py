"""Invented organisations, as parties, ministries, authorities and firms are called."""

from __future__ import annotations

from random import Random

Words = tuple[str, ...]

_BENT = """National Democratic Liberal Social Socialist Conservative Labour People's Popular United Patriotic
    Christian Progressive Republican Independent Green Workers' Revolutionary Centre Reform Communist Free Civic
    Islamic""".split()
_PARTY = "Party Union Front Alliance Movement Coalition League Congress Bloc List Forum Rally Council".split()
_CAUSE = """Democracy Freedom Justice Change Progress Reform Unity Solidarity Europe Development Liberation Independence
    Peace""".split()
_FIELD = """Finance Defence Defense Health Education Agriculture Energy Trade Justice Transport Labour Environment
    Tourism Culture Interior Planning Fisheries Mining Housing Immigration Security Statistics Intelligence
    Investment""".split()
_SEAT = """Ministry Department Agency Commission Committee Council Authority Board Bureau Office Institute Centre
    Directorate Service Inspectorate Secretariat Taskforce""".split()
_OVER = "National Federal State Central General Royal International Joint Supreme European Regional Public".split()
_BODY = """Court Bank Assembly Police Guard University Museum Hospital Union Federation Foundation Association Institute
    Observatory Commission Corporation Council Society Chamber Fund Army Navy Academy Library Orchestra""".split()
_TRADE = """Airlines Airways Petroleum Oil Gas Energy Motors Bank Insurance Telecom Steel Shipping Mining Foods Pharma
    Electric Media Holdings Group Industries Technologies Capital Partners Securities Logistics Chemicals Records
    Pictures Stores Brewery Systems Software Networks""".split()
_FORM = "Inc Inc. Corp Corp. Ltd Ltd. PLC plc Co Co. LLC AG GmbH SA S.A. NV SpA Oyj AB JSC OAO".split()
_PAPER = "Times Post Herald Daily News Tribune Gazette Standard Mail Mirror Observer Chronicle Telegraph".split()
_CLUB = """United City Rovers Athletic Wanderers Rangers FC Sporting Dynamo Tigers Lions Eagles Bulls Stars Kings
    Giants Bears Sharks Warriors""".split()


def invented(person: Words, city: Words, country: Words, random: Random) -> Words:
    """A name of some organisation; of a person's last name, of the city or of the country, where it has one."""
    one = random.choice
    last = person[-1]
    match random.randrange(12):
        case 0:
            return (one(_BENT), one(_PARTY)) if random.random() < 0.5 else (one(_BENT), one(_BENT), one(_PARTY))
        case 1:
            of = ("of", *country) if random.random() < 0.5 else ("for", one(_CAUSE))
            return (*((one(_BENT),) if random.random() < 0.5 else ()), one(_PARTY), *of)
        case 2:
            return ("Movement" if random.random() < 0.5 else "Party", "for", one(_CAUSE), "and", one(_CAUSE))
        case 3:
            head = (one(_SEAT), "of" if random.random() < 0.6 else "for", one(_FIELD))
            return (*head, "and", one(_FIELD)) if random.random() < 0.4 else head
        case 4:
            return (one(_FIELD), one(_SEAT)) if random.random() < 0.6 else (*country, one(_FIELD), one(_SEAT))
        case 5:
            return (one(_OVER), one(_FIELD), one(_SEAT)) if random.random() < 0.5 else (one(_OVER), one(_BODY))
        case 6:
            return (*city, one(_BODY)) if random.random() < 0.7 else (one(_BODY), "of", *city)
        case 7:
            return (last, one(_TRADE)) if random.random() < 0.5 else (last, one(_TRADE), one(_FORM))
        case 8:
            return (last, "&", one(("Co", "Co.", "Sons", "Partners"))) if random.random() < 0.5 else (last, one(_FORM))
        case 9:
            return (*city, one(_TRADE)) if random.random() < 0.5 else (*country, one(_TRADE))
        case 10:
            return (*city, one(_PAPER)) if random.random() < 0.7 else ("Daily", one(_PAPER))
        case _:
            return (*city, one(_CLUB))


def acronym(random: Random) -> Words:
    """Two to five capital letters."""
    return ("".join(random.choice("ABCDEFGHIKLMNOPRSTUVNASPC") for _ in range(random.choice((2, 3, 3, 3, 4, 4, 5)))),)
