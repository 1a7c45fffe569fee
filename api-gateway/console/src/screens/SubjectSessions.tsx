import { get } from '../api/client';
import type { Sla } from '../api/types';
import { count, duration } from '../format';
import { useLoad } from '../load';
import { address, Link } from '../router';
import { Section } from '../ui/Page';
import { Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import { Table } from '../ui/Table';
import { subjectPath, type Named } from './Subject';

export function SubjectSessions(props: { of: Named }) {
  const { subject, tenant } = props.of;
  const loaded = useLoad(
    (signal) => get<Sla>(subjectPath(props.of, '/sla'), { tenant_id: tenant }, { signal }),
    [props.of],
  );
  const { data } = loaded;
  return (
    <Section title="Sessions">
      <Wait loaded={loaded} />
      {data && (
        <>
          <p>
            {count(data.total_sessions, 'session')}, {data.open_sessions} open.
          </p>
          <Table
            caption="Sessions, and how fast they were answered and solved"
            rows={data.sessions}
            keyOf={(session) => session.session_id}
            empty="No episode names a session."
            columns={[
              {
                title: 'Session',
                wide: true,
                cell: (session) => (
                  <Link
                    to={address('subject', { id: subject, tenant, view: 'episodes', session: session.session_id })}
                  >
                    {session.session_id}
                  </Link>
                ),
              },
              { title: 'State', cell: (session) => <Status of={session.status} /> },
              { title: 'Began', cell: (session) => <Time at={session.first_message_at} /> },
              {
                title: 'First answer after',
                numeric: true,
                cell: (session) => duration(session.first_response_seconds) + late(session.first_response_breached),
              },
              {
                title: 'Solved after',
                numeric: true,
                cell: (session) => duration(session.resolution_seconds) + late(session.resolution_breached),
              },
            ]}
          />
        </>
      )}
    </Section>
  );
}

function late(breached: boolean): string {
  return breached ? ' (late)' : '';
}
