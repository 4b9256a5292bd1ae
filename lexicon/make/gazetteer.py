#!/usr/bin/env python3
"""Writes ../countries.toml and ../currencies.toml.

Names of countries and currencies and who uses which come from the Unicode CLDR as packaged by
Babel (`pip install babel==2.18.0`; Unicode licence); demonyms, capitals, other places, prefixes and
letters are ours (countries.psv, currencies.psv). Run it in this folder; the same Babel gives the same bytes.
"""
import datetime
import json
import pathlib

from babel import Locale
from babel.core import get_global

HERE = pathlib.Path(__file__).parent
EN = Locale("en")
SHORT = {"HK": "Hong Kong", "MO": "Macao", "CD": "Democratic Republic of the Congo", "CG": "Republic of the Congo",
         "MM": "Myanmar", "PS": "Palestine"}
# Kept for the time of this file; CLDR also lists dependencies, which texts seldom name.
TODAY = datetime.date(2026, 1, 1)


def rows(name):
    for line in (HERE / name).read_text().splitlines():
        if line and not line.startswith("#"):
            yield [[p for p in part.split(",") if p] for part in line.split("|")]


def array(items):
    return json.dumps(items, ensure_ascii=False)


def currency_of(code):
    current = [c for c, start, end, tender in get_global("territory_currencies").get(code, [])
               if tender and (end is None or datetime.date(*end) > TODAY)]
    return current[0] if current else ""


def countries():
    extra = {r[0][0]: r[1:] for r in rows("countries.psv")}
    alpha3 = {v[0]: k for k, v in get_global("territory_aliases").items()
              if len(k) == 3 and k.isalpha() and len(v) == 1}
    alpha3["XK"] = "XKX"
    for code in sorted(extra):
        demonyms, capital, aliases, places, metonyms = (extra[code] + [[], [], [], [], []])[:5]
        name = SHORT.get(code, EN.territories[code]).replace("\u2019", "'").replace("&", "and")
        aliases = [a for a in aliases if a != name]
        yield "\n".join([
            "[[country]]", f"code = {array(code)}", f"code3 = {array(alpha3.get(code, ''))}", f"name = {array(name)}",
            f"currency = {array(currency_of(code))}", f"demonyms = {array(demonyms)}",
            f"capital = {array(capital[0] if capital else '')}", f"aliases = {array(aliases)}",
            f"places = {array(places)}", f"metonyms = {array(metonyms)}", ""])
    yield "\n".join([
        "[[country]]", 'code = "EU"', 'code3 = "EUE"', 'name = "European Union"', 'currency = "EUR"',
        'demonyms = ["European", "Europeans"]', 'capital = ""', 'aliases = ["EU", "E.U."]', 'places = []',
        'metonyms = ["Brussels", "Berlaymont"]', ""])


def currencies():
    extra = {r[0][0]: r[1:] for r in rows("currencies.psv")}
    plural = EN._data["currency_names_plural"]
    used = {c for t in get_global("territory_currencies").values() for c, _, end, tender in t
            if tender and (end is None or datetime.date(*end) > TODAY)}
    for code in sorted(used | set(extra)):
        if code not in EN.currencies:
            continue
        prefixes, words, minor, letter = (extra.get(code, []) + [[], [], [], []])[:4]
        names = sorted({n.replace("\u2019", "'") for n in [EN.currencies[code].lower(), *(v.lower() for v in plural.get(code, {}).values())]})
        users = sorted(t for t, rows_ in get_global("territory_currencies").items() if len(t) == 2
                       for c, _, end, tender in rows_ if c == code and tender and (end is None or datetime.date(*end) > TODAY))
        if not words:
            words = sorted({n.split(" ")[-1] for n in names if "(" not in n})
        yield "\n".join([
            "[[currency]]", f"code = {array(code)}", f"names = {array(names)}", f"words = {array(words)}",
            f"minor = {array(minor)}", f"prefixes = {array(prefixes)}", f"letter = {array(letter[0] if letter else '')}",
            f"countries = {array(users)}", ""])


HEAD = "# Written by make/gazetteer.py; change that or the tables beside it, not this file.\n\n"
(HERE.parent / "countries.toml").write_text(HEAD + "\n".join(countries()))
(HERE.parent / "currencies.toml").write_text(HEAD + "\n".join(currencies()))
