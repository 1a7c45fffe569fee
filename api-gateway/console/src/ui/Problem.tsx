import { ApiError } from '../api/client';

export function explain(failure: unknown): string {
  if (!(failure instanceof ApiError)) {
    return failure instanceof Error ? failure.message : 'Something went wrong.';
  }
  switch (failure.code) {
    case 'insufficient_scope':
      return `${failure.message} Sign in with another key, or issue one that has it.`;
    case 'tenant_mismatch':
      return `${failure.message} A key without a tenant can see this.`;
    default:
      return [failure.message, ...failure.details].join(' ');
  }
}

export function Problem(props: { error: unknown; retry?: () => void }) {
  if (!props.error) {
    return null;
  }
  const failure = props.error instanceof ApiError ? props.error : null;
  return (
    <div className="problem" role="alert">
      <p>{explain(props.error)}</p>
      {failure && (
        <p className="fine">
          {failure.code}
          {failure.requestId ? ` · request ${failure.requestId}` : ''}
        </p>
      )}
      {props.retry && (
        <button type="button" onClick={props.retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** While the first answer is on its way, and what came instead of it. */
export function Wait(props: { loaded: { data: unknown; error: unknown; loading: boolean; reload: () => void } }) {
  const { data, error, loading, reload } = props.loaded;
  if (error) {
    return <Problem error={error} retry={reload} />;
  }
  return data === null && loading ? <p className="fine">Loading…</p> : null;
}
