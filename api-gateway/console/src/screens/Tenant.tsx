import { useMemo, useState, type FormEvent } from 'react';
import { call, get, part } from '../api/client';
import type { TenantConfig } from '../api/types';
import { readOnly, useConsole } from '../console';
import { words } from '../format';
import { useLoad } from '../load';
import { readFields, SchemaFields } from '../operations/SchemaFields';
import { address, Link, useParams } from '../router';
import { Json } from '../ui/Json';
import { Facts, Page, Section } from '../ui/Page';
import { explain, Wait } from '../ui/Problem';
import { Time } from '../ui/Status';
import { TenantWork } from './TenantWork';

/** Of the request, and no part of the configuration. */
const NOT_STORED = ['expected_version', 'force_region_pin'];

export function TenantScreen() {
  const { document } = useConsole();
  const [params] = useParams();
  const tenant = params.get('id') ?? '';
  const loaded = useLoad(
    (signal) => get<TenantConfig>(`/admin/tenants/${part(tenant)}/config`, {}, { signal }),
    [tenant],
  );
  const { data } = loaded;
  return (
    <Page title={`Tenant ${tenant}`} about={<Link to={address('tenants')}>All tenants</Link>}>
      {document.has('get', '/admin/tenant-pauses') && (
        <Section title="Work">
          <TenantWork tenant={tenant} />
        </Section>
      )}
      <Wait loaded={loaded} />
      {data && (
        <>
          <Section title="Configuration">
            <Facts
              facts={[
                ['Version', data.version === 0 ? 'Nothing was set yet' : String(data.version)],
                ['Last changed', <Time at={data.updated_at} />],
                ['Who changed it', <Link to={address('audit', { tenant })}>Its audit</Link>],
              ]}
            />
            <details>
              <summary>As it is stored</summary>
              <Json value={data.config} />
            </details>
          </Section>
          <ConfigForm key={data.version} tenant={tenant} stored={data} saved={loaded.reload} />
        </>
      )}
    </Page>
  );
}

/** What can be set, and how, is what the server's own document says. */
function ConfigForm(props: { tenant: string; stored: TenantConfig; saved: () => void }) {
  const { tenant, stored, saved } = props;
  const { access, document, confirm, tell } = useConsole();
  const [problem, setProblem] = useState<string | null>(null);
  const path = '/admin/tenants/{tenant_id}/config';
  const schema = useMemo(() => {
    const body = document.operationOf('PATCH', path)?.body ?? {};
    const properties = Object.entries(body.properties ?? {}).filter(([name]) => !NOT_STORED.includes(name));
    return { ...body, required: [], properties: Object.fromEntries(properties) };
  }, [document]);

  if (readOnly(access)) {
    return null;
  }
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    let given: Record<string, unknown>;
    try {
      given = readFields(document, schema, new FormData(event.currentTarget), stored.config);
      setProblem(null);
    } catch (failure) {
      setProblem(explain(failure));
      return;
    }
    const changed = Object.fromEntries(
      Object.entries(given).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(stored.config[name])),
    );
    const names = Object.keys(changed);
    if (names.length === 0) {
      tell({ text: 'Nothing was changed.', failed: false });
      return;
    }
    const sure = await confirm({
      title: `Change the configuration of ${tenant}?`,
      text: names.map((name) => `${words(name)}: ${said(stored.config[name])} → ${said(changed[name])}`).join('\n'),
      action: 'Change',
    });
    if (!sure) {
      return;
    }
    try {
      const after = await call<TenantConfig>('PATCH', `/admin/tenants/${part(tenant)}/config`, {
        body: { ...changed, expected_version: stored.version },
      });
      tell({
        text: `Changed ${names.map(words).join(', ').toLowerCase()} of ${tenant}; it has version ${after.version}.`,
        failed: false,
      });
      saved();
    } catch (failure) {
      tell({ text: explain(failure), failed: true });
    }
  };
  return (
    <Section title="Change it">
      <form onSubmit={(event) => void save(event)}>
        <SchemaFields document={document} schema={schema} values={stored.config} />
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" className="primary">
          Save
        </button>
      </form>
    </Section>
  );
}

function said(value: unknown): string {
  return value === undefined ? 'not set' : typeof value === 'string' ? value : JSON.stringify(value);
}
