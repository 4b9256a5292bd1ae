import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { EntityRef, Evidence, Fact } from "../lib/api";
import { links } from "../lib/router";
import type { Loaded } from "../lib/use";
import { day, gist, kindNames, plural, typeNames } from "../lib/words";

/** The heading of a view, which is also the title of the page. */
export function Heading({ children, title }: { children: ComponentChildren; title: string }) {
  useEffect(() => {
    document.title = `${title} · briefgraph`;
  }, [title]);
  return <h1>{children}</h1>;
}

/** What is shown until there is a value, and when there will be none. */
export function Waiting<T>({ of, children }: { of: Loaded<T>; children: (value: T) => ComponentChildren }) {
  if (of.value) {
    return <div aria-busy={of.loading}>{children(of.value)}</div>;
  }
  if (of.error) {
    return (
      <p class="problem" role="alert">
        {of.error.message}
      </p>
    );
  }
  return (
    <p class="waiting" role="status">
      Loading …
    </p>
  );
}

export function EntityLink({ entity }: { entity: EntityRef }) {
  return (
    <a class={`entity t-${entity.type}`} href={links.entity(entity.iri)} title={typeNames[entity.type][0]}>
      {entity.name}
    </a>
  );
}

export function EntityLinks({ of }: { of: EntityRef[] }) {
  return (
    <>
      {of.map((entity, n) => (
        <>
          {n > 0 && (n === of.length - 1 ? " and " : ", ")}
          <EntityLink entity={entity} />
        </>
      ))}
    </>
  );
}

/** The sentence that says it, and the way to it. */
export function Sentence({ evidence, mark }: { evidence: Evidence; mark?: string | null }) {
  const at = mark ? evidence.sentence.indexOf(mark) : -1;
  return (
    <blockquote class="sentence">
      {mark && at >= 0 ? (
        <>
          {evidence.sentence.slice(0, at)}
          <mark>{mark}</mark>
          {evidence.sentence.slice(at + mark.length)}
        </>
      ) : (
        evidence.sentence
      )}{" "}
      <cite>
        <a href={links.read(evidence.document, evidence)}>{evidence.title}</a>
      </cite>
    </blockquote>
  );
}

/** One fact in a line, its sentence below. `about` is left out of the line, as it is the page's own subject. */
export function FactLine({ fact, about, open }: { fact: Fact; about?: string | undefined; open?: boolean }) {
  const others = fact.who.filter((entity) => entity.iri !== about);
  const unsure = fact.confidence !== null && fact.confidence < 0.5;
  return (
    <article class={`fact k-${fact.kind}`} data-iri={fact.iri}>
      <p class="says">
        {others.length > 0 && (
          <>
            <EntityLinks of={others} />
            {": "}
          </>
        )}
        <span class="gist">{gist(fact)}</span>
        <Details fact={fact} about={about} />
        {unsure && <span class="tag unsure">unsure</span>}
      </p>
      {open ? (
        <Sentence evidence={fact.evidence} mark={fact.what} />
      ) : (
        <details>
          <summary>Sentence</summary>
          <Sentence evidence={fact.evidence} mark={fact.what} />
        </details>
      )}
    </article>
  );
}

function Details({ fact, about }: { fact: Fact; about: string | undefined }) {
  const shows = (entity: EntityRef | null): entity is EntityRef => entity !== null && entity.iri !== about;
  return (
    <span class="with">
      {fact.kind !== "affiliation" && shows(fact.to) && (
        <span>
          {" to "}
          <EntityLink entity={fact.to} />
        </span>
      )}
      {fact.kind === "affiliation" && shows(fact.to) && (
        <span>
          {" "}
          <a class="more" href={links.entity(fact.to.iri)} aria-label={`About ${fact.to.name}`}>
            →
          </a>
        </span>
      )}
      {shows(fact.forum) && (
        <span>
          {" at "}
          <EntityLink entity={fact.forum} />
        </span>
      )}
      {fact.kind === "proposal" && shows(fact.law) && (
        <span>
          {" on "}
          <EntityLink entity={fact.law} />
        </span>
      )}
      {fact.date && <time dateTime={fact.date}>{day(fact.date)}</time>}
      {fact.kind === "proposal" && fact.value && <span class="tag money">{gist({ ...fact, kind: "money", what: null })}</span>}
      {fact.change && <span class="tag">{Number(fact.change) > 0 ? `+${fact.change}` : fact.change}%</span>}
      {fact.hedge && <span class="tag">{fact.hedge}</span>}
      {fact.modality && fact.modality !== "actual" && fact.kind !== "proposal" && <span class="tag">{fact.modality}</span>}
    </span>
  );
}

export function KindTag({ kind }: { kind: Fact["kind"] }) {
  return <span class={`tag k-${kind}`}>{kindNames[kind][0]}</span>;
}

export function DocumentLine({ document }: { document: { iri: string; title: string; source: string; date: string | null; facts: number } }) {
  return (
    <li class="document">
      <a href={links.read(document.iri)}>{document.title}</a>
      <span class="faint">
        {document.date && <time dateTime={document.date}>{day(document.date)}</time>} {plural(document.facts, "fact")}
      </span>
    </li>
  );
}

/** Buttons that hand out what a view shows. */
export function Downloads({ children }: { children: ComponentChildren }) {
  return (
    <div class="downloads" role="group" aria-label="Share and download">
      <CopyLink />
      {children}
    </div>
  );
}

function CopyLink() {
  return (
    <button
      type="button"
      onClick={async (event) => {
        const button = event.currentTarget;
        try {
          await navigator.clipboard.writeText(location.href);
          button.textContent = "Copied";
        } catch {
          prompt("The link to this view", location.href);
        }
        setTimeout(() => {
          button.textContent = "Copy link";
        }, 2000);
      }}
    >
      Copy link
    </button>
  );
}
