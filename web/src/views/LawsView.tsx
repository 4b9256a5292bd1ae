import { scaleUtc } from "d3-scale";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Fact, Laws } from "../lib/api";
import { save, saveAsTurtle, saveFactsAsCsv } from "../lib/download";
import { links, setParams } from "../lib/router";
import { useLoaded } from "../lib/use";
import { day, names, period, plural, stageName } from "../lib/words";
import { Downloads, EntityLink, EntityLinks, Heading, Sentence, Waiting } from "../parts/basics";

export function LawsView({ params }: { params: URLSearchParams }) {
  const words = params.get("q") ?? "";
  const laws = useLoaded<Laws>(`/api/laws${words ? `?q=${encodeURIComponent(words)}` : ""}`);
  return (
    <>
      <Heading title="Laws">Laws on their way</Heading>
      <Waiting of={laws}>{(it) => <Found laws={it} params={params} />}</Waiting>
    </>
  );
}

function Found({ laws, params }: { laws: Laws; params: URLSearchParams }) {
  const stage = params.get("stage");
  const picture = useRef<SVGSVGElement>(null);
  const shown = useMemo(
    () =>
      laws.laws
        .map((line) => ({ ...line, stages: line.stages.filter((it) => !stage || it.what === stage) }))
        .filter((line) => line.stages.length > 0),
    [laws, stage],
  );
  const facts = shown.flatMap((line) => line.stages.map((it) => ({ ...it, law: line.law })));
  const present = laws.stages.filter((name) => laws.laws.some((line) => line.stages.some((it) => it.what === name)));
  return (
    <>
      <form class="filters row" onSubmit={(event) => event.preventDefault()} aria-label="Filters">
        <label>
          Name of the law
          <input type="search" value={params.get("q") ?? ""} onChange={(event) => setParams({ q: event.currentTarget.value })} />
        </label>
        <label>
          Stage
          <select name="stage" value={stage ?? ""} onChange={(event) => setParams({ stage: event.currentTarget.value })}>
            <option value="">any</option>
            {present.map((name) => (
              <option key={name} value={name}>
                {stageName(name)}
              </option>
            ))}
          </select>
        </label>
      </form>
      {shown.length === 0 ? (
        <p class="empty">No law passes these filters.</p>
      ) : (
        <>
          <p role="status" class="tally">
            {plural(shown.length, "law")}, {plural(facts.length, "stage")}
          </p>
          <Timeline laws={{ ...laws, laws: shown }} params={params} picture={picture} />
          <Table laws={shown} chosen={params.get("fact")} />
          <Downloads>
            <button type="button" onClick={() => saveFactsAsCsv("laws.csv", facts)}>
              CSV
            </button>
            <button type="button" onClick={() => picture.current && save("laws.svg", "image/svg+xml", standalone(picture.current))}>
              SVG
            </button>
            <button type="button" onClick={() => saveAsTurtle("laws.ttl", facts.map((fact) => fact.iri))}>
              Turtle
            </button>
          </Downloads>
        </>
      )}
    </>
  );
}

const TOP = 30;
/** Below this width the names stand above their rows. */
const NARROW = 640;

/** Where things stand in a timeline of a given width. */
function measures(width: number) {
  const narrow = width < NARROW;
  return { narrow, row: narrow ? 52 : 34, name: narrow ? 0 : 250, undated: narrow ? 76 : 110, letters: narrow ? 44 : 36 };
}

/** Laws from top to bottom, time from left to right; stages without a date stand in a column of their own. */
function Timeline({ laws, params, picture }: { laws: Laws; params: URLSearchParams; picture: { current: SVGSVGElement | null } }) {
  const [hovered, setHovered] = useState<string | null>(null);
  const dated = laws.laws.flatMap((line) => line.stages.flatMap((it) => (it.date ? [it.date] : [])));
  const undated = laws.laws.some((line) => line.stages.some((it) => !it.date));
  const [frame, width] = useWidth();
  const at = measures(width);
  const left = at.name + (undated ? at.undated : 0);
  const spans = dated.map(period);
  const domain = spans.length ? [Math.min(...spans.map(([from]) => from)), Math.max(...spans.map(([, to]) => to))] : [0, 1];
  const pad = Math.max(15 * 86_400_000, (domain[1]! - domain[0]!) * 0.06);
  const x = scaleUtc([new Date(domain[0]! - pad), new Date(domain[1]! + pad)], [left + 10, width - 20]);
  const height = TOP + laws.laws.length * at.row + 10;
  const ticks = spans.length ? x.ticks(width / 140) : [];
  const format = x.tickFormat(width / 140);
  const chosen = params.get("fact");
  const choose = (iri: string) => setParams({ fact: iri === chosen ? null : iri });
  return (
    <figure class="timeline">
      <ul class="legend" aria-label="Stages">
        {laws.stages
          .filter((name) => laws.laws.some((line) => line.stages.some((it) => it.what === name)))
          .map((name) => (
            <li key={name} class={`s-${slug(name)}`}>
              {stageName(name)}
            </li>
          ))}
      </ul>
      <div class="scroll" ref={frame} tabIndex={0} role="region" aria-label="Timeline">
        <svg ref={picture} viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="group" aria-label="Stages of laws over time">
          {undated && (
            <text class="axis" x={at.name + at.undated / 2} y={18} text-anchor="middle">
              undated
            </text>
          )}
          {ticks.map((tick) => (
            <g key={tick.getTime()}>
              <line class="grid" x1={x(tick)} x2={x(tick)} y1={TOP - 6} y2={height} />
              <text class="axis" x={x(tick)} y={18} text-anchor="middle">
                {format(tick)}
              </text>
            </g>
          ))}
          {laws.laws.map((line, row) => {
            const bottom = TOP + (row + 1) * at.row;
            const y = bottom - 17;
            const marks = places(line.stages, x, at.name);
            const onAxis = marks.filter((mark) => mark.fact.date).map((mark) => mark.x);
            return (
              <g key={line.law.iri}>
                <line class="grid" x1={0} x2={width} y1={bottom} y2={bottom} />
                <a href={links.entity(line.law.iri)} aria-label={line.law.name}>
                  <text class="law" x={8} y={at.narrow ? bottom - 34 : y + 4}>
                    {shorten(line.law.name, at.letters)}
                  </text>
                  <title>{line.law.name}</title>
                </a>
                {onAxis.length > 1 && <line class="way" x1={Math.min(...onAxis)} x2={Math.max(...onAxis)} y1={y} y2={y} />}
                {marks.map((mark) => (
                  <g
                    key={mark.fact.iri}
                    class={`stage s-${slug(mark.fact.what)}${mark.fact.iri === chosen || mark.fact.iri === hovered ? " chosen" : ""}`}
                    tabindex={0}
                    role="button"
                    aria-pressed={mark.fact.iri === chosen}
                    aria-label={`${line.law.name}: ${stageName(mark.fact.what)}${mark.fact.date ? `, ${day(mark.fact.date)}` : ""}`}
                    onClick={() => choose(mark.fact.iri)}
                    onMouseEnter={() => setHovered(mark.fact.iri)}
                    onMouseLeave={() => setHovered(null)}
                    onKeyDown={(event) => {
                      if (event.key === "Enter" || event.key === " ") {
                        event.preventDefault();
                        choose(mark.fact.iri);
                      }
                    }}
                  >
                    <path d={shapeOf(mark.fact.what)} transform={`translate(${mark.x} ${y})`} />
                    <title>{`${stageName(mark.fact.what)}${mark.fact.date ? `, ${day(mark.fact.date)}` : ""}: ${mark.fact.evidence.sentence}`}</title>
                  </g>
                ))}
              </g>
            );
          })}
        </svg>
      </div>
    </figure>
  );
}

interface Placed {
  fact: Fact;
  x: number;
}

/** Marks of one law; those that would cover each other stand side by side. */
function places(stages: Fact[], x: (date: Date) => number, left: number): Placed[] {
  let undated = 0;
  const marks = stages.map((fact) => {
    if (!fact.date) return { fact, x: left + 16 + 16 * (undated++ % 4) };
    const [from, to] = period(fact.date);
    return { fact, x: x(new Date((from + to) / 2)) };
  });
  const onAxis = marks.filter((mark) => mark.fact.date).sort((a, b) => a.x - b.x);
  onAxis.forEach((mark, n) => {
    const before = onAxis[n - 1];
    if (before && mark.x - before.x < 15) mark.x = before.x + 15;
  });
  return marks;
}

/** Each stage has a shape of its own, so that colour is not needed to tell them apart. */
function shapeOf(stage: string | null): string {
  switch (stage) {
    case "planned":
      return "M-6 0A6 6 0 1 0 6 0A6 6 0 1 0 -6 0ZM-3 0A3 3 0 1 1 3 0A3 3 0 1 1 -3 0Z";
    case "proposed":
      return "M-6 0A6 6 0 1 0 6 0A6 6 0 1 0 -6 0Z";
    case "passed":
      return "M-6 -6H6V6H-6Z";
    case "signed":
      return "M0 -7 7 6H-7Z";
    case "in force":
      return "M0 -8 8 0 0 8 -8 0Z";
    case "amended":
      return "M-2 -7H2V-2H7V2H2V7H-2V2H-7V-2H-2Z";
    case "rejected":
      return "M-7 -4 -4 -7 0 -3 4 -7 7 -4 3 0 7 4 4 7 0 3 -4 7 -7 4 -3 0Z";
    case "repealed":
      return "M-7 -2H7V2H-7Z";
    default:
      return "M-5 -7H-1V7H-5ZM1 -7H5V7H1Z";
  }
}

function slug(stage: string | null): string {
  return (stage ?? "").replaceAll(" ", "-");
}

function shorten(name: string, letters: number): string {
  return name.length > letters ? `${name.slice(0, letters - 2).trimEnd()}…` : name;
}

/** The width that an element has, now and after the window changed. */
function useWidth(): [{ current: HTMLDivElement | null }, number] {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(980);
  useEffect(() => {
    if (!frame.current) return;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.max(320, Math.floor(entry!.contentRect.width) - 2)));
    watch.observe(frame.current);
    return () => watch.disconnect();
  }, []);
  return [frame, width];
}

function Table({ laws, chosen }: { laws: Laws["laws"]; chosen: string | null }) {
  return (
    <div class="laws">
      {laws.map((line) => (
        <section key={line.law.iri} aria-label={line.law.name}>
          <h2>
            <EntityLink entity={line.law} />
          </h2>
          <ol class="stages">
            {line.stages.map((it) => (
              <li key={it.iri} class={it.iri === chosen ? "chosen" : undefined} data-iri={it.iri}>
                <span class={`tag s-${slug(it.what)}`}>{stageName(it.what)}</span>{" "}
                {it.date && <time dateTime={it.date}>{day(it.date)}</time>}{" "}
                {it.who.length > 0 && (
                  <>
                    by <EntityLinks of={it.who} />
                  </>
                )}
                <details open={it.iri === chosen}>
                  <summary aria-label={`Sentence: ${line.law.name}, ${stageName(it.what)}${it.who.length ? ` by ${names(it.who)}` : ""}`}>
                    Sentence
                  </summary>
                  <Sentence evidence={it.evidence} />
                </details>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

/** The picture with the colours that the style sheet gives it, as a file of its own. */
function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((element, n) => {
    const style = getComputedStyle(originals[n]!);
    for (const name of ["fill", "stroke", "stroke-width", "font-size", "font-family", "font-weight"]) {
      element.setAttribute(name, style.getPropertyValue(name));
    }
    element.removeAttribute("class");
    element.removeAttribute("tabindex");
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer().serializeToString(copy);
}
