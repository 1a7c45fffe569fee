import { useMemo, useState, type FormEvent } from 'react';
import { call, part, type Query } from '../api/client';
import type { Operation, Parameter, Schema } from '../api/document';
import { useConsole } from '../console';
import { explain } from '../ui/Problem';
import { readFields, SchemaFields } from './SchemaFields';
import { ValueView, type Row } from './ValueView';

interface Props {
  operation: Operation;
  /** What it is done to; where it names what the path needs, nobody is asked for it. */
  row?: Row;
  /** When something was changed. */
  done: () => void;
}

function pathNames(operation: Operation): string[] {
  return [...operation.path.matchAll(/\{([^}]+)\}/g)].map((found) => found[1] ?? '');
}

/** What a row is called. */
function nameOf(row: Row | undefined): string | null {
  return textOf(row?.id ?? row?.name ?? row?.key);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/**
 * What a row says about the parameters of a path. The last one is what the operation is about, which the row may call by
 * another name; what stands before it has to be there under its own.
 */
function placesOf(operation: Operation, row: Row | undefined): Record<string, string> {
  const names = pathNames(operation);
  const places: Record<string, string> = {};
  names.forEach((name, i) => {
    const found = textOf(row?.[name]) ?? (i === names.length - 1 ? nameOf(row) : null);
    if (found !== null) {
      places[name] = found;
    }
  });
  return places;
}

/**
 * Whether an operation can be about a row: its path ends with what the row has, or its body takes ids, or needs something
 * that the row has.
 */
export function isAbout(operation: Operation, row: Row): boolean {
  const last = pathNames(operation).at(-1);
  if (last !== undefined) {
    return placesOf(operation, row)[last] !== undefined;
  }
  return (
    operation.method !== 'GET' &&
    (operation.body?.properties?.ids !== undefined ||
      (operation.body?.required ?? []).some((name) => typeof row[name] === 'string'))
  );
}

function schemaOf(parameters: Parameter[]): Schema {
  return {
    properties: Object.fromEntries(
      parameters.map((one) => [one.name, { ...one.schema, description: one.description ?? one.schema?.description }]),
    ),
    required: parameters.filter((one) => one.required).map((one) => one.name),
  };
}

/** One operation of the API as a form that is made of its description. */
export function OperationForm(props: Props) {
  const { operation, row } = props;
  const { document, tenant, confirm, tell } = useConsole();
  const [problem, setProblem] = useState<string | null>(null);
  const [answer, setAnswer] = useState<{ value: unknown } | null>(null);
  const [busy, setBusy] = useState(false);

  const { known, path, query, body, tryable } = useMemo(() => {
    const known = placesOf(operation, row);
    const inPath = operation.parameters.filter((one) => one.in === 'path' && known[one.name] === undefined);
    const inQuery = operation.parameters.filter((one) => one.in === 'query' && one.name !== 'tenant_id');
    return {
      known,
      path: schemaOf(inPath),
      query: schemaOf(inQuery),
      body: operation.body ?? {},
      tryable: [...inQuery.map((one) => one.name), ...Object.keys(operation.body?.properties ?? {})].includes('dry_run'),
    };
  }, [operation, row]);
  // What can be tried is tried first.
  const preset: Record<string, unknown> = { ...(tryable && { dry_run: true }), ...presetOf(body, row, tenant) };

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    try {
      const places = readFields(document, path, form, {}, 'path.');
      const asked = readFields(document, query, form, {}, 'query.') as Query;
      const sent = readFields(document, body, form, {}, 'body.');
      if (tenant && operation.parameters.some((one) => one.name === 'tenant_id' && one.in === 'query')) {
        asked.tenant_id = tenant;
      }
      const address = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) =>
        part(known[name] ?? String(places[name] ?? '')),
      );
      setProblem(null);
      const trial = sent.dry_run === true || asked.dry_run === true;
      const changes = operation.method !== 'GET' && !trial;
      if (changes) {
        const sure = await confirm({
          title: `${operation.summary}?`,
          text: `${operation.method} ${address}\n${JSON.stringify({ ...asked, ...sent }, null, 2)}`,
          action: 'Do it',
          danger: operation.method === 'DELETE',
        });
        if (!sure) {
          return;
        }
      }
      setBusy(true);
      const value = await call<unknown>(operation.method, address, {
        query: asked,
        body: operation.body ? sent : undefined,
        tenant,
      });
      setAnswer({ value });
      if (changes) {
        tell({ text: `Done: ${operation.summary}.`, failed: false });
        props.done();
      }
    } catch (failure) {
      setAnswer(null);
      setProblem(explain(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <details className="operation">
      <summary>{operation.summary}</summary>
      {operation.description && <p className="fine">{operation.description}</p>}
      <form onSubmit={(event) => void submit(event)}>
        <SchemaFields document={document} schema={path} prefix="path." />
        <SchemaFields document={document} schema={query} prefix="query." values={preset} />
        <SchemaFields document={document} schema={body} prefix="body." values={preset} />
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" disabled={busy} className={operation.method === 'DELETE' ? 'danger' : 'primary'}>
          {operation.method === 'GET' ? 'Show' : operation.summary}
        </button>
      </form>
      {answer && <ValueView value={answer.value} caption="Answer" />}
    </details>
  );
}

/** What a row says already about the fields of a body: which one it is, or else what it is like. */
function presetOf(body: Schema, row: Row | undefined, tenant: string): Record<string, unknown> {
  const names = Object.keys(body.properties ?? {});
  const preset: Record<string, unknown> = names.includes('tenant_id') && tenant ? { tenant_id: tenant } : {};
  const id = textOf(row?.id);
  if (names.includes('ids') && id !== null) {
    return { ...preset, ids: [id] };
  }
  for (const name of names) {
    const value = row?.[name];
    if (value !== undefined && value !== null) {
      preset[name] = value;
    }
  }
  return preset;
}
