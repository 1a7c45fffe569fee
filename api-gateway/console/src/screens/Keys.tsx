import { useState, type FormEvent } from 'react';
import { call, get, part } from '../api/client';
import type { ApiKey, ApiKeys } from '../api/types';
import { readOnly, useConsole } from '../console';
import { number } from '../format';
import { useLoad } from '../load';
import { useParams } from '../router';
import { Action } from '../ui/Action';
import { Page, Section } from '../ui/Page';
import { Pager } from '../ui/Pager';
import { explain, Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import { Table } from '../ui/Table';

const SCOPES: [string, string][] = [
  ['read', 'Read: ask questions'],
  ['write', 'Write: record and change'],
  ['admin', 'Admin: this console, and further keys'],
];

export function Keys() {
  const { access } = useConsole();
  return (
    <Page title="Keys" about="Who may call the API. Give each program a key of its own, with no more than it needs.">
      {access.key_required ? (
        <IssuedKeys />
      ) : (
        <p className="empty">
          Access is open: everybody may do everything. Set STATEWAVE_API_KEY, restart the gateway, and issue keys here.
        </p>
      )}
    </Page>
  );
}

function IssuedKeys() {
  const { access, tenant, tell } = useConsole();
  const [params, change] = useParams();
  const [secret, setSecret] = useState<ApiKey | null>(null);
  const query = { tenant_id: tenant, limit: 50, offset: params.get('offset') ?? '' };
  const loaded = useLoad((signal) => get<ApiKeys>('/admin/keys', query, { signal }), [query]);
  const { data } = loaded;
  const issued = (key: ApiKey) => {
    setSecret(key);
    tell({ text: `Issued the key ${key.name}.`, failed: false });
    loaded.reload();
  };
  return (
    <>
      {secret?.key && (
        <Section title={`The key ${secret.name}`}>
          <p>Copy it now. It is shown this once.</p>
          <pre tabIndex={0}>{secret.key}</pre>
          <button type="button" onClick={() => setSecret(null)}>
            I have it
          </button>
        </Section>
      )}
      <Section title="Issued keys">
        <Wait loaded={loaded} />
        {data && (
          <>
            <Table
              caption="Keys, the newest first"
              rows={data.keys}
              keyOf={(key) => key.id}
              empty="No key was issued yet."
              columns={[
                { title: 'Name', wide: true, cell: (key) => key.name },
                { title: 'Id', cell: (key) => <code>{key.id}</code> },
                { title: 'Scopes', cell: (key) => key.scopes.join(', ') },
                { title: 'Tenant', cell: (key) => key.tenant_id ?? 'any' },
                { title: 'State', cell: (key) => <Status of={stateOf(key)} /> },
                { title: 'Issued', cell: (key) => <Time at={key.created_at} /> },
                { title: 'Expires', cell: (key) => <Time at={key.expires_at} /> },
                { title: 'A minute', numeric: true, cell: (key) => number(key.rpm) },
                {
                  title: 'Change',
                  cell: (key) =>
                    key.revoked_at === null && (
                      <span className="actions">
                        <Action
                          label="Rotate"
                          question={{
                            title: `Give ${key.name} another secret?`,
                            text: 'The present one goes on for an hour. The new one is shown once.',
                            action: 'Rotate',
                          }}
                          run={async () => {
                            setSecret(
                              await call<ApiKey>('POST', `/admin/keys/${part(key.id)}/rotate`, {
                                body: { grace_seconds: 3600 },
                              }),
                            );
                            return `The key ${key.name} has another secret. The former one goes on for an hour.`;
                          }}
                          done={loaded.reload}
                        />
                        <Action
                          label="Revoke"
                          danger
                          question={{
                            title: `Revoke ${key.name}?`,
                            text: 'Whoever uses it is refused within five seconds. It cannot be taken back.',
                            action: 'Revoke',
                            danger: true,
                          }}
                          run={async () => {
                            await call('DELETE', `/admin/keys/${part(key.id)}`);
                            return `Revoked the key ${key.name}.`;
                          }}
                          done={loaded.reload}
                        />
                      </span>
                    ),
                },
              ]}
            />
            <Pager page={data} shown={data.keys.length} go={(offset) => change({ offset: String(offset) })} />
          </>
        )}
      </Section>
      {!readOnly(access) && <IssueForm issued={issued} />}
    </>
  );
}

function stateOf(key: ApiKey): string {
  if (key.revoked_at !== null) {
    return 'revoked';
  }
  return key.expires_at !== null && new Date(key.expires_at).getTime() < Date.now() ? 'expired' : 'active';
}

function IssueForm(props: { issued: (key: ApiKey) => void }) {
  const { access, tenant, confirm } = useConsole();
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const scopes = form.getAll('scopes').map(String);
    if (scopes.length === 0) {
      setProblem('Choose at least one scope.');
      return;
    }
    const named = text('tenant');
    const sure = await confirm({
      title: 'Issue this key?',
      text: `${text('name')}: ${scopes.join(', ')}, ${named ? `for tenant ${named} alone` : 'for every tenant'}.`,
      action: 'Issue',
    });
    if (!sure) {
      return;
    }
    try {
      const key = await call<ApiKey>('POST', '/admin/keys', {
        body: {
          name: text('name'),
          scopes,
          tenant_id: named || null,
          rpm: text('rpm') ? Number(text('rpm')) : null,
          expires_at: text('expires') ? new Date(text('expires')).toISOString() : null,
        },
      });
      setProblem(null);
      element.reset();
      props.issued(key);
    } catch (failure) {
      setProblem(explain(failure));
    }
  };
  return (
    <Section title="Issue a key">
      <form onSubmit={(event) => void submit(event)}>
        <div className="filters">
          <div className="field grows">
            <label htmlFor="key-name">Name</label>
            <input id="key-name" name="name" required maxLength={128} autoComplete="off" />
          </div>
          <div className="field">
            <label htmlFor="key-tenant">For tenant</label>
            <input
              id="key-tenant"
              name="tenant"
              maxLength={256}
              defaultValue={access.tenant_id ?? tenant}
              readOnly={access.tenant_id !== null}
              placeholder="any"
              autoComplete="off"
            />
          </div>
          <div className="field">
            <label htmlFor="key-expires">Expires</label>
            <input id="key-expires" name="expires" type="datetime-local" />
          </div>
          <div className="field">
            <label htmlFor="key-rpm">Requests a minute</label>
            <input id="key-rpm" name="rpm" type="number" min={1} max={1000000} />
          </div>
        </div>
        <fieldset>
          <legend>Scopes</legend>
          {SCOPES.map(([scope, about]) => (
            <div key={scope} className="field check">
              <input id={`scope-${scope}`} name="scopes" type="checkbox" value={scope} />
              <label htmlFor={`scope-${scope}`}>{about}</label>
            </div>
          ))}
        </fieldset>
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" className="primary">
          Issue
        </button>
      </form>
    </Section>
  );
}
