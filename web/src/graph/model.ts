// Facts as a graph: entities and facts are nodes, roles are edges.
import type { EntityRef, EntityType, Fact, FactKind } from "../lib/api";
import { gist } from "../lib/words";

export interface GraphNode {
  id: string;
  type: EntityType | FactKind;
  label: string;
  fact: Fact | null;
  entity: EntityRef | null;
}

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  label: string;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

const verbs: Record<FactKind, string> = {
  proposal: "proposes",
  affiliation: "is",
  "law-stage": "moves",
  money: "pays",
  statement: "says",
  quantity: "has",
};

const LONGEST_LABEL = 90;

export function graphOf(facts: Fact[]): Graph {
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  const entity = (it: EntityRef) => {
    if (!nodes.has(it.iri)) nodes.set(it.iri, { id: it.iri, type: it.type, label: it.name, fact: null, entity: it });
    return it.iri;
  };
  const edge = (source: string, target: string, label: string) => {
    const id = `${source} ${label} ${target}`;
    edges.set(id, { id, source, target, label });
  };
  for (const fact of facts) {
    const what = gist(fact);
    const label = what.length > LONGEST_LABEL ? `${what.slice(0, LONGEST_LABEL).replace(/\s+\S*$/, "")} …` : what;
    nodes.set(fact.iri, { id: fact.iri, type: fact.kind, label, fact, entity: null });
    for (const who of fact.who) edge(entity(who), fact.iri, verbs[fact.kind]);
    if (fact.to) edge(fact.iri, entity(fact.to), fact.kind === "affiliation" ? "of" : "to");
    if (fact.forum) edge(fact.iri, entity(fact.forum), "at");
    if (fact.law) edge(fact.iri, entity(fact.law), "on");
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}
