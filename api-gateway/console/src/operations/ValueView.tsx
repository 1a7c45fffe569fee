import type { ReactNode } from 'react';
import { time, words } from '../format';
import { Json } from '../ui/Json';
import { Facts } from '../ui/Page';
import { Status } from '../ui/Status';
import { Table } from '../ui/Table';

export type Row = Record<string, unknown>;

/** Columns of a table of rows that nobody described. */
const COLUMNS = 7;
/** Names that say how something stands. */
const STATES = /^(status|state|health|verdict)$/;
const TIMES = /(_at|_until|_since)$|^(at|timestamp|since)$/;

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The rows that a value is a list of: a list of objects, or objects by name. Null where it is none. */
function rowsOf(value: unknown): Row[] | null {
  if (Array.isArray(value)) {
    return value.length > 0 && value.every(isRow) ? value : null;
  }
  if (isRow(value)) {
    const entries = Object.entries(value);
    return entries.length > 1 && entries.every(([, item]) => isRow(item))
      ? entries.map(([key, item]) => ({ key, ...(item as Row) }))
      : null;
  }
  return null;
}

/** Any answer: what is plain as names and values, lists as tables, and the rest as JSON. */
export function ValueView(props: { value: unknown; caption: string; actions?: (row: Row) => ReactNode }) {
  const { value, caption } = props;
  const rows = rowsOf(value);
  if (rows) {
    return <RowTable caption={caption} rows={rows} actions={props.actions} />;
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? (
      <p className="empty">{caption}: none.</p>
    ) : (
      <Facts facts={[[caption, value.map((item) => plain(item)).join(', ')]]} />
    );
  }
  if (!isRow(value)) {
    return <p>{plain(value)}</p>;
  }
  const entries = Object.entries(value);
  const facts = entries.filter(([, item]) => isPlain(item));
  return (
    <>
      {facts.length > 0 && (
        <Facts facts={facts.map(([name, item]): [string, ReactNode] => [words(name), <Cell name={name} value={item} />])} />
      )}
      {entries
        .filter(([, item]) => !isPlain(item))
        .map(([name, item]) =>
          rowsOf(item) || Array.isArray(item) ? (
            <ValueView key={name} value={item} caption={words(name)} actions={props.actions} />
          ) : (
            <div key={name}>
              <h3>{words(name)}</h3>
              <Json value={item} />
            </div>
          ),
        )}
    </>
  );
}

interface NumberedRow {
  row: Row;
  key: string;
}

function RowTable(props: { caption: string; rows: Row[]; actions?: (row: Row) => ReactNode }) {
  const names = [...new Set(props.rows.flatMap((row) => Object.keys(row)))]
    .filter((name) => props.rows.every((row) => isPlain(row[name])))
    .slice(0, COLUMNS);
  const numbered: NumberedRow[] = props.rows.map((row, i) => ({ row, key: String(i) }));
  return (
    <Table<NumberedRow>
      caption={props.caption}
      rows={numbered}
      keyOf={({ key }) => key}
      details={({ row }) => (
        <div className="lineage">
          <ValueView value={row} caption={props.caption} />
          {props.actions?.(row)}
        </div>
      )}
      columns={names.map((name) => ({
        title: words(name),
        wide: true,
        numeric:
          props.rows.some((row) => typeof row[name] === 'number') &&
          props.rows.every((row) => typeof (row[name] ?? 0) === 'number'),
        cell: ({ row }) => <Cell name={name} value={row[name]} />,
      }))}
    />
  );
}

function Cell(props: { name: string; value: unknown }) {
  const { name, value } = props;
  if (typeof value === 'string' && STATES.test(name)) {
    return <Status of={value} />;
  }
  if (typeof value === 'string' && TIMES.test(name)) {
    return <>{time(value)}</>;
  }
  return <span className="text">{plain(value)}</span>;
}

function isPlain(value: unknown): boolean {
  return value === null || value === undefined || typeof value !== 'object';
}

function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') {
    return '–';
  }
  if (typeof value === 'boolean') {
    return value ? 'Yes' : 'No';
  }
  return isPlain(value) ? String(value) : JSON.stringify(value);
}
