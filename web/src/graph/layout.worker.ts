import { type LayoutRequest, place } from "./layout";

addEventListener("message", (event: MessageEvent<LayoutRequest & { ticket: number }>) => {
  postMessage({ ticket: event.data.ticket, layout: place(event.data) });
});
