"""Makes a large store out of a small one by repeating and renaming its documents.

    repeat_store.py SMALL_STORE LARGE_STORE COPIES

Every copy has its own documents and its own people; bodies, laws and places are shared, as in a real corpus.
"""

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

MARK = "# briefgraph "
PERSON = re.compile(r"(/person/)([^>/#]+)")


def copy_document(path: Path, folder: Path, number: int) -> None:
    head, body = path.read_text(encoding="utf-8").split("\n", 1)
    header = json.loads(head.removeprefix(MARK))
    iri = header["iri"]
    renamed = f"{iri}-{number}"
    body = body.replace(f"<{iri}>", f"<{renamed}>").replace(f"<{iri}#", f"<{renamed}#")
    body = PERSON.sub(rf"\g<1>\g<2>-{number}", body)
    body = body.replace(json.dumps(header["source"], ensure_ascii=False), json.dumps(f"{header['source']}.{number}", ensure_ascii=False))
    body = "".join(sorted(body.splitlines(keepends=True)))
    header["iri"] = renamed
    header["source"] += f".{number}"
    header["input"] += f".{number}"
    header["fingerprint"] = hashlib.sha256(f"{header['fingerprint']}{number}".encode()).hexdigest()
    header["sha256"] = hashlib.sha256(body.encode()).hexdigest()
    name = f"{path.stem}-{number}.nq"
    (folder / name).write_text(f"{MARK}{json.dumps(header, ensure_ascii=False)}\n{body}", encoding="utf-8")


def main() -> None:
    small, large, copies = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    documents = large / "documents"
    documents.mkdir(parents=True)
    for path in small.iterdir():
        if path.is_file():
            shutil.copy(path, large / path.name)
    for path in sorted((small / "documents").glob("*.nq")):
        for number in range(copies):
            copy_document(path, documents, number)


if __name__ == "__main__":
    main()
