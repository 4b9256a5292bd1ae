// Starts `briefgraph serve` on a store made from the shipped brief, and a browser to look at it.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

const root = resolve(import.meta.dirname, "../..");
const program = resolve(root, process.env.BRIEFGRAPH ?? "target/debug/briefgraph");
const brief = process.env.BRIEF ?? join(root, "seeds/two-sessions-2020.md");

/** A server on a free port. */
export async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), "briefgraph-page-"));
  const store = join(folder, "store");
  const built = spawnSync(program, ["build", "--quiet", "--store", store, brief], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`build failed: ${built.stderr}`);
  const server = spawn(program, ["serve", "--store", store, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "ignore", "pipe"] });
  const url = await new Promise((found, failed) => {
    let said = "";
    server.stderr.on("data", (data) => {
      said += data;
      const address = /http:\/\/[\d.:]+/.exec(said);
      if (address) found(address[0]);
    });
    server.on("exit", () => failed(new Error(`the server ended: ${said}`)));
  });
  return {
    url,
    stop() {
      server.kill("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Chromium without anything that would reach for the network. */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
