import { useEffect, useRef, useState } from "preact/hooks";
import { links, navigate, useAddress } from "./lib/router";
import { AskView } from "./views/AskView";
import { EntityView } from "./views/EntityView";
import { LawsView } from "./views/LawsView";
import { OverviewView } from "./views/OverviewView";
import { ProposalsView } from "./views/ProposalsView";
import { ReadingView } from "./views/ReadingView";
import { SearchView } from "./views/SearchView";

const menu = [
  ["/", "Overview"],
  ["/proposals", "Who proposed what"],
  ["/laws", "Laws"],
  ["/ask", "Ask in SPARQL"],
] as const;

export function App() {
  const { path, params } = useAddress();
  const main = useRef<HTMLElement>(null);
  const place = path + (params.get("iri") ?? "");
  const first = useRef(true);

  // Whoever listens or tabs starts at the top of a new view.
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    main.current?.focus({ preventScroll: true });
    if (!params.get("at")) scrollTo(0, 0);
  }, [place]);

  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="top">
        <a class="brand" href="/">
          <img src="/icon.svg" alt="" width="28" height="28" />
          briefgraph
        </a>
        <nav aria-label="Views">
          {menu.map(([to, name]) => (
            <a key={to} href={to} aria-current={to === path ? "page" : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <SearchBox />
        <ThemeSwitch />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <View path={path} params={params} />
      </main>
      <footer class="bottom">
        <p>
          Every line was read by a program and can be wrong: open its sentence before you rely on it.{" "}
          <a href="/sparql?format=ttl">SPARQL endpoint</a> · <a href="/openapi.json">JSON routes</a> ·{" "}
          <a href="/store" download="briefgraph.nq">
            Whole graph
          </a>
        </p>
      </footer>
    </>
  );
}

function View({ path, params }: { path: string; params: URLSearchParams }) {
  const iri = params.get("iri") ?? "";
  switch (path) {
    case "/":
      return <OverviewView />;
    case "/proposals":
      return <ProposalsView params={params} />;
    case "/laws":
      return <LawsView params={params} />;
    case "/ask":
      return <AskView params={params} />;
    case "/entity":
      return <EntityView key={iri} iri={iri} params={params} />;
    case "/read":
      return <ReadingView key={iri} iri={iri} params={params} />;
    case "/search":
      return <SearchView params={params} />;
    default:
      return <h1>There is no such view</h1>;
  }
}

function SearchBox() {
  const { path, params } = useAddress();
  const [words, setWords] = useState(path === "/search" ? (params.get("q") ?? "") : "");
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (words.trim()) navigate(links.search(words.trim()));
      }}
    >
      <input
        type="search"
        aria-label="Search all names and texts"
        placeholder="Search names and texts"
        value={words}
        onInput={(event) => setWords(event.currentTarget.value)}
      />
      <button type="submit">Search</button>
    </form>
  );
}

type Theme = "auto" | "light" | "dark";

function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(() => (localStorage.getItem("theme") as Theme | null) ?? "auto");
  useEffect(() => {
    if (theme === "auto") {
      document.documentElement.removeAttribute("data-theme");
      localStorage.removeItem("theme");
    } else {
      document.documentElement.dataset.theme = theme;
      localStorage.setItem("theme", theme);
    }
    dispatchEvent(new Event("themechange"));
  }, [theme]);
  return (
    <label class="theme">
      <span class="unseen">Colours</span>
      <select value={theme} onChange={(event) => setTheme(event.currentTarget.value as Theme)}>
        <option value="auto">Auto</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  );
}
