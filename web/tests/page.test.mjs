// The page in a real browser: every view is opened, filtered and followed to its sentence.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { startBrowser, startServer } from "./server.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.SCREENSHOTS;

let server;
let browser;
let facts;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  const ask = async (path) => (await fetch(server.url + path)).json();
  const proposals = await ask("/api/proposals");
  const documents = await ask("/api/documents");
  facts = { proposals, document: documents[0], person: proposals.people[0].of };
});

after(async () => {
  await browser?.close();
  server?.stop();
});

/** A page that fails the test on console errors and on requests that leave the server. */
async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.odd = [];
  page.on("console", (message) => {
    if (message.type() === "error") page.odd.push(message.text());
  });
  page.on("pageerror", (error) => page.odd.push(String(error)));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(server.url) && !/^(blob|data):/.test(url)) page.odd.push(`request to ${url}`);
  });
  await page.goto(server.url + path);
  await page.waitForSelector("main h1");
  await settle(page);
  return page;
}

/** Waits until nothing loads and nothing is drawn any longer. */
async function settle(page) {
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => !document.querySelector(".waiting, [aria-busy=true]"));
}

/** Waits until the list of proposals has so many lines. */
function count(page, lines) {
  return page.waitForFunction((lines) => document.querySelectorAll(".list .row").length === lines, lines);
}

async function close(page) {
  assert.deepEqual(page.odd, []);
  await page.context().close();
}

const views = () => ({
  overview: "/",
  proposals: "/proposals",
  entity: `/entity?iri=${encodeURIComponent(facts.person.iri)}`,
  reading: `/read?iri=${encodeURIComponent(facts.document.iri)}`,
  laws: "/laws",
  ask: `/ask?query=${encodeURIComponent("SELECT ?who ?what { ?p bg:proposer/rdfs:label ?who ; dct:description ?what } LIMIT 20")}`,
  search: `/search?q=${encodeURIComponent(facts.person.name)}`,
});

for (const [width, height] of [
  [1440, 900],
  [390, 844],
]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`every view at ${width} px, ${colorScheme}: no console error, no serious axe violation, nothing too wide`, async () => {
      for (const [name, path] of Object.entries(views())) {
        const page = await open(path, { viewport: { width, height }, colorScheme });
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
        const serious = violations.filter((it) => ["serious", "critical"].includes(it.impact));
        assert.deepEqual(
          serious.map((it) => `${name}: ${it.id}: ${it.nodes[0].html.slice(0, 200)} ${it.nodes[0].failureSummary}`),
          [],
        );
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(tooWide <= 0, `${name} is ${tooWide} px too wide`);
        if (shots) {
          mkdirSync(shots, { recursive: true });
          await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png` });
        }
        await close(page);
      }
    });
  }
}

test("a proposal leads to its sentence, and the link to it can be shared", async () => {
  const page = await open("/proposals");
  const row = page.locator(".list .row").first();
  await row.locator("summary").click();
  const sentence = await row.locator("blockquote").evaluate((quote) => {
    const copy = quote.cloneNode(true);
    copy.querySelector("cite").remove();
    return copy.textContent.trim();
  });
  await row.locator("cite a").click();
  await settle(page);
  const here = (await page.locator(".here").allInnerTexts()).join("");
  assert.equal(here.replace(/\s+/g, " ").trim(), sentence.replace(/\s+/g, " "));
  assert.ok(await page.locator(".here").first().isVisible());
  const again = await open(page.url().slice(server.url.length));
  assert.equal((await again.locator(".here").allInnerTexts()).join(""), here);
  await close(again);
  await page.goBack();
  await page.waitForSelector(".list .row");
  await close(page);
});

test("filters narrow the list and the graph alike, and live in the address", async () => {
  const page = await open("/proposals");
  const all = facts.proposals.total;
  await page.locator("select[name=person]").selectOption(facts.person.iri);
  const expected = facts.proposals.rows.filter((row) => row.who.some((who) => who.iri === facts.person.iri)).length;
  await count(page, expected);
  await settle(page);
  assert.ok(expected < all);
  assert.match(page.url(), /person=/);
  const nodes = Number(await page.locator(".canvas").getAttribute("data-nodes"));
  assert.ok(nodes > expected && nodes < all * 3);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await settle(page);
  await page.locator("input[name=q]").fill("zzzz no proposal says this");
  await page.waitForSelector(".empty");
  await page.locator("input[name=q]").fill("");
  await page.locator("input[name=min]").fill("1");
  await page.waitForFunction(() => /min=1/.test(location.search));
  await count(page, facts.proposals.rows.filter((row) => row.value !== null).length);
  await close(page);
});

test("a node of the graph is chosen, expanded and left by keyboard", async () => {
  const page = await open("/proposals");
  const canvas = page.locator(".canvas");
  const before = Number(await canvas.getAttribute("data-nodes"));
  await page.getByRole("button", { name: "In the graph" }).first().click();
  await page.waitForSelector(".card .sentence");
  await page.goto(`${server.url}/proposals?node=${encodeURIComponent(facts.person.iri)}`);
  await settle(page);
  await page.getByRole("button", { name: "Expand" }).click();
  await page.waitForFunction((before) => Number(document.querySelector(".canvas").dataset.nodes) > before, before);
  await canvas.focus();
  for (const key of ["ArrowLeft", "ArrowDown", "+", "-", "0", "Escape"]) await page.keyboard.press(key);
  await page.waitForSelector(".card", { state: "detached" });
  await close(page);
});

test("a click on a node chooses it", async () => {
  const page = await open(`/proposals?person=${encodeURIComponent(facts.person.iri)}`);
  const box = await page.locator(".canvas").boundingBox();
  // Somewhere on a grid there is a node: the picture fills its frame.
  let found = false;
  for (let x = 0.1; x < 1 && !found; x += 0.05) {
    for (let y = 0.1; y < 1 && !found; y += 0.05) {
      await page.mouse.click(box.x + x * box.width, box.y + y * box.height);
      found = (await page.locator(".card").count()) > 0;
    }
  }
  assert.ok(found);
  await close(page);
});

test("the reading view shows its facts by hover, by finger and by keyboard", async () => {
  const page = await open(views().reading);
  await page.locator(".passage").first().hover();
  await page.waitForSelector(".popup");
  await page.keyboard.press("Escape");
  await page.waitForSelector(".popup", { state: "detached" });
  await page.locator(".marker").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".popup");
  await page.getByLabel(/Mark what was not read/).check();
  assert.match(page.url(), /unread=1/);
  await page.waitForSelector(".mark-unread");
  await page.locator(".popup a.entity, a.name").first().click();
  await page.waitForSelector("h1");
  assert.match(page.url(), /\/entity\?iri=/);
  await close(page);
});

test("laws stand on a timeline; a stage opens its sentence", async () => {
  const page = await open("/laws");
  await page.locator("svg .stage").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".stages .chosen details[open] blockquote");
  const stage = await page.locator("select[name=stage]").locator("option").nth(1).evaluate((option) => option.value);
  await page.locator("select[name=stage]").selectOption(stage);
  await page.waitForFunction((stage) => {
    const shown = [...document.querySelectorAll(".stages li .tag")];
    return shown.length > 0 && shown.every((tag) => tag.textContent === stage);
  }, stage);
  await close(page);
});

test("the editor runs shipped queries, completes terms and marks errors", async () => {
  const page = await open("/ask");
  await page.getByRole("button", { name: /^proposals/ }).click();
  await page.waitForSelector(".editing tbody tr");
  const editor = page.locator(".cm-content");
  await editor.click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("SELECT * WHERE { ?p bg:propos");
  await page.waitForSelector(".cm-tooltip-autocomplete");
  assert.match(await page.locator(".cm-tooltip-autocomplete").innerText(), /bg:proposer/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector("[role=alert]");
  assert.match(await page.locator("[role=alert]").innerText(), /line 1, column/);
  // The browser notes that the answer was 400, and that the policy kept it from styling what is typed over a selection.
  page.odd = page.odd.filter((text) => !/status of 400|Applying inline style/.test(text));
  await close(page);
});

test("every view gives files", async () => {
  for (const [path, names] of [
    ["/", ["CSV", "Turtle"]],
    ["/proposals", ["CSV", "SVG", "Turtle"]],
    [views().entity, ["CSV", "Turtle"]],
    [views().reading, ["CSV", "Turtle"]],
    ["/laws", ["CSV", "SVG", "Turtle"]],
    [views().ask, ["CSV", "JSON"]],
  ]) {
    const page = await open(path);
    for (const name of names) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.locator(".downloads").getByRole("button", { name, exact: true }).last().click(),
      ]);
      const text = readFileSync(await download.path(), "utf8");
      const looks = { CSV: /,/, SVG: /^<svg [^]*<\/svg>/, Turtle: /@prefix/, JSON: /"bindings"/ }[name];
      assert.match(text, looks, `${path} ${name}`);
    }
    await close(page);
  }
});

test("the first load is under 600 kB compressed", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const sizes = [];
  page.on("requestfinished", async (request) => sizes.push(request.sizes()));
  await page.goto(`${server.url}/proposals`);
  await settle(page);
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size.responseBodySize + size.responseHeadersSize, 0);
  console.log(`first load with the graph: ${(total / 1000).toFixed(0)} kB`);
  assert.ok(total > 50_000 && total < 600_000, `${total} bytes`);
  await context.close();
});

test("a graph of 2,000 nodes pans smoothly", async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.route("**/api/proposals*", (route) => route.fulfill({ json: manyProposals(2000) }));
  await page.goto(`${server.url}/proposals`);
  await page.waitForFunction(() => Number(document.querySelector(".canvas")?.dataset.nodes) >= 2000, null, { timeout: 60_000 });
  await settle(page);
  const box = await page.locator(".canvas").boundingBox();
  await page.mouse.move(box.x + 5, box.y + 5);
  await page.mouse.down();
  const idle = await frameTimes(page);
  const frames = frameTimes(page);
  for (let n = 0; n < 120; n++) await page.mouse.move(box.x + 5 + 4 * n, box.y + 5 + 2 * n);
  await page.mouse.up();
  const times = await frames;
  const at = (share) => times[Math.floor(share * times.length)].toFixed(1);
  const still = idle[Math.floor(idle.length / 2)];
  console.log(`frames while panning 2,000 nodes: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms; at rest ${still.toFixed(1)} ms`);
  // Without a graphics card the browser draws on the processor, which others may be using: a page at rest is the measure.
  assert.ok(Number(at(0.5)) < Math.max(34, 2.5 * still), `median frame ${at(0.5)} ms`);
  await context.close();
});

/** The times of some frames in milliseconds, sorted. */
function frameTimes(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        const times = [];
        let last = performance.now();
        const step = (now) => {
          times.push(now - last);
          last = now;
          if (times.length < 90) requestAnimationFrame(step);
          else done(times.slice(5).sort((a, b) => a - b));
        };
        requestAnimationFrame(step);
      }),
  );
}

/** Proposals by a few hundred made-up parties, `nodes` nodes in all. */
function manyProposals(nodes) {
  const parties = Math.floor(nodes / 5);
  const evidence = { document: "urn:text", title: "Made up", sentence: "Somebody proposes something.", start: 0, end: 28 };
  const rows = Array.from({ length: nodes - parties }, (_, n) => ({
    iri: `urn:proposal:${n}`, kind: "proposal", what: `the ${n}th measure for quieter harbours and cleaner rivers`,
    who: [{ iri: `urn:party:${(n * n) % parties}`, name: `Party ${(n * n) % parties}`, type: n % 2 ? "Person" : "Organization" }, { iri: `urn:party:${n % parties}`, name: `Party ${n % parties}`, type: "Organization" }],
    to: null, forum: null, law: null, date: null, value: null, currency: null, change: null, modality: "planned", hedge: null, direct: null, confidence: 0.9, rule: "made-up", evidence,
  }));
  return { total: rows.length, rows, people: [], bodies: [], forums: [] };
}
