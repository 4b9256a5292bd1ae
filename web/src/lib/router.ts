// The address is the state: every view can be shared by its link, and back and forward work.
import { useEffect, useState } from "preact/hooks";

export interface Address {
  path: string;
  params: URLSearchParams;
}

const listeners = new Set<() => void>();

function current(): Address {
  return { path: location.pathname, params: new URLSearchParams(location.search) };
}

export function navigate(to: string, options: { replace?: boolean } = {}) {
  if (options.replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  for (const listener of listeners) listener();
}

/** Sets some parameters of the present address; an empty value removes one. */
export function setParams(changes: Record<string, string | null>, options: { replace?: boolean } = { replace: true }) {
  const { path, params } = current();
  for (const [name, value] of Object.entries(changes)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  const search = params.toString();
  navigate(search ? `${path}?${search}` : path, options);
}

export function useAddress(): Address {
  const [address, setAddress] = useState(current);
  useEffect(() => {
    const update = () => setAddress(current());
    listeners.add(update);
    addEventListener("popstate", update);
    return () => {
      listeners.delete(update);
      removeEventListener("popstate", update);
    };
  }, []);
  return address;
}

const pagePaths = new Set(["/", "/proposals", "/laws", "/ask", "/entity", "/read", "/search"]);

/** Follows links between views without loading the page again. */
export function followLinksInPlace() {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = (event.target as Element).closest?.("a[href]") as HTMLAnchorElement | null;
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (!pagePaths.has(link.pathname)) return;
    event.preventDefault();
    navigate(link.pathname + link.search + link.hash);
  });
}

export const links = {
  entity: (iri: string) => `/entity?iri=${encodeURIComponent(iri)}`,
  read: (iri: string, at?: { start: number; end: number }) =>
    `/read?iri=${encodeURIComponent(iri)}${at ? `&at=${at.start}-${at.end}` : ""}`,
  search: (query: string) => `/search?q=${encodeURIComponent(query)}`,
  ask: (query: string) => `/ask?query=${encodeURIComponent(query)}`,
};
