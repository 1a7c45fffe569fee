import { useState } from 'react';
import { get } from '../api/client';
import type { AuditEntries } from '../api/types';
import { useConsole } from '../console';
import { useLoad } from '../load';
import { useParams } from '../router';
import { Choice, Filters, TextField } from '../ui/Filters';
import { Json } from '../ui/Json';
import { Page, Section } from '../ui/Page';
import { CursorPager } from '../ui/Pager';
import { Wait } from '../ui/Problem';
import { Time } from '../ui/Status';
import { Table } from '../ui/Table';

export function Audit() {
  const { document, tenant: chosen } = useConsole();
  const [params, change] = useParams();
  const [used, setUsed] = useState<string[]>([]);
  const value = (name: string) => params.get(name) ?? '';
  const tenant = value('tenant') || chosen;
  const cursor = used.at(-1);
  const query = { tenant_id: tenant, action: value('action'), actor: value('actor'), cursor, limit: 50 };
  const loaded = useLoad((signal) => get<AuditEntries>('/admin/audit', query, { signal }), [query]);
  const { data } = loaded;
  const actions = (document.named('AdminAction').enum ?? []).map(String);
  return (
    <Page title="Audit" about="Who changed what by way of the administration, and when. It is only ever added to.">
      <Section title={tenant ? `Tenant ${tenant}` : 'All tenants'}>
        <Filters
          apply={(values) => {
            setUsed([]);
            change(values);
          }}
        >
          <Choice
            name="action"
            label="Action"
            value={value('action')}
            options={[['', 'Any'], ...actions.map((action): [string, string] => [action, action])]}
          />
          <TextField name="actor" label="Key" value={value('actor')} placeholder="id of a key" />
          <TextField name="tenant" label="Tenant" value={value('tenant')} />
        </Filters>
        <Wait loaded={loaded} />
        {data && (
          <>
            <Table
              caption="Changes, the newest first"
              rows={data.entries}
              keyOf={(entry) => entry.id}
              empty="Nothing was changed."
              details={(entry) => <Json value={{ request_id: entry.request_id, ...entry.details }} />}
              columns={[
                { title: 'When', cell: (entry) => <Time at={entry.at} /> },
                { title: 'Action', cell: (entry) => <code>{entry.action}</code> },
                { title: 'On what', wide: true, cell: (entry) => entry.target },
                { title: 'Tenant', cell: (entry) => entry.tenant_id ?? '–' },
                {
                  title: 'Key',
                  cell: (entry) => (entry.actor_name ? `${entry.actor_name} (${entry.actor_id})` : entry.actor_id),
                },
              ]}
            />
            <CursorPager used={used} next={data.next_cursor} go={setUsed} />
          </>
        )}
      </Section>
    </Page>
  );
}
