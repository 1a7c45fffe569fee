import { useId } from 'react';
import type { ApiDocument, Schema } from '../api/document';
import { words } from '../format';

type Kind = 'boolean' | 'choice' | 'integer' | 'number' | 'text' | 'long text' | 'list' | 'json';

const LONG = 2_000;

interface Field {
  name: string;
  kind: Kind;
  schema: Schema;
  required: boolean;
  nullable: boolean;
}

function fieldsOf(document: ApiDocument, schema: Schema): Field[] {
  return Object.entries(schema.properties ?? {}).map(([name, given]) => {
    const resolved = document.resolve(given);
    const types = [resolved.type ?? []].flat();
    return {
      name,
      kind: kindOf(name, document, resolved, types),
      schema: { ...resolved, description: given.description ?? resolved.description },
      required: schema.required?.includes(name) ?? false,
      nullable: types.includes('null'),
    };
  });
}

function kindOf(name: string, document: ApiDocument, schema: Schema, types: string[]): Kind {
  if (schema.enum) {
    return 'choice';
  }
  switch (types.find((type) => type !== 'null')) {
    case 'boolean':
      return 'boolean';
    case 'integer':
      return 'integer';
    case 'number':
      return 'number';
    case 'string':
      return /yaml|content|text/.test(name) || (schema.maxLength ?? 0) > LONG ? 'long text' : 'text';
    case 'array':
      return document.resolve(schema.items).type === 'string' ? 'list' : 'json';
    default:
      return 'json';
  }
}

interface Props {
  document: ApiDocument;
  /** An object. */
  schema: Schema;
  values?: Record<string, unknown>;
  /** Before the names of the fields, where several such objects are in one form. */
  prefix?: string;
}

/** A field for each property of a schema. */
export function SchemaFields(props: Props) {
  return (
    <div className="schema">
      {fieldsOf(props.document, props.schema).map((field) => (
        <SchemaField
          key={field.name}
          field={field}
          name={(props.prefix ?? '') + field.name}
          value={props.values?.[field.name]}
        />
      ))}
    </div>
  );
}

function SchemaField(props: { field: Field; name: string; value: unknown }) {
  const id = useId();
  const { field, name, value } = props;
  const { schema } = field;
  const shared = { id, name, 'aria-describedby': schema.description ? `${id}-about` : undefined };
  const unset = schema.default === undefined ? 'Not set' : `Not set: ${String(schema.default)}`;
  return (
    <div className="field">
      <label htmlFor={id}>
        {words(field.name)}
        {field.required && ' (needed)'}
      </label>
      {field.kind === 'choice' && (
        <select {...shared} required={field.required} defaultValue={value === undefined ? '' : String(value)}>
          <option value="">{unset}</option>
          {schema.enum
            ?.filter((one) => one !== null)
            .map((one) => (
              <option key={String(one)} value={String(one)}>
                {choice(String(one))}
              </option>
            ))}
        </select>
      )}
      {field.kind === 'boolean' && (
        <select {...shared} required={field.required} defaultValue={value === undefined ? '' : String(value)}>
          <option value="">{unset}</option>
          <option value="true">Yes</option>
          <option value="false">No</option>
        </select>
      )}
      {(field.kind === 'integer' || field.kind === 'number') && (
        <input
          {...shared}
          type="number"
          required={field.required}
          min={schema.minimum}
          max={schema.maximum}
          step={field.kind === 'integer' ? 1 : 'any'}
          defaultValue={value === undefined || value === null ? '' : String(value)}
        />
      )}
      {field.kind === 'text' && (
        <input
          {...shared}
          required={field.required}
          maxLength={schema.maxLength}
          defaultValue={typeof value === 'string' ? value : ''}
          placeholder={schema.format === 'date-time' ? '2026-01-31T12:00:00Z' : undefined}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      {(field.kind === 'long text' || field.kind === 'list' || field.kind === 'json') && (
        <textarea
          {...shared}
          rows={field.kind === 'list' ? 3 : 6}
          required={field.required}
          defaultValue={shown(field.kind, value)}
          spellCheck={false}
        />
      )}
      <p className="fine" id={`${id}-about`}>
        {schema.description}
        {field.kind === 'list' && ' One a line.'}
        {field.kind === 'json' && ' As JSON.'}
      </p>
    </div>
  );
}

/** Names of states are written out; other values, such as names of topics, stay as they are. */
function choice(value: string): string {
  return /^[a-z_]+$/.test(value) ? words(value) : value;
}

function shown(kind: Kind, value: unknown): string {
  if (value === undefined || value === null) {
    return '';
  }
  if (kind === 'list' && Array.isArray(value)) {
    return value.map(String).join('\n');
  }
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/**
 * What was filled in; an empty field is left out, or is null where it had a value and may have none.
 *
 * @throws Error where JSON was asked for and something else was filled in
 */
export function readFields(
  document: ApiDocument,
  schema: Schema,
  form: FormData,
  values: Record<string, unknown> = {},
  prefix = '',
): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const field of fieldsOf(document, schema)) {
    const raw = String(form.get(prefix + field.name) ?? '');
    const text = field.kind === 'long text' ? raw : raw.trim();
    if (text !== '') {
      given[field.name] = read(field, text);
    } else if (field.nullable && values[field.name] !== undefined && values[field.name] !== null) {
      given[field.name] = null;
    }
  }
  return given;
}

function read(field: Field, text: string): unknown {
  switch (field.kind) {
    case 'boolean':
      return text === 'true';
    case 'integer':
    case 'number':
      return Number(text);
    case 'choice':
      return field.schema.enum?.find((one) => String(one) === text) ?? text;
    case 'list':
      return text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
    case 'json':
      try {
        return JSON.parse(text) as unknown;
      } catch {
        throw new Error(`${words(field.name)} is not JSON.`);
      }
    default:
      return text;
  }
}
