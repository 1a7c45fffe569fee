import { call, get, part } from '../api/client';
import type { Embeddings, Jobs as Found, Waiting, WaitingCompiles } from '../api/types';
import { useConsole } from '../console';
import { count, duration, number } from '../format';
import { useLoad } from '../load';
import { address, Link } from '../router';
import { Action } from '../ui/Action';
import { DeleteEnded, Listing, useFilters } from '../ui/Listing';
import { Page, Section } from '../ui/Page';
import { Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import { Table } from '../ui/Table';

const ENDED = ['completed', 'failed'];

export function Jobs() {
  const { access } = useConsole();
  return (
    <Page
      title="Jobs and backlog"
      about="Episodes become memories when they are compiled. That happens by itself once a subject is quiet; a job is a compile that somebody asked for."
    >
      {access.tenant_id === null && <Backlog />}
      <JobList />
    </Page>
  );
}

function Backlog() {
  const compiles = useLoad((signal) => get<WaitingCompiles>('/ops/compiles', {}, { signal }), [], 5_000);
  const embeddings = useLoad((signal) => get<Embeddings>('/ops/embeddings', {}, { signal }), [], 5_000);
  const vectors = embeddings.data;
  return (
    <Section title="Backlog">
      <Wait loaded={compiles} />
      {compiles.data && (
        <WaitingTable
          caption="Episodes that wait to be compiled, by tenant"
          rows={compiles.data.waiting}
          empty="Nothing waits to be compiled."
          things="Episodes"
          amount={(row) => row.episodes}
        />
      )}
      <Wait loaded={embeddings} />
      {vectors && (
        <>
          <WaitingTable
            caption="Memories that wait for vectors, by tenant"
            rows={vectors.waiting}
            empty="Nothing waits for vectors."
            things="Memories"
            amount={(row) => row.memories}
          />
          <p className="fine">
            Embedded by {vectors.model ?? 'no model'} <Status of={vectors.state} />
            {vectors.previous_models.map((former) => (
              <span key={former.model}>
                {' '}
                · {former.model} still serves {count(former.subjects, 'subject')}
                {former.available ? '' : ', by words alone'}
              </span>
            ))}
          </p>
        </>
      )}
    </Section>
  );
}

interface WaitingProps<Row> {
  caption: string;
  rows: Row[];
  empty: string;
  things: string;
  amount: (row: Row) => number;
}

function WaitingTable<Row extends Waiting>(props: WaitingProps<Row>) {
  return (
    <Table
      caption={props.caption}
      rows={props.rows}
      keyOf={(row) => row.tenant_id}
      empty={props.empty}
      columns={[
        {
          title: 'Tenant',
          cell: (row) => (
            <>
              {row.tenant_id || '–'}{' '}
              {row.paused && <Link to={address('groups', { view: 'tenants', tenant: row.tenant_id })}>paused</Link>}
            </>
          ),
        },
        { title: 'Subjects', numeric: true, cell: (row) => number(row.subjects) },
        { title: props.things, numeric: true, cell: (row) => number(props.amount(row)) },
        { title: 'The oldest waits', numeric: true, cell: (row) => duration(row.oldest_seconds) },
      ]}
    />
  );
}

function JobList() {
  const { access, tenant } = useConsole();
  const filtered = useFilters([
    {
      param: 'status',
      query: 'status',
      label: 'State',
      options: [
        ['pending', 'Pending'],
        ['running', 'Running'],
        ['completed', 'Completed'],
        ['failed', 'Failed'],
      ],
    },
    { param: 'subject', query: 'subject_id', label: 'Subject' },
  ]);
  const status = filtered.value('status');
  const query = { tenant_id: tenant, limit: 50, ...filtered.query };
  const loaded = useLoad((signal) => get<Found>('/admin/jobs', query, { signal }), [query]);
  const actions = (
    <>
      {access.tenant_id === null && (
        <Action
          label="Request stuck jobs again"
          question={{
            title: 'Request stuck jobs again?',
            text: `Jobs${tenant ? ` of tenant ${tenant}` : ''} that have been running for more than 30 minutes are requested again.`,
            action: 'Request again',
          }}
          run={async () => {
            const done = await call<{ reset: number }>('POST', '/admin/jobs/reset-stuck', {
              query: { tenant_id: tenant },
            });
            return done.reset === 0 ? 'No job was stuck.' : `${count(done.reset, 'job')} requested again.`;
          }}
          done={loaded.reload}
        />
      )}
      {ENDED.includes(status) && (
        <DeleteEnded
          path="/admin/jobs"
          one="job"
          many="jobs"
          ended={status}
          chosen={filtered.chosen}
          note="No memory is touched."
          done={loaded.reload}
        />
      )}
    </>
  );
  return (
    <Section title="Compile jobs" actions={actions}>
      <Listing
        filtered={filtered}
        loaded={loaded}
        rows={(page) => page.jobs}
        caption="Jobs, the newest first"
        keyOf={(job) => job.job_id}
        empty="There is no such job."
        columns={[
          { title: 'Job', cell: (job) => <code>{job.job_id}</code> },
          { title: 'State', cell: (job) => <Status of={job.status} /> },
          {
            title: 'Subject',
            wide: true,
            cell: (job) => (
              <Link to={address('subject', { id: job.subject_id, tenant: job.tenant_id })}>{job.subject_id}</Link>
            ),
          },
          { title: 'Tenant', cell: (job) => job.tenant_id ?? '–' },
          { title: 'Memories', numeric: true, cell: (job) => number(job.memories_created) },
          { title: 'Requested', cell: (job) => <Time at={job.created_at} /> },
          { title: 'Ended', cell: (job) => <Time at={job.completed_at} /> },
          { title: 'What went wrong', wide: true, cell: (job) => job.error ?? '–' },
          {
            title: 'Delete',
            cell: (job) =>
              ENDED.includes(job.status) && (
                <Action
                  label="Delete"
                  question={{
                    title: 'Delete this job?',
                    text: `Job ${job.job_id} is taken off the list. No memory is touched.`,
                    action: 'Delete',
                    danger: true,
                  }}
                  run={async () => {
                    await call('DELETE', `/admin/jobs/${part(job.job_id)}`, { query: { tenant_id: tenant } });
                    return `Deleted job ${job.job_id}.`;
                  }}
                  done={loaded.reload}
                />
              ),
          },
        ]}
      />
    </Section>
  );
}
