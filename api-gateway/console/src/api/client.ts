import type { ErrorEnvelope } from './types';

/** What the server refused, or that it did not answer (`status` 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: string[],
    readonly requestId: string | null,
  ) {
    super(message);
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface Request {
  query?: Query;
  body?: unknown;
  /** The tenant that the request is made for, where it is another one than that of the console. */
  tenant?: string | null;
  signal?: AbortSignal;
  /** A status that has a body of its own and is no error. */
  accept?: number;
}

/** Kept in this variable alone: a reload forgets it. */
const caller = { key: '', tenant: '' };

let refused: () => void = () => {};

export function signIn(key: string, tenant: string): void {
  caller.key = key;
  caller.tenant = tenant;
}

export function chooseTenant(tenant: string): void {
  caller.tenant = tenant;
}

/** Calls this when the server does not take the key any longer. */
export function whenRefused(callback: () => void): void {
  refused = callback;
}

/** The name that a tenant header always has, whatever the installation calls its own. */
const TENANT_HEADER = 'X-Statewave-Tenant-ID';

export async function call<T>(method: string, path: string, request: Request = {}): Promise<T> {
  const headers = new Headers({ Accept: 'application/json' });
  if (caller.key) {
    headers.set('X-API-Key', caller.key);
  }
  const tenant = request.tenant || caller.tenant;
  if (tenant && headerText(tenant)) {
    headers.set(TENANT_HEADER, tenant);
  } else if (tenant && path.startsWith('/v1/')) {
    throw new ApiError(0, 'invalid_tenant', 'The name of this tenant has letters that a browser cannot send.', [], null);
  }
  if (request.body !== undefined) {
    headers.set('Content-Type', 'application/json');
  }
  let response: Response;
  try {
    response = await fetch(path + queryString(request.query), {
      method,
      headers,
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      signal: request.signal,
      credentials: 'omit',
      cache: 'no-store',
    });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') {
      throw failure;
    }
    throw new ApiError(0, 'unreachable', 'The server does not answer.', [], null);
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok || response.status === request.accept) {
    return body as T;
  }
  const error = errorOf(response.status, body);
  if (error.code === 'missing_api_key' || error.code === 'invalid_api_key') {
    refused();
  }
  throw error;
}

export function get<T>(path: string, query?: Query, request: Request = {}): Promise<T> {
  return call<T>('GET', path, { ...request, query });
}

/** A part of a path. */
export function part(text: string): string {
  if (text === '.' || text === '..') {
    // A browser would walk up the path instead, however they are encoded.
    throw new ApiError(0, 'unreachable_name', `“${text}” cannot be part of an address. Use the API by another client.`, [], null);
  }
  return encodeURIComponent(text);
}

export function isNoRoute(failure: unknown): boolean {
  return failure instanceof ApiError && failure.code === 'route_not_found';
}

/** Headers are Latin-1. */
function headerText(text: string): boolean {
  return [...text].every((character) => character.charCodeAt(0) < 256);
}

function queryString(query: Query = {}): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') {
      given.set(name, String(value));
    }
  }
  const text = given.toString();
  return text ? `?${text}` : '';
}

function errorOf(status: number, body: unknown): ApiError {
  const error = (body as Partial<ErrorEnvelope> | null)?.error;
  const details = Array.isArray(error?.details)
    ? error.details.map((detail) => `${(detail.loc ?? []).join('.')}: ${detail.msg ?? ''}`)
    : [];
  return new ApiError(
    status,
    error?.code ?? 'unknown',
    error?.message ?? `The server answered ${status}.`,
    details,
    error?.request_id ?? null,
  );
}
