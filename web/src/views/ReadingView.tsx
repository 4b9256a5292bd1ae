import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { DocumentPage, Fact } from "../lib/api";
import { saveAsTurtle, saveFactsAsCsv } from "../lib/download";
import { links, setParams } from "../lib/router";
import { type Block, blocksOf, type Piece } from "../lib/text";
import { useLoaded } from "../lib/use";
import { day, gist, kindNames, kinds, plural, typeNames } from "../lib/words";
import { Downloads, EntityLinks, Heading, KindTag, Waiting } from "../parts/basics";

export function ReadingView({ iri, params }: { iri: string; params: URLSearchParams }) {
  const page = useLoaded<DocumentPage>(iri ? `/api/document?iri=${encodeURIComponent(iri)}` : null);
  if (!iri) return <Heading title="Reading">No document was named</Heading>;
  return <Waiting of={page}>{(it) => <Reading page={it} params={params} />}</Waiting>;
}

function Reading({ page, params }: { page: DocumentPage; params: URLSearchParams }) {
  const blocks = useMemo(() => blocksOf(page), [page]);
  const [shown, setShown] = useState<{ facts: Fact[]; at: DOMRect } | null>(null);
  const article = useRef<HTMLElement>(null);
  const wide = useRef(matchMedia("(min-width: 62rem)").matches);
  const place = params.get("at") ?? "";
  const unread = params.get("unread") === "1";
  const [from, to] = place.split("-").map(Number);

  useEffect(() => {
    if (!place) return;
    const pieces = [...(article.current?.querySelectorAll<HTMLElement>("[data-start]") ?? [])];
    const target = pieces.find((piece) => Number(piece.dataset.start) >= from! && Number(piece.dataset.start) < to!);
    target?.scrollIntoView({ block: "center" });
  }, [place, blocks]);

  const show = (element: Element, facts: Fact[]) => setShown({ facts, at: element.getBoundingClientRect() });
  useEffect(() => {
    const hide = (event: KeyboardEvent) => event.key === "Escape" && setShown(null);
    addEventListener("keydown", hide);
    return () => removeEventListener("keydown", hide);
  }, []);

  return (
    <>
      <Heading title={page.document.title}>{page.document.title}</Heading>
      <p class="faint">
        {page.document.date && <time dateTime={page.document.date}>{day(page.document.date)}</time>}{" "}
        <span>{page.document.source}</span>, {plural(page.facts.length, "fact")}
      </p>
      <div class="reading">
        <article
          ref={article}
          class={unread ? "text mark-unread" : "text"}
          aria-label="The text"
          onMouseLeave={() => setShown(null)}
        >
          {blocks.map((block) => (
            <TextBlock key={block.start} block={block} title={page.document.title} from={from} to={to} show={show} hide={() => setShown(null)} />
          ))}
        </article>
        <aside class="margin" aria-label="Facts in this text">
          <label class="check">
            <input type="checkbox" checked={unread} onChange={(event) => setParams({ unread: event.currentTarget.checked ? "1" : null })} />
            Mark what was not read ({plural(page.unread.length, "sentence")})
          </label>
          <ul class="legend" aria-label="Legend">
            {kinds
              .filter((kind) => page.facts.some((fact) => fact.kind === kind))
              .map((kind) => (
                <li key={kind} class={`k-${kind}`}>
                  {kindNames[kind][1]}
                </li>
              ))}
          </ul>
          <details open={wide.current}>
            <summary>All facts</summary>
          <ol class="plain" tabIndex={0} aria-label="All facts in the order of the text">
            {page.facts.map((fact) => (
              <li key={fact.iri}>
                <a
                  class={`note k-${fact.kind}`}
                  href={links.read(page.document.iri, fact.evidence)}
                  aria-current={place === `${fact.evidence.start}-${fact.evidence.end}` ? "location" : undefined}
                >
                  <KindTag kind={fact.kind} /> {fact.who.map((who) => who.name).join(", ")}
                  {fact.who.length > 0 && ": "}
                  {gist(fact)}
                </a>
              </li>
            ))}
          </ol>
          </details>
        </aside>
      </div>
      {shown && <Popup facts={shown.facts} at={shown.at} onClose={() => setShown(null)} />}
      <Downloads>
        <button type="button" onClick={() => saveFactsAsCsv("document.csv", page.facts)}>
          CSV
        </button>
        <button type="button" onClick={() => saveAsTurtle("document.ttl", [page.document.iri, ...page.facts.map((fact) => fact.iri)])}>
          Turtle
        </button>
      </Downloads>
    </>
  );
}

interface BlockProps {
  block: Block;
  title: string;
  from: number | undefined;
  to: number | undefined;
  show: (element: Element, facts: Fact[]) => void;
  hide: () => void;
}

const tags: Record<string, "h2" | "p" | "blockquote" | "pre"> = { heading: "h2", quotation: "blockquote", table: "pre" };

function TextBlock({ block, from, to, show, hide }: BlockProps) {
  const Tag = tags[block.kind] ?? "p";
  return (
    <Tag class={`block b-${block.kind}`}>
      {block.pieces.map((piece, n) => {
        const next = block.pieces[n + 1];
        const ending = piece.facts.filter((fact) => !next?.facts.includes(fact));
        return (
          <>
            <TextPiece piece={piece} here={from !== undefined && to !== undefined && piece.start >= from && piece.start < to} show={show} />
            {ending.length > 0 && <Marker facts={ending} show={show} hide={hide} />}
          </>
        );
      })}
    </Tag>
  );
}

function TextPiece({ piece, here, show }: { piece: Piece; here: boolean; show: (element: Element, facts: Fact[]) => void }) {
  const classes = [
    piece.facts.length > 0 ? `passage k-${piece.facts[0]!.kind}` : "",
    piece.unread ? "unread" : "",
    here ? "here" : "",
  ].filter(Boolean);
  return (
    <span
      class={classes.join(" ") || undefined}
      data-start={piece.start}
      onMouseEnter={piece.facts.length > 0 ? (event) => show(event.currentTarget, piece.facts) : undefined}
    >
      {piece.name ? (
        <a class={`name t-${piece.name.type}`} href={links.entity(piece.name.iri)} title={typeNames[piece.name.type][0]}>
          {piece.text}
        </a>
      ) : (
        piece.text
      )}
    </span>
  );
}

/** Behind each passage, for the keyboard and for fingers: opens what the hover shows. */
function Marker({ facts, show, hide }: { facts: Fact[]; show: (element: Element, facts: Fact[]) => void; hide: () => void }) {
  return (
    <button
      type="button"
      class={`marker k-${facts[0]!.kind}`}
      aria-label={`${plural(facts.length, "fact")}: ${facts.map(gist).join("; ")}`}
      onClick={(event) => show(event.currentTarget, facts)}
      onBlur={(event) => {
        const to = event.relatedTarget as Element | null;
        if (!to?.closest(".popup")) hide();
      }}
    >
      {facts.length}
    </button>
  );
}

function Popup({ facts, at, onClose }: { facts: Fact[]; at: DOMRect; onClose: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null);
  useEffect(() => {
    const own = box.current!.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - own.width - 8));
    const below = at.bottom + 6 + own.height < innerHeight;
    setPlace({ left: left + scrollX, top: (below ? at.bottom + 6 : Math.max(8, at.top - own.height - 6)) + scrollY });
  }, [at]);
  return (
    <div
      ref={box}
      class="popup"
      role="dialog"
      aria-label="Facts of this passage"
      style={place ? { insetInlineStart: `${place.left}px`, insetBlockStart: `${place.top}px` } : { visibility: "hidden" }}
      onMouseLeave={onClose}
    >
      {facts.map((fact) => (
        <div key={fact.iri}>
          <KindTag kind={fact.kind} />
          <FactSummary fact={fact} />
        </div>
      ))}
    </div>
  );
}

/** The fact without its sentence, which is right there. */
function FactSummary({ fact }: { fact: Fact }) {
  return (
    <p>
      {fact.who.length > 0 && (
        <>
          <EntityLinks of={fact.who} />
          {": "}
        </>
      )}
      {gist(fact)}
      {fact.date && <time dateTime={fact.date}>{day(fact.date)}</time>}
      {fact.confidence !== null && <span class="faint"> trust {fact.confidence.toFixed(2)}</span>}
    </p>
  );
}
