import { get } from '../api/client';
import type { Amounts, Usage } from '../api/types';
import { useConsole } from '../console';
import { number } from '../format';
import { useLoad } from '../load';
import { Page, Section } from '../ui/Page';
import { Wait } from '../ui/Problem';
import { Time } from '../ui/Status';
import { Table } from '../ui/Table';

const ROWS = [
  ['episodes', 'Episodes recorded'],
  ['memories', 'Memories made'],
  ['compile_jobs', 'Compile jobs'],
  ['webhooks', 'Webhook deliveries'],
  ['active_subjects', 'Active subjects'],
] as const;

export function UsageScreen() {
  const { tenant } = useConsole();
  const loaded = useLoad((signal) => get<Usage>('/admin/usage', { tenant_id: tenant }, { signal }), [tenant]);
  const { data } = loaded;
  return (
    <Page title="Usage" about="How much was recorded and made, by whole days of UTC. What was erased is not counted.">
      <Section title={tenant ? `Tenant ${tenant}` : 'All tenants'}>
        <Wait loaded={loaded} />
        {data && (
          <>
            <p className="fine">
              Today began at <Time at={data.period_start} />.
            </p>
            <Table
              caption="Usage"
              rows={ROWS.map(([name, title]) => ({ title, amounts: data[name] as Amounts }))}
              keyOf={(row) => row.title}
              columns={[
                { title: 'What', cell: (row) => row.title },
                { title: 'Today', numeric: true, cell: (row) => number(row.amounts.today) },
                { title: '7 days', numeric: true, cell: (row) => number(row.amounts['7d']) },
                { title: '30 days', numeric: true, cell: (row) => number(row.amounts['30d']) },
                { title: 'All', numeric: true, cell: (row) => number(row.amounts.total) },
              ]}
            />
          </>
        )}
      </Section>
    </Page>
  );
}
