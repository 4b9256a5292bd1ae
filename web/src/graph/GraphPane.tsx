import { useEffect, useRef, useState } from "preact/hooks";
import type { Drawing } from "./draw";
import type { Graph } from "./model";

interface Props {
  graph: Graph;
  chosen: string | null;
  hinted: string | null;
  onChoose: (id: string | null) => void;
  onReady: (drawing: Drawing) => void;
}

/** The picture of a graph. The list beside it says the same to those who cannot see it. */
export function GraphPane({ graph, chosen, hinted, onChoose, onReady }: Props) {
  const container = useRef<HTMLDivElement>(null);
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  const [busy, setBusy] = useState(true);
  const choose = useRef(onChoose);
  choose.current = onChoose;

  useEffect(() => {
    let ended = false;
    let made: Drawing | null = null;
    const recolour = () => made?.recolour();
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    import("./draw").then(({ draw }) => {
      if (ended || !container.current) return;
      made = draw(container.current, (id) => choose.current(id));
      setDrawing(made);
      onReady(made);
    });
    addEventListener("themechange", recolour);
    scheme.addEventListener("change", recolour);
    return () => {
      ended = true;
      removeEventListener("themechange", recolour);
      scheme.removeEventListener("change", recolour);
      made?.end();
    };
  }, []);

  useEffect(() => {
    if (!drawing) return;
    let current = true;
    setBusy(true);
    drawing.show(graph).then(() => {
      if (!current) return;
      drawing.select(chosen);
      setBusy(false);
    });
    return () => {
      current = false;
    };
  }, [drawing, graph]);

  useEffect(() => drawing?.select(chosen), [drawing, chosen]);
  useEffect(() => drawing?.hint(hinted), [drawing, hinted]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = 60;
    const pans: Record<string, [number, number]> = {
      ArrowLeft: [step, 0],
      ArrowRight: [-step, 0],
      ArrowUp: [0, step],
      ArrowDown: [0, -step],
    };
    const pan = pans[event.key];
    if (pan) drawing?.core.panBy({ x: pan[0], y: pan[1] });
    else if (event.key === "+" || event.key === "=") drawing?.zoom(1.25);
    else if (event.key === "-") drawing?.zoom(0.8);
    else if (event.key === "0") drawing?.fit();
    else if (event.key === "Escape") onChoose(null);
    else return;
    event.preventDefault();
  };

  return (
    <div class="graph">
      <div
        class="canvas"
        ref={container}
        role="application"
        tabIndex={0}
        aria-label={`Graph of ${graph.nodes.length} nodes. Arrow keys move it, plus and minus zoom, 0 fits it, Escape frees the choice. The list has the same content.`}
        aria-busy={busy}
        onKeyDown={onKeyDown}
      />
      {busy && (
        <p class="drawing" role="status">
          Drawing …
        </p>
      )}
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" aria-label="Zoom in" onClick={() => drawing?.zoom(1.25)}>
          +
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => drawing?.zoom(0.8)}>
          −
        </button>
        <button type="button" aria-label="Fit the graph" onClick={() => drawing?.fit()}>
          ⤢
        </button>
      </div>
    </div>
  );
}
