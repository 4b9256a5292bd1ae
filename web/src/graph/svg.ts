// A graph as an SVG file that needs nothing else.
import type { Core, NodeSingular } from "cytoscape";

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign]!);

/** Breaks words into lines of at most `width` characters where that is possible. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export function toSvg(core: Core, colour: (name: string) => string): string {
  const margin = 40;
  const box = core.elements().boundingBox();
  const edges = core.edges().map((edge) => {
    const from = edge.source().position();
    const end = border(edge.target(), from);
    return `<line x1="${from.x}" y1="${from.y}" x2="${end.x}" y2="${end.y}" marker-end="url(#arrow)"><title>${escape(
      edge.data("label"),
    )}</title></line>`;
  });
  const nodes = core.nodes().map((node) => shape(node, colour));
  const line = colour("line");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.x1 - margin} ${box.y1 - margin} ${box.w + 2 * margin} ${box.h + 2 * margin}" font-family="system-ui, sans-serif">
<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="${line}"/></marker></defs>
<rect x="${box.x1 - margin}" y="${box.y1 - margin}" width="${box.w + 2 * margin}" height="${box.h + 2 * margin}" fill="${colour("paper")}"/>
<g stroke="${line}" stroke-width="1.4">${edges.join("\n")}</g>
${nodes.join("\n")}
</svg>
`;
}

/** Where a line from `from` meets the box of a node. */
function border(node: NodeSingular, from: { x: number; y: number }): { x: number; y: number } {
  const { x, y } = node.position();
  const dx = from.x - x;
  const dy = from.y - y;
  const scale = Math.min(node.outerWidth() / 2 / Math.abs(dx || 1e-9), node.outerHeight() / 2 / Math.abs(dy || 1e-9));
  return { x: Math.round(x + dx * Math.min(1, scale)), y: Math.round(y + dy * Math.min(1, scale)) };
}

function shape(node: NodeSingular, colour: (name: string) => string): string {
  const { x, y } = node.position();
  const type: string = node.data("type");
  const label: string = node.data("label");
  const isFact = type === type.toLowerCase();
  const lines = wrap(label, isFact ? 22 : 20);
  const [w, h] = [node.width(), node.height()];
  const size = isFact ? 10.5 : 12;
  const first = isFact ? y - ((lines.length - 1) * 13) / 2 + 4 : y + h / 2 + 16;
  const text = lines.map((line, n) => `<tspan x="${x}" y="${first + n * 13}">${escape(line)}</tspan>`).join("");
  const body = isFact
    ? `<rect x="${x - w / 2}" y="${y - h / 2}" width="${w}" height="${h}" rx="6" fill="${colour(`k-${type}-paper`)}" stroke="${colour(`k-${type}`)}" stroke-width="1.5"/>`
    : type === "Person"
      ? `<circle cx="${x}" cy="${y}" r="${w / 2}" fill="${colour(`t-${type}`)}"/>`
      : `<rect x="${x - w / 2}" y="${y - h / 2}" width="${w}" height="${h}" rx="${type === "Organization" ? 5 : 12}" fill="${colour(`t-${type}`)}"/>`;
  return `<g>${body}<text text-anchor="middle" font-size="${size}" font-weight="${isFact ? 400 : 600}" fill="${colour("ink")}">${text}</text></g>`;
}
