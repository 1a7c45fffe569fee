import { useCallback, useSyncExternalStore, type MouseEvent, type ReactNode } from 'react';

const BASE = '/console';

export type Params = Record<string, string | null | undefined>;

const listeners = new Set<() => void>();

window.addEventListener('popstate', () => listeners.forEach((listener) => listener()));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The address of a screen. */
export function address(screen: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value) {
      query.set(name, value);
    }
  }
  const text = query.toString();
  return `${BASE}/${screen}${text ? `?${text}` : ''}`;
}

export function navigate(to: string, replace = false): void {
  if (replace) {
    window.history.replaceState(null, '', to);
  } else {
    window.history.pushState(null, '', to);
  }
  listeners.forEach((listener) => listener());
}

/** The name of the screen that the address names; empty for the first one. */
export function useScreen(): string {
  const path = useSyncExternalStore(subscribe, () => window.location.pathname);
  return path.slice(BASE.length).replace(/^\/+|\/+$/g, '');
}

/** The parameters of the address, and a function that changes some of them. */
export function useParams(): [URLSearchParams, (changed: Params) => void] {
  const search = useSyncExternalStore(subscribe, () => window.location.search);
  const change = useCallback((changed: Params) => {
    const params = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(changed)) {
      if (value) {
        params.set(name, value);
      } else {
        params.delete(name);
      }
    }
    const text = params.toString();
    navigate(window.location.pathname + (text ? `?${text}` : ''));
  }, []);
  return [new URLSearchParams(search), change];
}

export function Link(props: { to: string; current?: boolean; children: ReactNode }) {
  const follow = (event: MouseEvent) => {
    if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      navigate(props.to);
    }
  };
  return (
    <a href={props.to} onClick={follow} aria-current={props.current ? 'page' : undefined}>
      {props.children}
    </a>
  );
}
