import { type Fact, sparql } from "./api";
import { names } from "./words";

/** Hands `body` to the reader as a file. */
export function save(name: string, type: string, body: string) {
  const url = URL.createObjectURL(new Blob([body], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180. */
export function csv(header: string[], rows: unknown[][]): string {
  return [header, ...rows].map((row) => row.map(csvCell).join(",") + "\r\n").join("");
}

export function saveFactsAsCsv(name: string, facts: Fact[]) {
  const header = ["kind", "who", "what", "to", "forum", "law", "date", "value", "currency", "modality", "sentence", "document", "start", "end", "iri"];
  const rows = facts.map((f) => [
    f.kind, names(f.who), f.what, f.to?.name, f.forum?.name, f.law?.name, f.date, f.value, f.currency, f.modality,
    f.evidence.sentence, f.evidence.title, f.evidence.start, f.evidence.end, f.iri,
  ]);
  save(name, "text/csv", csv(header, rows));
}

export async function saveAsTurtle(name: string, iris: string[]) {
  const { body } = await sparql(`DESCRIBE ${iris.map((iri) => `<${iri}>`).join(" ")}`, "text/turtle");
  save(name, "text/turtle", body);
}
