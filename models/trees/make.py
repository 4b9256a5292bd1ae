#!/usr/bin/env python3
"""Writes policy.conllu: small trees of policy news, put together from our own phrases, for what the treebanks show too
seldom: verbs that look like nouns ("the bank plans to"), calls, pledges, reported speech, headings.
Usage: make.py > policy.conllu"""
import random

R = random.Random(7)
pick = R.choice


def w(form, upos, xpos):
    """A phrase of one word: its tokens, and where its head stands."""
    return [[form, upos, xpos, -1, "root"]], 0


def seq(*items):
    """Joins phrases. An item is (phrase, relation, index of the governing item); the head item has relation None."""
    tokens, roots = [], []
    for (own, root), _, _ in items:
        start = len(tokens)
        tokens += [[f, u, x, h + start if h >= 0 else -1, r] for f, u, x, h, r in own]
        roots.append(start + root)
    head = 0
    for i, (_, rel, to) in enumerate(items):
        if rel is None:
            head = roots[i]
        else:
            tokens[roots[i]][3], tokens[roots[i]][4] = roots[to], rel
    return tokens, head


def noun(form):
    return w(form, "NOUN", "NNS" if form.endswith("s") and form not in ("loss", "crisis", "gas", "business") else "NN")


def name(*forms):
    """A person: the first name governs the rest."""
    parts = [(w(forms[0], "PROPN", "NNP"), None, 0)] + [(w(f, "PROPN", "NNP"), "flat", 0) for f in forms[1:]]
    return seq(*parts)


def body(*forms):
    """A body such as "Harbour Authority": the last word governs the rest."""
    last = len(forms) - 1
    return seq(*[(w(f, "PROPN", "NNP"), "compound" if i < last else None, last) for i, f in enumerate(forms)])


def the(phrase, det="the"):
    return seq((w(det, "DET", "DT"), "det", 1), (phrase, None, 0))


def mod(phrase, *mods):
    """Puts ("clean", "ADJ") or ("carbon", "NOUN") before a noun."""
    items = []
    for form, upos in mods:
        xpos = {"ADJ": "JJ", "NOUN": "NN", "VERB": "VBN"}[upos]
        items.append((w(form, upos, xpos), "amod" if upos != "NOUN" else "compound", len(mods)))
    return seq(*items, (phrase, None, 0))


def pp(prep, phrase):
    return seq((w(prep, "ADP", "IN"), "case", 1), (phrase, None, 0))


def of(phrase, other):
    return seq((phrase, None, 0), (pp("of", other), "nmod", 0))


def number(form):
    return w(form, "NUM", "CD")


def counted(n, phrase, *mods):
    if mods:
        phrase = mod(phrase, *mods)
    return seq((number(n), "nummod", 1), (phrase, None, 0))


def money():
    n, size = pick(["2", "3.5", "14", "60", "1.2", "800", "7", "45"]), pick(["million", "billion"])
    unit = pick(["crowns", "dollars", "euros", "pounds", "francs", "rupees"])
    count = seq((number(n), "compound", 1), (number(size), None, 0))
    if R.random() < 0.4:
        return seq((w(pick(["$", "€", "£"]), "SYM", "$"), None, 0), (count, "nummod", 0))
    return seq((count, "nummod", 1), (w(unit, "NOUN", "NNS"), None, 0))


PLACES = ["Borduria", "Ruritania", "Syldavia", "Freedonia", "Kenya", "Norway", "Chile", "Manila", "Lisbon", "Quebec"]
FIRST = ["Ada", "Jon", "Mira", "Tomas", "Wanjiru", "Li", "Per", "Sofia", "Rashid", "Ines", "Chen", "Maria"]
LAST = ["Quill", "Dahl", "Holt", "Arvid", "Kamau", "Wei", "Lind", "Marques", "Anwar", "Ortega", "Yun", "Novak"]
MODS = {
    "union": [("teachers", "NOUN"), ("dock", "NOUN")], "ministry": [("finance", "NOUN"), ("health", "NOUN")],
    "minister": [("transport", "NOUN"), ("prime", "ADJ"), ("foreign", "ADJ")], "bank": [("central", "ADJ"), ("state", "NOUN")],
    "government": [("provincial", "ADJ"), ("new", "ADJ")], "committee": [("budget", "NOUN")], "court": [("high", "ADJ")],
    "regulator": [("energy", "NOUN")], "party": [("ruling", "ADJ")], "company": [("battery", "NOUN")],
}
SINGLE = ["union", "ministry", "minister", "bank", "government", "commission", "committee", "council", "court", "regulator",
          "party", "company", "mayor", "agency", "city", "chamber", "opposition", "president", "coalition", "parliament"]
PLURAL = ["lawmakers", "ministers", "unions", "farmers", "regulators", "senators", "officials", "delegates", "banks", "critics"]
BODIES = [("Harbour", "Authority"), ("Centre", "Party"), ("Greenpeace",), ("Norsk", "Stål"), ("Meridian", "Bank"), ("Teleport",),
          ("Rail", "Union"), ("Green", "Alliance"), ("Huasheng",), ("Solvik",), ("Labour", "Council")]


def person():
    return name(pick(FIRST), pick(LAST)) if R.random() < 0.7 else name(pick(LAST))


def subject(plural=False, start=True):
    """A phrase that can act. Gives (phrase, is plural)."""
    kind = R.random()
    if plural or kind < 0.15:
        own = noun(pick(PLURAL))
        if R.random() < 0.5:
            own = mod(own, (pick(["Several", "Many", "Opposition", "Local"]) if start else pick(["several", "local"]), "ADJ"))
        elif start:
            own[0][0][0] = own[0][0][0].capitalize()
        return own, True
    if kind < 0.4:
        return person(), False
    if kind < 0.55:
        forms = pick(BODIES)
        own = body(*forms)
        if len(forms) > 1 and R.random() < 0.6:
            own = the(own, "The" if start else "the")
        return own, False
    if kind < 0.62:
        return w(pick(PLACES), "PROPN", "NNP"), False
    head = pick(SINGLE)
    own = noun(head)
    if head in MODS and R.random() < 0.6:
        own = mod(own, pick(MODS[head]))
    own = the(own, pick(["The"] * 7 + ["A"]) if start else "the")
    if R.random() < 0.2:
        own = of(own, w(pick(PLACES), "PROPN", "NNP"))
    return own, False


def thing():
    """What is proposed, wanted, banned."""
    adj = lambda: (pick(["higher", "stricter", "lower", "cheaper", "new", "better", "cleaner", "rural", "public", "tougher"]), "ADJ")
    kind = R.random()
    if kind < 0.35:
        own = mod(noun(pick(["wages", "taxes", "limits", "rules", "fines", "tariffs", "buses", "subsidies", "safeguards", "loans",
                             "targets", "checks", "schools", "hospitals", "rents", "fares"])), adj())
    elif kind < 0.65:
        head = pick(["tax", "levy", "ban", "fund", "review", "inquiry", "moratorium", "cap", "law", "register", "plan", "cut"])
        own = noun(head)
        if R.random() < 0.6:
            own = mod(own, (pick(["carbon", "sugar", "wealth", "land", "housing", "grid", "fuel", "data"]), "NOUN"))
        own = the(own, "a")
        if head in ("ban", "tax", "levy", "cap", "inquiry", "review", "moratorium", "cut"):
            prep = {"inquiry": "into", "review": "of", "cut": "in"}.get(head, "on")
            what = mod(noun(pick(["bags", "imports", "exports", "flights", "loans", "rents", "emissions"])),
                       (pick(["plastic", "foreign", "private", "coal"]), pick(["ADJ"])))
            if R.random() < 0.6:
                own = seq((own, None, 0), (pp(prep, what), "nmod", 0))
    elif kind < 0.8:
        own = counted(pick(["40", "400", "12", "1,500", "9,000"]),
                      noun(pick(["trains", "nurses", "schools", "turbines", "teachers", "stations", "homes"])),
                      (pick(["new", "electric", "extra"]), "ADJ"))
    else:
        own = mod(noun(pick(["cybersecurity", "transparency", "competition", "protection", "funding", "support"])), adj())
        own = seq((own, None, 0), (pp("for", mod(noun(pick(["networks", "farmers", "startups", "ports", "tenants"])),
                                                  (pick(["small", "young", "digital", "inland"]), "ADJ"))), "nmod", 0))
    if R.random() < 0.2:
        second = mod(noun(pick(["rules", "fees", "shifts", "schools", "grids", "clinics"])), adj())
        tokens, head = own
        second = seq((w("and", "CCONJ", "CC"), "cc", 1), (second, None, 0))
        own = seq((own, None, 0), (second, "conj", 0))
    return own


VERBS = ["build", "ban", "cut", "raise", "tax", "fund", "cap", "expand", "open", "fine", "scrap", "reform", "limit", "plan", "back"]


def when():
    kind = R.random()
    if kind < 0.4:
        return pp("on", w(pick(["Monday", "Tuesday", "Friday", "Thursday"]), "PROPN", "NNP"))
    if kind < 0.7:
        return pp("in", w(pick(["May", "March", "October", "June"]), "PROPN", "NNP"))
    return pp(pick(["by", "in"]), number(pick(["2027", "2030", "2026", "2035"])))


def action(extra=0.4):
    """A verb in its base form with its object."""
    items = [(w(pick(VERBS), "VERB", "VB"), None, 0), (thing(), "obj", 0)]
    if R.random() < extra:
        items.append((when(), "obl", 0))
    return seq(*items)


def to(phrase):
    return seq((w("to", "PART", "TO"), "mark", 1), (phrase, None, 0))


def verb(base, past, plural):
    """A finite verb, present or past."""
    if R.random() < 0.5:
        return w(past, "VERB", "VBD")
    if plural:
        return w(base, "VERB", "VBP")
    return w(base + ("es" if base.endswith(("s", "ch", "x")) else "s"), "VERB", "VBZ")


def predicate(plural):
    """What a subject does: (items after the subject, with the verb as item 1)."""
    kind = R.randrange(13)
    if kind <= 2:
        items = [(verb("call", "called", plural), None, 0), (pp("for", thing()), "obl", 1)]
    elif kind == 3:
        items = [(verb(*pick([("plan", "planned"), ("pledge", "pledged"), ("vow", "vowed"), ("aim", "aimed"), ("want", "wanted"),
                              ("move", "moved"), ("offer", "offered"), ("refuse", "refused"), ("promise", "promised")]), plural), None, 0),
                 (to(action()), "xcomp", 1)]
    elif kind == 4:
        items = [(verb(*pick([("plan", "planned"), ("back", "backed"), ("want", "wanted"), ("propose", "proposed"), ("demand", "demanded"),
                              ("target", "targeted"), ("ban", "banned"), ("cut", "cut"), ("fund", "funded"), ("oppose", "opposed"),
                              ("support", "supported"), ("draft", "drafted"), ("cap", "capped"), ("announce", "announced")]), plural), None, 0),
                 (thing(), "obj", 1)]
    elif kind == 5:
        items = [(verb("urge", "urged", plural), None, 0), (subject(start=False)[0], "obj", 1), (to(action(0.2)), "xcomp", 1)]
    elif kind == 6:
        items = [(verb("call", "called", plural), None, 0), (pp("on", subject(start=False)[0]), "obl", 1), (to(action(0.2)), "xcomp", 1)]
    elif kind == 7:
        clause, many = subject(start=False)
        inner = seq((w("that", "SCONJ", "IN"), "mark", 3), (clause, "nsubj", 3), (w(pick(["will", "would", "should"]), "AUX", "MD"), "aux", 3),
                    (action(), None, 0))
        items = [(verb(*pick([("say", "said"), ("claim", "claimed"), ("report", "reported"), ("warn", "warned"), ("propose", "proposed")]), plural),
                  None, 0), (inner, "ccomp", 1)]
    elif kind == 8:
        items = [(verb(*pick([("pledge", "pledged"), ("earmark", "earmarked"), ("order", "ordered"), ("budget", "budgeted")]), plural), None, 0),
                 (seq((money(), None, 0), (pp("for", mod(noun(pick(["hospitals", "roads", "schools", "ports", "research"])),
                                                        (pick(["public", "rural", "new"]), "ADJ"))), "nmod", 0)), "obj", 1)]
    elif kind == 9:
        items = [(w(pick(["will", "would", "could"]), "AUX", "MD"), "aux", 2), (w("spend", "VERB", "VB"), None, 0), (money(), "obj", 2),
                 (pp("on", thing()), "obl", 2)]
    elif kind == 10:
        items = [(verb(*pick([("head", "headed"), ("chair", "chaired"), ("lead", "led")]), plural), None, 0),
                 (the(body(*pick([("Harbour", "Authority"), ("Finance", "Committee"), ("Rail", "Union")]))), "obj", 1)]
    elif kind == 11:
        items = [(verb("set", "set", plural), None, 0), (the(mod(noun("target"), (pick(["growth", "deficit", "export"]), "NOUN")), "a"), "obj", 1)]
        percent = seq((number(pick(["3.2", "5", "40", "2.8"])), "nummod", 1), (noun("percent"), None, 0))
        items[1] = (of(items[1][0], percent), "obj", 1)
    else:
        items = [(w(pick(["will", "should", "must"]), "AUX", "MD"), "aux", 2), (action(), None, 0)]
    return items


def core(start=True, plural=False):
    """A clause without its full stop; the head is its verb."""
    own, many = subject(plural, start)
    if R.random() < 0.12:
        other = subject(start=False)[0]
        own, many = seq((own, None, 0), (seq((w("and", "CCONJ", "CC"), "cc", 1), (other, None, 0)), "conj", 0)), True
    elif R.random() < 0.1 and not many:
        apposed = seq((noun(pick(["head", "chair", "director"])), None, 0), (pp("of", the(body("Harbour", "Authority"))), "nmod", 0))
        comma = w(",", "PUNCT", ",")
        own = seq((own, None, 0), (seq((comma, "punct", 1), (apposed, None, 0)), "appos", 0), (comma, "punct", 0))
    items = predicate(many)
    return seq((own, "nsubj", next(i + 1 for i, item in enumerate(items) if item[1] is None)), *items)


def passive():
    what = the(noun(pick(["levy", "bill", "plan", "ban", "budget", "treaty", "reform", "draft", "order", "cut"])), pick(["The", "A"]))
    verb_form = pick(["approved", "rejected", "passed", "backed", "proposed", "drafted", "signed", "opposed", "announced", "planned"])
    items = [(what, "nsubj:pass", 2), (w("was", "AUX", "VBD"), "aux:pass", 2), (w(verb_form, "VERB", "VBN"), None, 0),
             (pp("by", subject(start=False)[0]), "obl:agent", 2)]
    if R.random() < 0.5:
        items.append((when(), "obl", 2))
    return seq(*items)


def nominal():
    """"Holt's call for a carbon tax drew criticism"."""
    holder = seq((person(), None, 0), (w(pick(["'s", "’s"]), "PART", "POS"), "case", 0))
    head = pick([("call", "for"), ("plan", "for"), ("demand", "for"), ("pledge", None), ("proposal", None)])
    own = [(holder, "nmod:poss", 1), (noun(head[0]), None, 0)]
    own.append((pp("for", thing()), "nmod", 1) if head[1] else (to(action(0.1)), "acl", 1))
    after = pick([[(w("drew", "VERB", "VBD"), None, 0), (noun(pick(["criticism", "praise", "support"])), "obj", 1)],
                  [(w("failed", "VERB", "VBD"), None, 0), (when(), "obl", 1)],
                  [(w("won", "VERB", "VBD"), None, 0), (the(noun("support"), "the"), "obj", 1)]])
    return seq((seq(*own), "nsubj", 1), *after)


def speech():
    """A clause, then who said it."""
    inner = core()
    comma = w(",", "PUNCT", ",")
    who, many = subject(start=False)
    said = w(pick(["said", "said", "says", "told"]), "VERB", "VBD")
    told = said[0][0][0] == "told"
    if said[0][0][0] == "says":
        said = w("say", "VERB", "VBP") if many else w("says", "VERB", "VBZ")
    if R.random() < 0.5:
        open_, close = pick([("“", "”"), ('"', '"')])
        inner = seq((w(open_, "PUNCT", "``"), "punct", 1), (inner, None, 0), (comma, "punct", 1), (w(close, "PUNCT", "''"), "punct", 1))
    else:
        inner = seq((inner, None, 0), (comma, "punct", 0))
    items = [(inner, "ccomp", 2), (who, "nsubj", 2), (said, None, 0)]
    if told:
        items.append((pick([lambda: noun("reporters"), lambda: the(body("Morning", "Ledger")), lambda: noun("lawmakers")])(), "iobj", 2))
    if R.random() < 0.4:
        items.append((when(), "obl", 2))
    return seq(*items)


def bullet():
    """A list item or heading without a verb."""
    own = thing()
    if R.random() < 0.5:
        own = seq((own, None, 0), (pp("for", mod(noun(pick(["farmers", "tenants", "ports", "districts"])), (pick(["rural", "young"]), "ADJ"))), "nmod", 0))
    own[0][0][0] = own[0][0][0][:1].upper() + own[0][0][0][1:]
    return own


def main():
    makers = [core] * 9 + [passive] * 2 + [nominal] * 2 + [speech] * 4 + [bullet]
    seen = set()
    for _ in range(900):
        make = pick(makers)
        own = make()
        if make is not bullet and R.random() < 0.8:
            own = seq((own, None, 0), (w(".", "PUNCT", "."), "punct", 0))
        text = " ".join(t[0] for t in own[0])
        if text in seen or len(own[0]) > 32:
            continue
        seen.add(text)
        print(f"# text = {text}")
        for i, (form, upos, xpos, head, rel) in enumerate(own[0], 1):
            print("\t".join([str(i), form, "_", upos, xpos, "_", str(head + 1), rel, "_", "_"]))
        print()


main()
