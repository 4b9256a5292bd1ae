// A text cut into pieces at the borders of everything that is marked in it.
import type { DocumentPage, EntityRef, Fact } from "./api";

export interface Piece {
  /** First scalar of the piece in the text. */
  start: number;
  text: string;
  facts: Fact[];
  name: EntityRef | null;
  unread: boolean;
}

export interface Block {
  kind: string;
  start: number;
  pieces: Piece[];
}

interface Span {
  start: number;
  end: number;
}

/** The server counts Unicode scalar values, JavaScript UTF-16 units: the text is taken apart once. */
export function blocksOf(page: DocumentPage): Block[] {
  const scalars = Array.from(page.text);
  const blocks = page.blocks.length > 0 ? page.blocks : [{ kind: "paragraph", start: 0, end: scalars.length }];
  const facts = sweep(page.facts.map((fact) => ({ start: fact.evidence.start, end: fact.evidence.end, fact })));
  const names = sweep(page.names);
  const unread = sweep(page.unread);
  return blocks.map((block) => {
    const inside = [facts, names, unread].map((spans) => spans.within(block)) as [
      (Span & { fact: Fact })[],
      (Span & EntityRef)[],
      Span[],
    ];
    const cuts = new Set([block.start, block.end]);
    for (const span of inside.flat()) {
      if (span.start > block.start && span.start < block.end) cuts.add(span.start);
      if (span.end > block.start && span.end < block.end) cuts.add(span.end);
    }
    const borders = [...cuts].sort((a, b) => a - b);
    const pieces = borders.slice(0, -1).map((start, n) => {
      const end = borders[n + 1]!;
      const covers = (span: Span) => span.start <= start && end <= span.end;
      return {
        start,
        text: scalars.slice(start, end).join(""),
        facts: inside[0].filter(covers).map((span) => span.fact),
        name: inside[1].find(covers) ?? null,
        unread: inside[2].some(covers),
      };
    });
    return { kind: block.kind, start: block.start, pieces };
  });
}

/** Spans by place. Blocks ask in text order, so spans that have ended are passed over once. */
function sweep<T extends Span>(spans: T[]) {
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  let next = 0;
  let open: T[] = [];
  return {
    within(block: Span): T[] {
      while (next < sorted.length && sorted[next]!.start < block.end) open.push(sorted[next++]!);
      open = open.filter((span) => span.end > block.start);
      return open.filter((span) => span.start < block.end);
    },
  };
}
