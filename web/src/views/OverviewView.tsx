import type { Overview } from "../lib/api";
import { saveAsTurtle, save, csv } from "../lib/download";
import { useLoaded } from "../lib/use";
import { kindNames, plural, typeNames } from "../lib/words";
import { DocumentLine, Downloads, EntityLink, Heading, Waiting } from "../parts/basics";

export function OverviewView() {
  const overview = useLoaded<Overview>("/api/overview");
  return (
    <>
      <Heading title="Overview">What the briefs say</Heading>
      <Waiting of={overview}>
        {(it) => (
          <>
            <p class="lead">
              {plural(it.documents, "document")}, read into {plural(it.triples, "triple")}. Each fact is tied to the sentence
              that says it.
            </p>
            <Counts overview={it} />
            <div class="columns">
              <section aria-labelledby="proposers">
                <h2 id="proposers">Who proposes most</h2>
                <Bars overview={it} />
                <p>
                  <a class="go" href="/proposals">
                    Who proposed what →
                  </a>
                </p>
              </section>
              <section aria-labelledby="newest">
                <h2 id="newest">Newest documents</h2>
                <ul class="plain">
                  {it.newest.map((document) => (
                    <DocumentLine key={document.iri} document={document} />
                  ))}
                </ul>
              </section>
            </div>
            <Downloads>
              <button type="button" onClick={() => save("overview.csv", "text/csv", counts(it))}>
                CSV
              </button>
              <button type="button" onClick={() => saveAsTurtle("documents.ttl", it.newest.map((document) => document.iri))}>
                Turtle
              </button>
            </Downloads>
          </>
        )}
      </Waiting>
    </>
  );
}

function counts(overview: Overview): string {
  return csv(["kind", "count"], [...overview.entities, ...overview.facts].map((count) => [count.of, count.count]));
}

const places: Partial<Record<string, string>> = { proposal: "/proposals", "law-stage": "/laws", Law: "/laws" };

function Counts({ overview }: { overview: Overview }) {
  const tiles = [
    ...overview.facts.map((count) => ({ key: count.of as string, names: kindNames[count.of], count: count.count, class: `k-${count.of}` })),
    ...overview.entities.map((count) => ({ key: count.of as string, names: typeNames[count.of], count: count.count, class: `t-${count.of}` })),
  ];
  return (
    <dl class="counts">
      {tiles.map((tile) => (
        <div key={tile.key} class={tile.class}>
          <dt>{places[tile.key] ? <a href={places[tile.key]}>{tile.names[1]}</a> : tile.names[1]}</dt>
          <dd>{tile.count.toLocaleString("en")}</dd>
        </div>
      ))}
    </dl>
  );
}

function Bars({ overview }: { overview: Overview }) {
  const most = Math.max(1, ...overview.proposers.map((count) => count.count));
  if (overview.proposers.length === 0) return <p class="faint">Nobody proposes anything in these texts.</p>;
  return (
    <ol class="bars">
      {overview.proposers.map((count) => (
        <li key={count.of.iri}>
          <EntityLink entity={count.of} />
          <span class="bar" aria-hidden="true">
            <span style={{ inlineSize: `${(100 * count.count) / most}%` }} />
          </span>
          <span class="number">{plural(count.count, "proposal")}</span>
        </li>
      ))}
    </ol>
  );
}
