// The picture of a graph on a canvas, by Cytoscape.js. Loaded when a view needs it.
import cytoscape, { type Core, type StylesheetJson } from "cytoscape";
import type { Layout, LayoutRequest } from "./layout";
import type { Graph } from "./model";
import { toSvg } from "./svg";

/** Above this many nodes, moving shows a picture of the graph until it rests. */
const MANY = 500;

export interface Drawing {
  show(graph: Graph): Promise<void>;
  select(id: string | null): void;
  hint(id: string | null): void;
  fit(): void;
  zoom(factor: number): void;
  recolour(): void;
  svg(): string;
  end(): void;
  core: Core;
}

/** Colours come from the style sheet, so that light and dark are decided in one place. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() || "#888";
}

export const shapes: Record<string, cytoscape.Css.NodeShape> = {
  Person: "ellipse",
  Organization: "round-rectangle",
  Place: "round-hexagon",
  Law: "round-tag",
  Report: "round-tag",
  Event: "round-diamond",
};

function style(): StylesheetJson {
  const ink = colour("ink");
  const paper = colour("paper");
  const types = ["Person", "Organization", "Place", "Law", "Report", "Event"];
  const kinds = ["proposal", "affiliation", "law-stage", "money", "statement", "quantity"];
  return [
    {
      selector: "node",
      style: {
        label: "data(label)",
        color: ink,
        "font-family": "system-ui, sans-serif",
        "font-size": 12,
        "min-zoomed-font-size": 6,
        "text-wrap": "wrap",
        "text-max-width": "120px",
      },
    },
    ...types.map((type) => ({
      selector: `node[type = "${type}"]`,
      style: {
        shape: shapes[type]!,
        "background-color": colour(`t-${type}`),
        "border-color": paper,
        "border-width": 2,
        width: 30,
        height: 30,
        "text-valign": "bottom" as const,
        "text-margin-y": 4,
        "font-weight": 600 as unknown as "bold",
        "text-outline-color": paper,
        "text-outline-width": 2,
      },
    })),
    ...kinds.map((kind) => ({
      selector: `node[type = "${kind}"]`,
      style: {
        shape: "round-rectangle" as const,
        "background-color": colour(`k-${kind}-paper`),
        "border-color": colour(`k-${kind}`),
        "border-width": 1.5,
        width: 132,
        height: "data(height)" as unknown as number,
        "text-valign": "center" as const,
        "font-size": 10.5,
      },
    })),
    {
      selector: "edge",
      style: {
        width: 1.4,
        "line-color": colour("line"),
        "target-arrow-color": colour("line"),
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.8,
        "curve-style": "straight",
      },
    },
    {
      selector: "edge.near",
      style: {
        "line-color": colour("accent"),
        "target-arrow-color": colour("accent"),
        width: 2.4,
        label: "data(label)",
        color: ink,
        "font-size": 10,
        "text-background-color": paper,
        "text-background-opacity": 0.9,
        "text-background-padding": "2px",
      },
    },
    { selector: "node.hint", style: { "overlay-color": colour("accent"), "overlay-opacity": 0.18, "overlay-padding": 6 } },
    { selector: "node.chosen", style: { "border-color": colour("accent"), "border-width": 4 } },
    { selector: ".far", style: { opacity: 0.28 } },
  ];
}

/** Cytoscape would add a style element, which the server's policy forbids; style.css holds the rule instead. */
function withoutStyleElement() {
  const id = "__________cytoscape_stylesheet";
  if (document.getElementById(id)) return;
  const standIn = document.createElement("meta");
  standIn.id = id;
  document.head.append(standIn);
}

export function draw(container: HTMLElement, onSelect: (id: string | null) => void): Drawing {
  withoutStyleElement();
  const worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
  const core = cytoscape({
    container,
    style: style(),
    minZoom: 0.05,
    maxZoom: 3,
    textureOnViewport: false,
    pixelRatio: Math.min(devicePixelRatio, 2),
  });
  core.on("tap", "node", (event) => onSelect(event.target.id()));
  core.on("tap", (event) => {
    if (event.target === core) onSelect(null);
  });

  let ticket = 0;
  const layout = (request: LayoutRequest) =>
    new Promise<Layout>((resolve) => {
      const mine = ++ticket;
      const listen = (event: MessageEvent<{ ticket: number; layout: Layout }>) => {
        if (event.data.ticket !== mine) return;
        worker.removeEventListener("message", listen);
        resolve(event.data.layout);
      };
      worker.addEventListener("message", listen);
      worker.postMessage({ ...request, ticket: mine });
    });

  return {
    core,
    async show(graph) {
      const box = container.getBoundingClientRect();
      const known = new Map(core.nodes().map((node) => [node.id(), node.position()]));
      const places = await layout({
        nodes: graph.nodes.map((node) => ({ id: node.id, wide: node.fact !== null, ...known.get(node.id) })),
        edges: graph.edges.map(({ source, target }) => ({ source, target })),
        shape: box.width / Math.max(1, box.height),
      });
      if (core.destroyed()) return;
      const many = graph.nodes.length > MANY;
      // A picture in place of thousands of shapes while the view moves.
      const renderer = (core as unknown as { renderer(): Record<string, unknown> }).renderer();
      renderer.textureOnViewport = many;
      renderer.hideEdgesOnViewport = many;
      core.batch(() => {
        core.elements().remove();
        core.add([
          ...graph.nodes.map((node) => ({
            group: "nodes" as const,
            data: { id: node.id, label: node.label, type: node.type, height: height(node.label) },
            position: places[node.id] ?? { x: 0, y: 0 },
          })),
          ...graph.edges.map((edge) => ({ group: "edges" as const, data: { ...edge } })),
        ]);
      });
      core.fit(undefined, 24);
      if (core.zoom() > 1.2) core.zoom({ level: 1.2, renderedPosition: { x: box.width / 2, y: box.height / 2 } });
      container.dataset.nodes = String(graph.nodes.length);
    },
    select(id) {
      core.batch(() => {
        core.elements().removeClass("near far chosen");
        const node = id ? core.getElementById(id) : core.collection();
        if (node.empty()) return;
        const near = node.closedNeighborhood();
        core.elements().not(near).addClass("far");
        near.edges().addClass("near");
        node.addClass("chosen");
      });
      if (id && core.getElementById(id).nonempty()) {
        const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
        core.animate({ center: { eles: core.getElementById(id) }, duration: calm ? 0 : 250 });
      }
    },
    hint(id) {
      core.nodes(".hint").removeClass("hint");
      if (id) core.getElementById(id).addClass("hint");
    },
    fit() {
      core.fit(undefined, 24);
    },
    zoom(factor) {
      core.zoom({ level: core.zoom() * factor, renderedPosition: { x: core.width() / 2, y: core.height() / 2 } });
    },
    recolour() {
      core.style(style());
    },
    svg: () => toSvg(core, colour),
    end() {
      worker.terminate();
      core.destroy();
    },
  };
}

/** Room for a label that breaks into lines of some 22 characters. */
function height(label: string): number {
  return 14 + 13 * Math.max(1, Math.ceil(label.length / 22));
}
