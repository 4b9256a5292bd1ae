import { defineConfig } from "vite";

// During development `npm run dev` serves the page and passes questions on to a running `briefgraph serve`.
const server = process.env.BRIEFGRAPH_SERVER ?? "http://127.0.0.1:7878";
const questions = ["/api", "/sparql", "/store", "/openapi.json", "/health"];

export default defineConfig({
  build: {
    outDir: "dist",
    target: "es2022",
    // The policy of the server allows no inline script and no data: URL but for images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
  worker: { format: "es" },
  server: { proxy: Object.fromEntries(questions.map((path) => [path, server])) },
});
