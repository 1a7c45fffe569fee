import { useState, type FormEvent } from 'react';
import { call, get } from '../api/client';
import type { Endpoint, Endpoints as Found } from '../api/types';
import { readOnly, useConsole } from '../console';
import { useLoad } from '../load';
import { address, Link } from '../router';
import { Listing, useFilters } from '../ui/Listing';
import { Page, Section } from '../ui/Page';
import { explain } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import { EndpointFields, readEndpoint, Secret } from './EndpointForm';

export function Endpoints() {
  const { access, tenant } = useConsole();
  const [secret, setSecret] = useState<Endpoint | null>(null);
  const filtered = useFilters([], tenant);
  const query = { tenant_id: tenant, limit: 50, cursor: filtered.cursors.at(-1) };
  const loaded = useLoad((signal) => get<Found>('/admin/webhook-endpoints', query, { signal }), [query]);
  const created = (endpoint: Endpoint) => {
    setSecret(endpoint);
    loaded.reload();
  };
  return (
    <Page title="Webhook endpoints" about="Who is told of events, at which address, and how that goes.">
      {secret && <Secret endpoint={secret} close={() => setSecret(null)} />}
      <Section title="Endpoints">
        <Listing
          filtered={{ ...filtered, form: null }}
          loaded={loaded}
          rows={(page) => page.endpoints}
          caption="Endpoints, the newest first"
          keyOf={(endpoint) => endpoint.id}
          empty="Nobody is told of events by an endpoint."
          columns={[
            {
              title: 'Address',
              wide: true,
              cell: (endpoint) => (
                <Link to={address('endpoint', { id: endpoint.id, tenant: endpoint.tenant_id })}>{endpoint.url}</Link>
              ),
            },
            { title: 'State', cell: (endpoint) => <EndpointStatus of={endpoint} /> },
            { title: 'Tenant', cell: (endpoint) => endpoint.tenant_id ?? '–' },
            { title: 'What it is', wide: true, cell: (endpoint) => endpoint.description || '–' },
            { title: 'Events', wide: true, cell: (endpoint) => endpoint.event_types.join(', ') || 'all' },
            { title: 'Fails since', cell: (endpoint) => <Time at={endpoint.failing_since} /> },
          ]}
        />
      </Section>
      {!readOnly(access) && <CreateForm created={created} />}
    </Page>
  );
}

/** Disabled, paused, failing or well, in this order. */
export function EndpointStatus(props: { of: Endpoint }) {
  const { of } = props;
  if (!of.enabled) {
    const why: Record<string, string> = {
      gone: 'Disabled: its receiver is gone',
      failing: 'Disabled: it failed for too long',
      request: 'Disabled on request',
    };
    return <Status of="disabled" text={why[of.disabled_reason ?? ''] ?? 'Disabled'} />;
  }
  if (of.paused) {
    return <Status of="paused" />;
  }
  return of.failing_since ? <Status of="failing" /> : <Status of="active" />;
}

function CreateForm(props: { created: (endpoint: Endpoint) => void }) {
  const { access, tenant, document, confirm, tell } = useConsole();
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    try {
      const body = readEndpoint(document, form);
      const of = access.tenant_id ?? String(form.get('tenant') ?? '').trim();
      const sure = await confirm({
        title: 'Register this endpoint?',
        text: `Events ${of ? `of tenant ${of}` : 'without a tenant'} are sent to ${String(body.url)}.`,
        action: 'Register',
      });
      if (!sure) {
        return;
      }
      const endpoint = await call<Endpoint>('POST', '/admin/webhook-endpoints', { query: { tenant_id: of }, tenant: of, body });
      setProblem(null);
      element.reset();
      tell({ text: `Registered the endpoint ${endpoint.url}.`, failed: false });
      props.created(endpoint);
    } catch (failure) {
      setProblem(explain(failure));
    }
  };
  return (
    <Section title="Register an endpoint">
      <form onSubmit={(event) => void submit(event)}>
        {access.tenant_id === null && (
          <div className="field">
            <label htmlFor="endpoint-tenant">Whose events: tenant</label>
            <input id="endpoint-tenant" name="tenant" maxLength={256} defaultValue={tenant} placeholder="those without a tenant" autoComplete="off" />
          </div>
        )}
        <EndpointFields />
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" className="primary">
          Register
        </button>
      </form>
    </Section>
  );
}
