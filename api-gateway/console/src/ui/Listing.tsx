import { useState, type ReactNode } from 'react';
import { call, type Query } from '../api/client';
import type { Paged } from '../api/types';
import { useConsole } from '../console';
import { count, moment, number } from '../format';
import type { Loaded } from '../load';
import { useParams } from '../router';
import { Action } from './Action';
import { Choice, Filters, TextField } from './Filters';
import { CursorPager, Pager } from './Pager';
import { Wait } from './Problem';
import { Table, type Column } from './Table';

/** A field above a list. Its value stands in the address, so that a list can be linked to and gone back to. */
export interface Filter {
  /** In the address. */
  param: string;
  /** In the request. */
  query: string;
  label: string;
  /** Values and what they are called; any text where there are none. */
  options?: [string, string][];
  /** Whether it is a moment, which is filled in by the clock of the reader. */
  time?: boolean;
  placeholder?: string;
}

export interface Filtered {
  value: (param: string) => string;
  /** What the filters ask for, and where the list is at. */
  query: Query;
  /** The filters alone. */
  chosen: Record<string, string>;
  cursors: string[];
  goTo: (cursors: string[]) => void;
  goToOffset: (offset: number) => void;
  form: ReactNode;
}

/** The filters of a list and the page that is shown of it, whether that is known by a number or by a cursor. */
export function useFilters(filters: Filter[], about: unknown = null): Filtered {
  const [params, change] = useParams();
  const value = (param: string) => params.get(param) ?? '';
  const chosen: Record<string, string> = {};
  for (const filter of filters) {
    const text = value(filter.param);
    if (text !== '') {
      chosen[filter.query] = filter.time ? moment(text) : text;
    }
  }
  // Cursors are of one list: another filter begins at its first page.
  const key = JSON.stringify([chosen, about]);
  const [page, setPage] = useState<{ key: string; cursors: string[] }>({ key, cursors: [] });
  const cursors = page.key === key ? page.cursors : [];
  return {
    value,
    chosen,
    query: { ...chosen, offset: value('offset'), cursor: cursors.at(-1) },
    cursors,
    goTo: (used) => setPage({ key, cursors: used }),
    goToOffset: (offset) => change({ offset: String(offset) }),
    form: (
      <Filters apply={(values) => change({ ...values, offset: null })}>
        {filters.map((filter) =>
          filter.options ? (
            <Choice
              key={filter.param}
              name={filter.param}
              label={filter.label}
              value={value(filter.param)}
              options={[['', 'Any'], ...filter.options]}
            />
          ) : (
            <TextField
              key={filter.param}
              name={filter.param}
              label={filter.label}
              value={value(filter.param)}
              type={filter.time ? 'datetime-local' : undefined}
              placeholder={filter.placeholder}
            />
          ),
        )}
      </Filters>
    ),
  };
}

interface ListingProps<Page, Row> {
  filtered: Filtered;
  loaded: Loaded<Page>;
  rows: (page: Page) => Row[];
  caption: string;
  columns: Column<Row>[];
  keyOf: (row: Row) => string;
  details?: (row: Row) => ReactNode;
  empty?: string;
}

/** A list with its filters and its pages. */
export function Listing<Page extends Paged | { next_cursor: string | null }, Row>(props: ListingProps<Page, Row>) {
  const { filtered, loaded } = props;
  const { data } = loaded;
  const rows = data ? props.rows(data) : [];
  return (
    <>
      {filtered.form}
      <Wait loaded={loaded} />
      {data && (
        <>
          <Table
            caption={props.caption}
            rows={rows}
            keyOf={props.keyOf}
            empty={props.empty}
            details={props.details}
            columns={props.columns}
          />
          {'next_cursor' in data ? (
            <CursorPager used={filtered.cursors} next={data.next_cursor} go={filtered.goTo} />
          ) : (
            <Pager page={data} shown={rows.length} go={filtered.goToOffset} />
          )}
        </>
      )}
    </>
  );
}

interface DeleteEndedProps {
  path: string;
  /** What they are called: one, and several. */
  one: string;
  many: string;
  /** How those have ended that are deleted. */
  ended: string;
  /** The filters of the list, which count here too. */
  chosen: Record<string, string>;
  /** What stays as it is. */
  note: string;
  done: () => void;
}

/** Takes rows off a list whose work has ended, as the filters choose them. */
export function DeleteEnded(props: DeleteEndedProps) {
  const { tenant } = useConsole();
  const { status, ...others } = props.chosen;
  const narrowed = Object.values(others).map((value) => ` of ${value}`).join('');
  return (
    <Action
      label={`Delete ${props.ended} ${props.many}`}
      danger
      question={{
        title: `Delete all ${props.ended} ${props.many}?`,
        text: `All ${props.ended} ${props.many}${narrowed}${tenant ? ` of tenant ${tenant}` : ''} are taken off the list. ${props.note}`,
        action: 'Delete',
        danger: true,
      }}
      run={async () => {
        const done = await call<{ deleted: number }>('DELETE', props.path, {
          query: { tenant_id: tenant, status, ...others },
        });
        return `Deleted ${count(done.deleted, props.one, props.many)}.`;
      }}
      done={props.done}
    />
  );
}

/** Rows that came all at once, a page at a time. */
export function usePages<Row>(rows: Row[], limit = 50): { shown: Row[]; pager: ReactNode } {
  const [offset, setOffset] = useState(0);
  // The list may have become shorter meanwhile.
  const from = offset < rows.length ? offset : 0;
  const shown = rows.slice(from, from + limit);
  return {
    shown,
    pager: <Pager page={{ total: rows.length, limit, offset: from }} shown={shown.length} go={setOffset} />,
  };
}

/** A number that was counted up to a bound. */
export function upTo(value: number, bound: number): string {
  return value >= bound ? `${number(bound)} or more` : number(value);
}
