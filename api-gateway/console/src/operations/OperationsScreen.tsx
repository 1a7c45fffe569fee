import { useEffect, useState } from 'react';
import { get, isNoRoute, type Query } from '../api/client';
import type { Operation } from '../api/document';
import { readOnly, useConsole } from '../console';
import { useLoad } from '../load';
import { Page, Section } from '../ui/Page';
import { CursorPager, Pager } from '../ui/Pager';
import { Wait } from '../ui/Problem';
import { isAbout, OperationForm } from './OperationForm';
import type { ScreenOfOperations } from './screens';
import { readFields, SchemaFields } from './SchemaFields';
import { isRow, ValueView, type Row } from './ValueView';

/** Of a list, and no filter of it. */
const PAGING = ['limit', 'offset', 'cursor', 'tenant_id'];

/** A list with all that can be done about it and about each of its rows. */
export function OperationsScreen(props: { of: ScreenOfOperations }) {
  const { of } = props;
  const { access, document } = useConsole();
  const [turn, setTurn] = useState(0);
  const operations = document
    .below(of.prefix)
    .filter((operation) => operation.method === 'GET' || !readOnly(access));
  const list = operations.find((operation) => operation.path === of.list && operation.method === 'GET');
  const others = operations.filter((operation) => operation !== list);
  const ofAll = others.filter((operation) => !operation.path.startsWith(`${of.list}/{`));
  const changed = () => setTurn((before) => before + 1);
  return (
    <Page title={of.title} about={of.about}>
      {list && <List of={of} operation={list} operations={others} turn={turn} changed={changed} />}
      {ofAll.length > 0 && (
        <Section title="What can be done">
          {ofAll.map((operation) => (
            <OperationForm key={`${operation.method} ${operation.path}`} operation={operation} done={changed} />
          ))}
        </Section>
      )}
    </Page>
  );
}

interface ListProps {
  of: ScreenOfOperations;
  operation: Operation;
  /** Those that may be about a row. */
  operations: Operation[];
  turn: number;
  changed: () => void;
}

function List(props: ListProps) {
  const { of, operation } = props;
  const { document, tenant, hide } = useConsole();
  const [filters, setFilters] = useState<Query>({});
  const [offset, setOffset] = useState(0);
  const [used, setUsed] = useState<string[]>([]);
  const parameters = operation.parameters.filter((one) => one.in === 'query');
  const takes = (name: string) => parameters.some((one) => one.name === name);
  const filterable = parameters.filter((one) => !PAGING.includes(one.name));
  const schema = {
    properties: Object.fromEntries(
      filterable.map((one) => [one.name, { ...one.schema, description: one.description ?? one.schema?.description }]),
    ),
    required: filterable.filter((one) => one.required).map((one) => one.name),
  };
  const query: Query = {
    ...filters,
    tenant_id: takes('tenant_id') ? tenant : undefined,
    offset: takes('offset') && offset > 0 ? offset : undefined,
    cursor: used.at(-1),
  };
  const complete = schema.required.every((name) => filters[name] !== undefined);
  const loaded = useLoad<unknown>(
    (signal) => (complete ? get<unknown>(of.list, query, { signal }) : Promise.resolve(null)),
    [query, complete, props.turn],
  );
  const gone = isNoRoute(loaded.error);
  useEffect(() => {
    if (gone) {
      hide(of.name);
    }
  }, [gone, hide, of.name]);

  const answer = loaded.data;
  const next = isRow(answer) && typeof answer.next_cursor === 'string' ? answer.next_cursor : null;
  const rowActions = (row: Row) =>
    props.operations
      .filter((one) => isAbout(one, row))
      .map((one) => (
        <OperationForm key={`${one.method} ${one.path}`} operation={one} row={row} done={props.changed} />
      ));
  return (
    <Section
      title={of.title}
      actions={
        <button type="button" onClick={loaded.reload}>
          Look again
        </button>
      }
    >
      {filterable.length > 0 && (
        <form
          className="filters"
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            setOffset(0);
            setUsed([]);
            setFilters(readFields(document, schema, new FormData(event.currentTarget)) as Query);
          }}
        >
          <SchemaFields document={document} schema={schema} />
          <button type="submit" className="primary">
            Show
          </button>
        </form>
      )}
      <Wait loaded={loaded} />
      {answer !== null && (
        <>
          <ValueView value={withoutPaging(answer)} caption={of.title} actions={rowActions} />
          {isRow(answer) && typeof answer.total === 'number' && typeof answer.limit === 'number' && (
            <Pager
              page={{ total: answer.total, limit: answer.limit, offset }}
              shown={Math.min(answer.limit, Math.max(0, answer.total - offset))}
              go={setOffset}
            />
          )}
          <CursorPager used={used} next={next} go={setUsed} />
        </>
      )}
    </Section>
  );
}

function withoutPaging(answer: unknown): unknown {
  if (!isRow(answer)) {
    return answer;
  }
  return Object.fromEntries(
    Object.entries(answer).filter(([name]) => !['limit', 'offset', 'total', 'next_cursor'].includes(name)),
  );
}
