"""Words of English that have capitals and are no names."""

from __future__ import annotations

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
