"""Words that surely name a sanction, for telling what is unlabelled from what is labelled as none."""

from __future__ import annotations

import re

STRONG = re.compile(
    r"sanction|embargo|blacklist|black-list|blockade|assets?[- ](?:freez|block)"
    r"|(?:freez\w*|froze\w*|block\w*|seiz\w*) (?:[\w’'-]+ ){0,5}"
    r"(?:assets?|accounts?|funds|property|properties|holdings|reserves)\b"
    r"|(?:travel|visa|entry|import|export|arms|flight|port|trade|oil|weapons) "
    r"(?:bans?|curbs?|restrictions?|controls?|freezes?)\b"
    r"|restrictive measures|price cap|entity list|debar|delist|designat|export[- ]control"
    r"|\bOFAC\b|retaliat|countermeasure|counter-measure",
    re.IGNORECASE,
)
