import { get } from './client';

/** A schema of the OpenAPI document, as far as forms are made of it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

export interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

interface RawOperation {
  summary?: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content?: Record<string, { schema?: Schema }> };
}

interface Document {
  paths: Record<string, Record<string, RawOperation>>;
  components: Record<string, Record<string, unknown>>;
}

/** An operation that the server has. */
export interface Operation {
  method: string;
  path: string;
  summary: string;
  description: string;
  parameters: Parameter[];
  /** Null where it takes none. */
  body: Schema | null;
  bodyRequired: boolean;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** What the server can do: its own OpenAPI document. Whatever is not in it is not offered. */
export class ApiDocument {
  private constructor(private readonly document: Document) {}

  static async load(): Promise<ApiDocument> {
    return new ApiDocument(await get<Document>('/openapi.json'));
  }

  has(method: string, path: string): boolean {
    return this.document.paths[path]?.[method.toLowerCase()] !== undefined;
  }

  /** The operations of a path and of all paths below it. */
  below(prefix: string): Operation[] {
    return Object.entries(this.document.paths)
      .filter(([path]) => path === prefix || path.startsWith(`${prefix}/`))
      .flatMap(([path, operations]) =>
        METHODS.filter((method) => operations[method]).map((method) =>
          this.operation(method, path, operations[method] as RawOperation, operations.parameters),
        ),
      );
  }

  operationOf(method: string, path: string): Operation | undefined {
    return this.below(path).find((operation) => operation.path === path && operation.method === method);
  }

  /** The schema itself, with what it refers to put in. */
  resolve(schema: Schema | undefined): Schema {
    let found = schema ?? {};
    for (let depth = 0; found.$ref && depth < 10; depth++) {
      found = this.referred<Schema>(found.$ref);
    }
    if (!found.allOf) {
      return found;
    }
    const parts = found.allOf.map((one) => this.resolve(one));
    return {
      ...found,
      type: 'object',
      properties: Object.assign({}, ...parts.map((one) => one.properties ?? {}), found.properties ?? {}),
      required: [...parts, found].flatMap((one) => one.required ?? []),
    };
  }

  /** A schema by its name; one without anything where there is none. */
  named(name: string): Schema {
    return this.resolve(this.document.components.schemas?.[name] as Schema | undefined);
  }

  private operation(method: string, path: string, raw: RawOperation, shared: unknown): Operation {
    const parameters = [...(Array.isArray(shared) ? (shared as Parameter[]) : []), ...(raw.parameters ?? [])];
    const schema = raw.requestBody?.content?.['application/json']?.schema;
    return {
      method: method.toUpperCase(),
      path,
      summary: raw.summary ?? `${method.toUpperCase()} ${path}`,
      description: raw.description ?? '',
      parameters: parameters.map((parameter) =>
        parameter.$ref ? this.referred<Parameter>(parameter.$ref) : parameter,
      ),
      body: schema ? this.resolve(schema) : null,
      bodyRequired: raw.requestBody?.required === true,
    };
  }

  private referred<T extends object>(reference: string): T {
    let found: unknown = this.document;
    for (const name of reference.replace(/^#\//, '').split('/')) {
      found = (found as Record<string, unknown> | undefined)?.[name];
    }
    return (found ?? {}) as T;
  }
}
