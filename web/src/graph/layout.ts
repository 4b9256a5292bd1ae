// Places for the nodes of a graph. d3-force draws its random numbers from a fixed seed: the same graph looks the same.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";

export interface LayoutRequest {
  nodes: { id: string; wide: boolean; x?: number; y?: number }[];
  edges: { source: string; target: string }[];
  /** Width of the space divided by its height. */
  shape: number;
}

export type Layout = Record<string, { x: number; y: number }>;

interface Body extends SimulationNodeDatum {
  id: string;
  wide: boolean;
}

export function place({ nodes, edges, shape }: LayoutRequest): Layout {
  const bodies: Body[] = nodes.map((node) => ({ ...node }));
  const many = bodies.length > 600;
  // A wide space pulls less from the sides, a tall one less from above and below.
  const stretch = Math.min(3, Math.max(1 / 3, shape)) ** 0.8;
  const simulation = forceSimulation(bodies)
    .force("charge", forceManyBody().strength(-320).distanceMax(900).theta(many ? 1.2 : 0.9))
    .force(
      "edges",
      forceLink<Body, { source: string; target: string }>(edges.map((edge) => ({ ...edge })))
        .id((body) => body.id)
        .distance(105)
        .strength(0.6),
    )
    .force("apart", forceCollide<Body>((body) => (body.wide ? 74 : 46)).strength(0.9))
    .force("x", forceX(0).strength(0.06 / stretch))
    .force("y", forceY(0).strength(0.06 * stretch))
    .stop();
  simulation.tick(many ? 140 : 300);
  return Object.fromEntries(bodies.map((body) => [body.id, { x: Math.round(body.x ?? 0), y: Math.round(body.y ?? 0) }]));
}
