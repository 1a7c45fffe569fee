import { useCallback, useEffect, useRef, useState } from 'react';

export interface Loaded<T> {
  data: T | null;
  error: unknown;
  loading: boolean;
  reload: () => void;
}

/**
 * Loads when it is first shown, when a dependency changes, and every so often where that is asked for, but not while
 * the page is hidden. What was loaded before stays until the next answer is there, unless a dependency changed.
 */
export function useLoad<T>(
  load: (signal: AbortSignal) => Promise<T>,
  dependencies: readonly unknown[],
  everyMillis = 0,
): Loaded<T> {
  const [state, setState] = useState<{ data: T | null; error: unknown; loading: boolean }>({
    data: null,
    error: null,
    loading: true,
  });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const key = JSON.stringify(dependencies);
  const shown = useRef(key);

  useEffect(() => {
    const abort = new AbortController();
    let timer: number | undefined;
    const run = async () => {
      setState((before) => ({ ...before, loading: true }));
      try {
        const data = await latest.current(abort.signal);
        if (!abort.signal.aborted) {
          setState({ data, error: null, loading: false });
        }
      } catch (error) {
        if (!abort.signal.aborted) {
          setState((before) => ({ ...before, error, loading: false }));
        }
      }
      if (everyMillis > 0 && !abort.signal.aborted) {
        timer = window.setTimeout(again, everyMillis);
      }
    };
    const again = () => {
      if (window.document.hidden) {
        timer = window.setTimeout(again, everyMillis);
      } else {
        void run();
      }
    };
    if (shown.current !== key) {
      shown.current = key;
      setState({ data: null, error: null, loading: true });
    }
    void run();
    return () => {
      abort.abort();
      window.clearTimeout(timer);
    };
  }, [key, turn, everyMillis]);

  const reload = useCallback(() => setTurn((before) => before + 1), []);
  return { ...state, reload };
}
