import { number } from '../format';
import type { Paged } from '../api/types';

/** Lists count up to this many. */
const COUNTED = 100_000;

export function Pager(props: { page: Paged; shown: number; go: (offset: number) => void }) {
  const { limit, offset, total } = props.page;
  if (offset === 0 && props.shown >= total) {
    return null;
  }
  const last = offset + props.shown;
  return (
    <nav className="pager" aria-label="Pages">
      <button type="button" disabled={offset === 0} onClick={() => props.go(Math.max(0, offset - limit))}>
        Previous
      </button>
      <span>
        {props.shown === 0 ? 'No rows' : `${number(offset + 1)}–${number(last)}`} of{' '}
        {total === COUNTED ? `${number(total)} or more` : number(total)}
      </span>
      <button type="button" disabled={props.shown < limit || last >= total} onClick={() => props.go(offset + limit)}>
        Next
      </button>
    </nav>
  );
}

/** For lists that know only what comes next: the way back is the cursors that were used. */
export function CursorPager(props: { used: string[]; next: string | null; go: (used: string[]) => void }) {
  if (props.used.length === 0 && !props.next) {
    return null;
  }
  const { next, used } = props;
  return (
    <nav className="pager" aria-label="Pages">
      <button type="button" disabled={used.length === 0} onClick={() => props.go(used.slice(0, -1))}>
        Previous
      </button>
      <span>Page {number(used.length + 1)}</span>
      <button type="button" disabled={!next} onClick={() => next && props.go([...used, next])}>
        Next
      </button>
    </nav>
  );
}
