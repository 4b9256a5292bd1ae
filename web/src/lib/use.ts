import { useEffect, useState } from "preact/hooks";
import { get } from "./api";

export interface Loaded<T> {
  value: T | null;
  error: Error | null;
  loading: boolean;
}

/** Loads `path` and again whenever it changes; the old value stays until the new one is here. */
export function useLoaded<T>(path: string | null): Loaded<T> {
  const [state, setState] = useState<Loaded<T>>({ value: null, error: null, loading: path !== null });
  useEffect(() => {
    if (path === null) {
      setState({ value: null, error: null, loading: false });
      return;
    }
    const leaving = new AbortController();
    setState((old) => ({ ...old, error: null, loading: true }));
    get<T>(path, leaving.signal).then(
      (value) => setState({ value, error: null, loading: false }),
      (error: Error) => {
        if (!leaving.signal.aborted) setState({ value: null, error, loading: false });
      },
    );
    return () => leaving.abort();
  }, [path]);
  return state;
}

/** The value as it was when it had not changed for `delay` milliseconds. */
export function useSettled<T>(value: T, delay = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return settled;
}
