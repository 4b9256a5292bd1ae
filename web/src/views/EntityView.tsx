import type { EntityPage, Fact, FactKind } from "../lib/api";
import { saveAsTurtle, saveFactsAsCsv } from "../lib/download";
import { setParams } from "../lib/router";
import { useLoaded } from "../lib/use";
import { kindNames, kinds, plural, typeNames } from "../lib/words";
import { DocumentLine, Downloads, FactLine, Heading, Waiting } from "../parts/basics";

export function EntityView({ iri, params }: { iri: string; params: URLSearchParams }) {
  const page = useLoaded<EntityPage>(iri ? `/api/entity?iri=${encodeURIComponent(iri)}` : null);
  if (!iri) return <Heading title="Entity">No entity was named</Heading>;
  const only = params.get("kind") as FactKind | null;
  return (
    <Waiting of={page}>
      {(it) => {
        const shown = kinds.filter((kind) => (!only || kind === only) && it.facts.some((fact) => fact.kind === kind));
        return (
          <>
            <p class={`tag t-${it.entity.type}`}>{typeNames[it.entity.type][0]}</p>
            <Heading title={it.entity.name}>{it.entity.name}</Heading>
            <Names page={it} />
            {it.facts.length > 0 && (
              <label class="choice">
                Show{" "}
                <select value={only ?? ""} onChange={(event) => setParams({ kind: event.currentTarget.value })}>
                  <option value="">everything ({it.facts.length})</option>
                  {kinds.map((kind) => {
                    const count = it.facts.filter((fact) => fact.kind === kind).length;
                    return count > 0 && <option value={kind}>{`${kindNames[kind][1].toLowerCase()} (${count})`}</option>;
                  })}
                </select>
              </label>
            )}
            {shown.map((kind) => (
              <Section key={kind} kind={kind} facts={it.facts.filter((fact) => fact.kind === kind)} about={iri} />
            ))}
            <section aria-labelledby="documents">
              <h2 id="documents">Named in {plural(it.documents.length, "document")}</h2>
              <ul class="plain">
                {it.documents.map((document) => (
                  <DocumentLine key={document.iri} document={document} />
                ))}
              </ul>
            </section>
            <Downloads>
              <button type="button" onClick={() => saveFactsAsCsv("entity.csv", it.facts)}>
                CSV
              </button>
              <button type="button" onClick={() => saveAsTurtle("entity.ttl", [iri, ...it.facts.map((fact) => fact.iri)])}>
                Turtle
              </button>
            </Downloads>
          </>
        );
      }}
    </Waiting>
  );
}

function Names({ page }: { page: EntityPage }) {
  return (
    <dl class="names">
      {page.aliases.length > 0 && (
        <div>
          <dt>Also called</dt>
          <dd>{page.aliases.join(", ")}</dd>
        </div>
      )}
      {page.same_as.length > 0 && (
        <div>
          <dt>The same as</dt>
          <dd>
            {page.same_as.map((iri) => (
              <a key={iri} href={iri} rel="noreferrer">
                {iri}
              </a>
            ))}
          </dd>
        </div>
      )}
      <div>
        <dt>IRI</dt>
        <dd>
          <code>{page.entity.iri}</code>
        </dd>
      </div>
    </dl>
  );
}

/** What an entity does comes before what is done about it. */
function Section({ kind, facts, about }: { kind: FactKind; facts: Fact[]; about: string }) {
  const own = facts.filter((fact) => fact.who.some((entity) => entity.iri === about));
  const others = facts.filter((fact) => !own.includes(fact));
  return (
    <section aria-labelledby={kind} class="facts">
      <h2 id={kind}>{kindNames[kind][1]}</h2>
      {own.map((fact) => (
        <FactLine key={fact.iri} fact={fact} about={about} open />
      ))}
      {own.length > 0 && others.length > 0 && <h3>Of others, with a part in them</h3>}
      {others.map((fact) => (
        <FactLine key={fact.iri} fact={fact} about={about} open />
      ))}
    </section>
  );
}
