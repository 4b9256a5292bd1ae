import { useEffect, useRef, useState } from "preact/hooks";
import type { Editor } from "../parts/editor";
import { type Queries, ServerError, sparql } from "../lib/api";
import { save } from "../lib/download";
import { links, setParams } from "../lib/router";
import { useLoaded } from "../lib/use";
import { plural } from "../lib/words";
import { Downloads, Heading, Waiting } from "../parts/basics";

const first = `# Who proposed what
SELECT ?who ?what WHERE {
  ?proposal a bg:Proposal ; bg:proposer/skos:prefLabel ?who ; dct:description ?what .
}
ORDER BY ?who
LIMIT 100`;

/** Rows that are shown; a download has all. */
const MOST_ROWS = 500;

type Term = { type: string; value: string; "xml:lang"?: string; datatype?: string };

interface Answer {
  query: string;
  took: number;
  table: { columns: string[]; rows: Record<string, Term>[] } | null;
  text: string | null;
}

export function AskView({ params }: { params: URLSearchParams }) {
  const queries = useLoaded<Queries>("/api/queries");
  return (
    <>
      <Heading title="Ask in SPARQL">Ask in SPARQL</Heading>
      <Waiting of={queries}>{(it) => <Ask queries={it} params={params} />}</Waiting>
    </>
  );
}

function Ask({ queries, params }: { queries: Queries; params: URLSearchParams }) {
  const named = queries.queries.find((query) => query.name === params.get("name"));
  const start = params.get("query") ?? named?.text ?? first;
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [running, setRunning] = useState<AbortController | null>(null);

  const run = async (query: string) => {
    running?.abort();
    const control = new AbortController();
    setRunning(control);
    setProblem(null);
    editor.current?.complain(null);
    setParams({ query, name: null });
    const began = performance.now();
    try {
      const accept = "application/sparql-results+json, text/turtle;q=0.9";
      const { type, body } = await sparql(query, accept, control.signal);
      setAnswer({ query, took: performance.now() - began, ...read(type, body) });
    } catch (error) {
      if (control.signal.aborted) return;
      const message = error instanceof ServerError ? error.message : String(error);
      setAnswer(null);
      setProblem(message);
      editor.current?.complain(message);
    } finally {
      setRunning((now) => (now === control ? null : now));
    }
  };
  const runNow = useRef(run);
  runNow.current = run;

  useEffect(() => {
    let ended = false;
    import("../parts/editor").then(({ openEditor }) => {
      if (ended || !place.current) return;
      editor.current = openEditor(place.current, start, queries, (query) => runNow.current(query));
      if (params.get("query") || named) runNow.current(start);
    });
    return () => {
      ended = true;
      editor.current?.end();
    };
  }, []);

  const choose = (name: string) => {
    const query = queries.queries.find((candidate) => candidate.name === name);
    if (!query) return;
    editor.current?.set(query.text);
    run(query.text);
  };

  return (
    <div class="ask">
      <section class="shipped" aria-labelledby="shipped">
        <h2 id="shipped">Questions to start from</h2>
        <ul class="plain">
          {queries.queries.map((query) => (
            <li key={query.name}>
              <button type="button" class="shipped-query" onClick={() => choose(query.name)}>
                <strong>{query.name}</strong>
                <span>{query.comment}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      <section class="editing" aria-label="Query">
        <div ref={place} class="editor" />
        <p class="acts">
          <button type="button" class="primary" disabled={running !== null} onClick={() => editor.current && run(editor.current.get())}>
            {running ? "Running …" : "Run"}
          </button>
          {running && (
            <button type="button" onClick={() => running.abort()}>
              Stop
            </button>
          )}
          <span class="faint">Ctrl+Enter runs, Ctrl+Space completes. Escape, then Tab leaves the editor. The shipped prefixes need no declaration.</span>
        </p>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        {answer && <AnswerTable answer={answer} queries={queries} />}
      </section>
    </div>
  );
}

function read(type: string, body: string): Pick<Answer, "table" | "text"> {
  if (!type.includes("json")) return { table: null, text: body };
  const json = JSON.parse(body);
  if (typeof json.boolean === "boolean") return { table: null, text: json.boolean ? "yes" : "no" };
  return { table: { columns: json.head.vars, rows: json.results.bindings }, text: null };
}

function AnswerTable({ answer, queries }: { answer: Answer; queries: Queries }) {
  const download = async (name: string, accept: string) => {
    const { type, body } = await sparql(answer.query, accept);
    save(name, type, body);
  };
  const took = `${Math.round(answer.took)} ms`;
  return (
    <>
      {answer.text !== null && (
        <>
          <p role="status" class="tally">
            Answered in {took}
          </p>
          <pre class="turtle" tabIndex={0}>
            {answer.text}
          </pre>
        </>
      )}
      {answer.table && (
        <>
          <p role="status" class="tally">
            {plural(answer.table.rows.length, "row")} in {took}
            {answer.table.rows.length > MOST_ROWS && `, the first ${MOST_ROWS} shown`}
          </p>
          <div class="scroll" tabIndex={0} role="region" aria-label="Answer">
            <table>
              <thead>
                <tr>
                  {answer.table.columns.map((column) => (
                    <th key={column} scope="col">
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {answer.table.rows.slice(0, MOST_ROWS).map((row) => (
                  <tr>
                    {answer.table!.columns.map((column) => (
                      <td key={column}>{row[column] && <Cell term={row[column]} queries={queries} />}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      <Downloads>
        {answer.table ? (
          <>
            <button type="button" onClick={() => download("answer.csv", "text/csv")}>
              CSV
            </button>
            <button type="button" onClick={() => download("answer.json", "application/sparql-results+json")}>
              JSON
            </button>
          </>
        ) : (
          <button type="button" onClick={() => download("answer.ttl", "text/turtle, application/sparql-results+json;q=0.5")}>
            Turtle
          </button>
        )}
      </Downloads>
    </>
  );
}

function Cell({ term, queries }: { term: Term; queries: Queries }) {
  if (term.type !== "uri") return <span>{term.value}</span>;
  const passage = /^(.*)#char=(\d+),(\d+)$/.exec(term.value);
  const to = passage
    ? links.read(passage[1]!, { start: Number(passage[2]), end: Number(passage[3]) })
    : /\/document\/[^#]*$/.test(term.value)
      ? links.read(term.value)
      : /\/(person|organization|place|law|report|event)\/[^#]*$/.test(term.value)
        ? links.entity(term.value)
        : links.ask(`DESCRIBE <${term.value}>`);
  return <a href={to}>{short(term.value, queries.prefixes)}</a>;
}

function short(iri: string, prefixes: Record<string, string>): string {
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    if (iri.startsWith(namespace) && !/[/#]/.test(iri.slice(namespace.length))) return `${prefix}:${iri.slice(namespace.length)}`;
  }
  return iri.replace(/^.*\/(?=[^/]+\/[^/]*$)/, "…/");
}
