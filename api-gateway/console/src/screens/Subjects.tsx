import { get } from '../api/client';
import type { Subjects as Found } from '../api/types';
import { useConsole } from '../console';
import { number } from '../format';
import { useLoad } from '../load';
import { address, Link, useParams } from '../router';
import { Choice, Filters, TextField } from '../ui/Filters';
import { Page } from '../ui/Page';
import { Pager } from '../ui/Pager';
import { Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import { Table } from '../ui/Table';

const ORDERS: [string, string][] = [
  ['', 'Last active first'],
  ['subject_id:asc', 'By name'],
  ['episode_count:desc', 'Most episodes first'],
  ['memory_count:desc', 'Most memories first'],
];

export function Subjects() {
  const { tenant } = useConsole();
  const [params, change] = useParams();
  const value = (name: string) => params.get(name) ?? '';
  const [by, order] = value('order').split(':');
  const query = {
    tenant_id: tenant,
    search: value('search'),
    health_state: value('health'),
    has_open_sessions: value('sessions'),
    sort_by: by,
    sort_order: order,
    limit: 50,
    offset: value('offset'),
  };
  const loaded = useLoad((signal) => get<Found>('/admin/subjects', query, { signal }), [query]);
  const { data } = loaded;
  return (
    <Page
      title="Subjects"
      about="Whom or what the system remembers something about: a user, an account, a ticket, a repository."
    >
      <Filters apply={(values) => change({ ...values, offset: null })}>
        <TextField name="search" label="Part of the name" value={value('search')} />
        <Choice
          name="health"
          label="Health"
          value={value('health')}
          options={[
            ['', 'Any'],
            ['healthy', 'Healthy'],
            ['watch', 'Watch'],
            ['at_risk', 'At risk'],
          ]}
        />
        <Choice
          name="sessions"
          label="Sessions"
          value={value('sessions')}
          options={[
            ['', 'Any'],
            ['true', 'Some are open'],
            ['false', 'None is open'],
          ]}
        />
        <Choice name="order" label="Order" value={value('order')} options={ORDERS} />
      </Filters>
      <Wait loaded={loaded} />
      {data && (
        <>
          <Table
            caption="Subjects"
            rows={data.subjects}
            keyOf={(row) => `${row.tenant_id ?? ''} ${row.subject_id}`}
            empty="No subject fits. Subjects come into being with their first episode."
            columns={[
              {
                title: 'Subject',
                wide: true,
                cell: (row) => (
                  <Link to={address('subject', { id: row.subject_id, tenant: row.tenant_id })}>{row.subject_id}</Link>
                ),
              },
              { title: 'Tenant', cell: (row) => row.tenant_id ?? '–' },
              { title: 'Episodes', numeric: true, cell: (row) => number(row.episode_count) },
              { title: 'Memories', numeric: true, cell: (row) => number(row.memory_count) },
              { title: 'Open sessions', numeric: true, cell: (row) => number(row.open_sessions) },
              { title: 'Health', cell: (row) => <Status of={row.health_state} /> },
              { title: 'Last episode', cell: (row) => <Time at={row.last_episode_at} /> },
            ]}
          />
          <Pager page={data} shown={data.subjects.length} go={(offset) => change({ offset: String(offset) })} />
        </>
      )}
    </Page>
  );
}
