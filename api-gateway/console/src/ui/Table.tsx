import { Fragment, useState, type ReactNode } from 'react';

export interface Column<Row> {
  title: string;
  cell: (row: Row) => ReactNode;
  /** Numbers stand at the right. */
  numeric?: boolean;
  /** Long text that may break. */
  wide?: boolean;
}

interface Props<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
  /** What an opened row shows below it. */
  details?: (row: Row) => ReactNode;
  empty?: string;
}

/** A table that scrolls in itself where it is wider than the page. */
export function Table<Row>(props: Props<Row>) {
  const [opened, setOpened] = useState<string | null>(null);
  const { details } = props;
  if (props.rows.length === 0) {
    return <p className="empty">{props.empty ?? 'There is nothing here.'}</p>;
  }
  return (
    <div className="table" role="region" aria-label={props.caption} tabIndex={0}>
      <table>
        <caption>{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column.title} scope="col" className={column.numeric ? 'numeric' : undefined}>
                {column.title}
              </th>
            ))}
            {details && <th scope="col">Details</th>}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => {
            const key = props.keyOf(row);
            const open = opened === key;
            return (
              <Fragment key={key}>
                <tr>
                  {props.columns.map((column) => (
                    <td key={column.title} className={column.numeric ? 'numeric' : column.wide ? 'wide' : undefined}>
                      {column.cell(row)}
                    </td>
                  ))}
                  {details && (
                    <td>
                      <button
                        type="button"
                        className="plain"
                        aria-expanded={open}
                        onClick={() => setOpened(open ? null : key)}
                      >
                        {open ? 'Close' : 'Open'}
                      </button>
                    </td>
                  )}
                </tr>
                {details && open && (
                  <tr className="opened">
                    <td colSpan={props.columns.length + 1}>{details(row)}</td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
