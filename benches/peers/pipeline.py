"""The seven tables in a simple form, by rules over spaCy's analysis: what the whole way costs there."""

import re

TYPES = {"PERSON": "Person", "ORG": "Organization", "NORP": "Organization", "GPE": "Place", "LOC": "Place", "FAC": "Place", "LAW": "Law", "EVENT": "Event"}
PROPOSE = {"propose", "call", "urge", "want", "plan", "pledge", "promise", "demand", "suggest", "announce", "seek", "move", "ask"}
SAY = {"say", "tell", "add", "warn", "argue", "note", "explain", "write", "state"}
STAGES = {"pass": "passed", "approve": "passed", "adopt": "passed", "sign": "signed", "reject": "rejected", "repeal": "repealed", "propose": "proposed", "table": "proposed", "introduce": "proposed", "amend": "amended", "suspend": "suspended"}
TITLE = re.compile(r"\b(president|minister|premier|director|chair\w*|secretary|senator|governor|mayor|delegate|chief executive|spokes\w+)\b", re.I)
MONEY = re.compile(r"(?P<currency>US\$|C\$|A\$|[$€£¥₹]|RMB|COP|USD|EUR)\s?(?P<value>\d[\d,.]*)\s?(?P<scale>trillion|billion|million|bn|m\b|tn)?", re.I)
QUANTITY = re.compile(r"\b(\d[\d,.]*)\s?(%|percent|per cent|[a-z]+(?: [a-z]+)?)")
QUOTE = re.compile("[“\"]([^“”\"]{10,}?)[”\"]")
LAW = re.compile(r"\b(?:[A-Z][\w’'-]+ )+(?:Act|Bill|Code|Directive|Regulation|Law|Decree)(?: \d+)?\b")


def tables(doc):
    """Rows of each table with the character offsets of their sentence."""
    out = {name: [] for name in ("entities", "affiliations", "proposals", "laws", "money", "statements", "quantities")}
    names = {}
    for ent in doc.ents:
        if ent.label_ in TYPES:
            names.setdefault((TYPES[ent.label_], ent.text.lower()), ent.text)
    out["entities"] = [(kind, name) for (kind, _), name in names.items()]
    for sent in doc.sents:
        place = (sent.start_char, sent.end_char)
        ents = [ent for ent in sent.ents if ent.label_ in TYPES]
        people = [ent for ent in ents if ent.label_ == "PERSON"]
        bodies = [ent for ent in ents if ent.label_ in ("ORG", "GPE")]
        for person in people:
            title = TITLE.search(doc.text, max(sent.start_char, person.start_char - 60), min(sent.end_char, person.end_char + 60))
            if title:
                out["affiliations"].append((person.text, title.group().lower(), bodies[0].text if bodies else "", *place))
        for token in sent:
            if token.pos_ != "VERB":
                continue
            subject = next((child for child in token.children if child.dep_ in ("nsubj", "nsubjpass")), None)
            if token.lemma_ in PROPOSE and subject is not None:
                content = " ".join(t.text for child in token.rights if child.dep_ in ("dobj", "prep", "xcomp", "ccomp") for t in child.subtree)
                if content:
                    out["proposals"].append((phrase(subject), content, *place))
            if token.lemma_ in SAY and subject is not None:
                said = next((child for child in token.children if child.dep_ == "ccomp"), None)
                if said is not None:
                    out["statements"].append((phrase(subject), phrase(said), False, *place))
            if token.lemma_ in STAGES:
                for law in LAW.finditer(sent.text):
                    out["laws"].append((law.group(), STAGES[token.lemma_], bodies[0].text if bodies else "", *place))
        for money in MONEY.finditer(sent.text):
            out["money"].append((money["value"], money["currency"], money["scale"], ents[0].text if ents else "", *place))
        for quantity in QUANTITY.finditer(sent.text):
            out["quantities"].append((*quantity.groups(), *place))
        for quote in QUOTE.finditer(sent.text):
            out["statements"].append((people[0].text if people else "", quote.group(1), True, *place))
    return out


def phrase(token):
    return " ".join(t.text for t in token.subtree)
