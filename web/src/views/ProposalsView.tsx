import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Drawing } from "../graph/draw";
import { GraphPane } from "../graph/GraphPane";
import { type GraphNode, graphOf } from "../graph/model";
import { type Count, type EntityPage, type EntityRef, type Fact, get, type Proposals } from "../lib/api";
import { save, saveAsTurtle, saveFactsAsCsv } from "../lib/download";
import { links, setParams } from "../lib/router";
import { useLoaded, useSettled } from "../lib/use";
import { plural, typeNames } from "../lib/words";
import { Downloads, EntityLink, FactLine, Heading, Waiting } from "../parts/basics";

const filterNames = ["person", "body", "forum", "type", "since", "until", "min", "q"];
/** Names that a choice offers; the server gives those with the most proposals first. */
const MOST_CHOICES = 300;
/** Lines of the list at first. */
const FIRST_LINES = 100;

export function ProposalsView({ params }: { params: URLSearchParams }) {
  const search = new URLSearchParams(filterNames.flatMap((name) => (params.get(name) ? [[name, params.get(name)!]] : [])));
  const proposals = useLoaded<Proposals>(`/api/proposals?${search}`);
  const extra = useExpanded(params.get("expand") ?? "");
  return (
    <>
      <Heading title="Who proposed what">Who proposed what</Heading>
      <Filters params={params} proposals={proposals.value} />
      <Waiting of={proposals}>{(it) => <Result proposals={it} extra={extra} params={params} />}</Waiting>
    </>
  );
}

/** The facts of the nodes that the reader expanded. */
function useExpanded(list: string): Fact[] {
  const [facts, setFacts] = useState<Fact[]>([]);
  useEffect(() => {
    const iris = list.split(" ").filter(Boolean);
    const leaving = new AbortController();
    Promise.all(iris.map((iri) => get<EntityPage>(`/api/entity?limit=200&iri=${encodeURIComponent(iri)}`, leaving.signal)))
      .then((pages) => setFacts(pages.flatMap((page) => page.facts)))
      .catch(() => {
        // What cannot be had stays unexpanded; the node is still there.
      });
    return () => leaving.abort();
  }, [list]);
  return facts;
}

function Filters({ params, proposals }: { params: URLSearchParams; proposals: Proposals | null }) {
  const active = filterNames.filter((name) => params.get(name)).length;
  const wide = useRef(matchMedia("(min-width: 50rem)").matches);
  return (
    <details class="filters" open={wide.current || active > 0}>
      <summary>Filters{active > 0 && ` (${active})`}</summary>
      <form onSubmit={(event) => event.preventDefault()} aria-label="Filters">
        <Choice name="person" label="Person" choices={proposals?.people} params={params} />
        <Choice name="body" label="Body or place" choices={proposals?.bodies} params={params} />
        <Choice name="forum" label="Put forward at" choices={proposals?.forums} params={params} />
        <label>
          Proposer is a
          <select value={params.get("type") ?? ""} onChange={(event) => setParams({ type: event.currentTarget.value })}>
            <option value="">anyone</option>
            {(["Person", "Organization", "Place"] as const).map((type) => (
              <option value={type}>{typeNames[type][0].toLowerCase()}</option>
            ))}
          </select>
        </label>
        <label>
          Since
          <input type="date" value={params.get("since") ?? ""} onChange={(event) => setParams({ since: event.currentTarget.value })} />
        </label>
        <label>
          Until
          <input type="date" value={params.get("until") ?? ""} onChange={(event) => setParams({ until: event.currentTarget.value })} />
        </label>
        <Typed name="min" label="Amount at least" params={params} numeric />
        <Typed name="q" label="Words" params={params} />
        {active > 0 && (
          <button type="button" onClick={() => setParams(Object.fromEntries(filterNames.map((name) => [name, null])))}>
            Clear filters
          </button>
        )}
      </form>
    </details>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  choices: Count<EntityRef>[] | undefined;
  params: URLSearchParams;
}

function Choice({ name, label, choices = [], params }: ChoiceProps) {
  const value = params.get(name) ?? "";
  const shown = choices.slice(0, MOST_CHOICES);
  const missing = value && !shown.some((choice) => choice.of.iri === value);
  return (
    <label>
      {label}
      <select name={name} value={value} onChange={(event) => setParams({ [name]: event.currentTarget.value })}>
        <option value="">any</option>
        {missing && <option value={value}>{choices.find((choice) => choice.of.iri === value)?.of.name ?? value}</option>}
        {shown.map((choice) => (
          <option key={choice.of.iri} value={choice.of.iri}>{`${choice.of.name} (${choice.count})`}</option>
        ))}
      </select>
    </label>
  );
}

/** A field that filters when the reader pauses. */
function Typed({ name, label, params, numeric }: { name: string; label: string; params: URLSearchParams; numeric?: boolean }) {
  const outside = params.get(name) ?? "";
  const [text, setText] = useState(outside);
  const settled = useSettled(text, 350);
  useEffect(() => setText(outside), [outside]);
  useEffect(() => {
    if (settled === text && settled !== outside) setParams({ [name]: settled });
  }, [settled]);
  return (
    <label>
      {label}
      {numeric ? (
        <input name={name} type="number" min={0} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      ) : (
        <input name={name} type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
      )}
    </label>
  );
}

function Result({ proposals, extra, params }: { proposals: Proposals; extra: Fact[]; params: URLSearchParams }) {
  const [hinted, setHinted] = useState<string | null>(null);
  const [lines, setLines] = useState(FIRST_LINES);
  const drawing = useRef<Drawing | null>(null);
  const chosen = params.get("node");
  const facts = useMemo(() => {
    const shown = new Set(proposals.rows.map((fact) => fact.iri));
    return [...proposals.rows, ...extra.filter((fact) => !shown.has(fact.iri))];
  }, [proposals, extra]);
  const graph = useMemo(() => graphOf(facts), [facts]);
  const node = graph.nodes.find((candidate) => candidate.id === chosen) ?? null;
  const choose = (id: string | null) => setParams({ node: id });

  if (facts.length === 0) return <p class="empty">No proposal passes these filters.</p>;
  return (
    <>
      <p role="status" class="tally">
        {plural(proposals.total, "proposal")}
        {proposals.total > proposals.rows.length && `, the first ${proposals.rows.length} shown: filter for fewer`}
      </p>
      <div class="split">
        <div class="picture">
          <GraphPane
            graph={graph}
            chosen={chosen}
            hinted={hinted}
            onChoose={choose}
            onReady={(made) => {
              drawing.current = made;
            }}
          />
          <Legend />
          {node && <NodeCard node={node} params={params} onClose={() => choose(null)} />}
        </div>
        <section class="list" aria-label="The same as a list">
          {facts.slice(0, lines).map((fact) => (
            <div
              key={fact.iri}
              class={fact.iri === chosen ? "row chosen" : "row"}
              onMouseEnter={() => setHinted(fact.iri)}
              onMouseLeave={() => setHinted(null)}
            >
              <FactLine fact={fact} />
              <button type="button" class="find" aria-pressed={fact.iri === chosen} onClick={() => choose(fact.iri === chosen ? null : fact.iri)}>
                In the graph
              </button>
            </div>
          ))}
          {facts.length > lines && (
            <button type="button" onClick={() => setLines(lines + 200)}>
              Show more of {facts.length}
            </button>
          )}
        </section>
      </div>
      <Downloads>
        <button type="button" onClick={() => saveFactsAsCsv("proposals.csv", facts)}>
          CSV
        </button>
        <button type="button" onClick={() => drawing.current && save("proposals.svg", "image/svg+xml", drawing.current.svg())}>
          SVG
        </button>
        <button type="button" onClick={() => saveAsTurtle("proposals.ttl", facts.map((fact) => fact.iri))}>
          Turtle
        </button>
      </Downloads>
    </>
  );
}

function Legend() {
  return (
    <ul class="legend" aria-label="Legend">
      {(["Person", "Organization", "Place", "Law", "Report", "Event"] as const).map((type) => (
        <li key={type} class={`t-${type}`}>
          {typeNames[type][0]}
        </li>
      ))}
      <li class="k-proposal">Proposal</li>
    </ul>
  );
}

/** What the chosen node is, and what can be done with it. */
function NodeCard({ node, params, onClose }: { node: GraphNode; params: URLSearchParams; onClose: () => void }) {
  const expanded = (params.get("expand") ?? "").split(" ").filter(Boolean);
  return (
    <aside class="card" aria-label="Chosen node">
      <button type="button" class="close" aria-label="Close" onClick={onClose}>
        ×
      </button>
      {node.fact && <FactLine fact={node.fact} open />}
      {node.entity && (
        <>
          <p>
            <EntityLink entity={node.entity} /> <span class="faint">{typeNames[node.entity.type][0]}</span>
          </p>
          <p class="acts">
            {!expanded.includes(node.id) && (
              <button type="button" onClick={() => setParams({ expand: [...expanded, node.id].join(" ") })}>
                Expand
              </button>
            )}
            {expanded.includes(node.id) && (
              <button type="button" onClick={() => setParams({ expand: expanded.filter((id) => id !== node.id).join(" ") })}>
                Fold
              </button>
            )}
            <button type="button" onClick={() => setParams({ [node.entity!.type === "Person" ? "person" : "body"]: node.id })}>
              Only this
            </button>
            <a href={links.entity(node.id)}>All about it →</a>
          </p>
        </>
      )}
    </aside>
  );
}
