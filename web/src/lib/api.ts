// What the server answers. The shapes are those of /openapi.json.

export type EntityType = "Person" | "Organization" | "Place" | "Law" | "Report" | "Event";
export type FactKind = "proposal" | "affiliation" | "law-stage" | "money" | "statement" | "quantity";

export interface EntityRef {
  iri: string;
  name: string;
  type: EntityType;
}

/** Where a fact was read; offsets count Unicode scalar values of the document's text. */
export interface Evidence {
  document: string;
  title: string;
  sentence: string;
  start: number;
  end: number;
}

/** One fact of any kind; which fields are filled follows from the kind. */
export interface Fact {
  iri: string;
  kind: FactKind;
  /** Proposers, the person, the bodies, the party or the speaker. */
  who: EntityRef[];
  /** The proposal, the post, the stage, the purpose, the words or the unit. */
  what: string | null;
  /** Recipient, organization or audience. */
  to: EntityRef | null;
  forum: EntityRef | null;
  law: EntityRef | null;
  date: string | null;
  value: string | null;
  currency: string | null;
  change: string | null;
  modality: string | null;
  hedge: string | null;
  direct: boolean | null;
  confidence: number | null;
  rule: string | null;
  evidence: Evidence;
}

export interface DocumentSummary {
  iri: string;
  title: string;
  source: string;
  date: string | null;
  facts: number;
}

export interface Count<T> {
  of: T;
  count: number;
}

export interface Overview {
  version: string;
  triples: number;
  documents: number;
  entities: Count<EntityType>[];
  facts: Count<FactKind>[];
  newest: DocumentSummary[];
  proposers: Count<EntityRef>[];
}

export interface Found {
  query: string;
  entities: (EntityRef & { aliases: string[]; facts: number })[];
  passages: Evidence[];
}

export interface Proposals {
  total: number;
  rows: Fact[];
  people: Count<EntityRef>[];
  bodies: Count<EntityRef>[];
  forums: Count<EntityRef>[];
}

export interface EntityPage {
  entity: EntityRef;
  aliases: string[];
  same_as: string[];
  facts: Fact[];
  documents: DocumentSummary[];
}

export interface Mark {
  start: number;
  end: number;
}

export interface DocumentPage {
  document: DocumentSummary;
  text: string;
  blocks: (Mark & { kind: string })[];
  names: (Mark & EntityRef)[];
  facts: Fact[];
  unread: Mark[];
}

export interface Laws {
  stages: string[];
  laws: { law: EntityRef; stages: Fact[] }[];
}

export interface Queries {
  prefixes: Record<string, string>;
  queries: { name: string; comment: string; text: string }[];
  terms: { curie: string; iri: string; label: string; comment: string }[];
}

/** An answer that is no success, with the sentence that the server gave. */
export class ServerError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function check(response: Response): Promise<Response> {
  if (response.ok) return response;
  const text = (await response.text()).trim();
  throw new ServerError(response.status, text || `the server answered ${response.status}`);
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await check(await fetch(path, { headers: { accept: "application/json" }, signal: signal ?? null }));
  return (await response.json()) as T;
}

/** Runs a SPARQL query and gives the body in the first acceptable format, with its media type. */
export async function sparql(query: string, accept: string, signal?: AbortSignal): Promise<{ type: string; body: string }> {
  const response = await check(
    await fetch("/sparql", {
      method: "POST",
      headers: { "content-type": "application/sparql-query", accept },
      body: query,
      signal: signal ?? null,
    }),
  );
  return { type: response.headers.get("content-type") ?? "", body: await response.text() };
}
