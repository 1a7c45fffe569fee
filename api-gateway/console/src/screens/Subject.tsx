import { call, get, part } from '../api/client';
import type { Subject } from '../api/types';
import { may, useConsole } from '../console';
import { count, number } from '../format';
import { useLoad } from '../load';
import { address, Link, navigate, useParams } from '../router';
import { Action } from '../ui/Action';
import { Facts, Page, Section } from '../ui/Page';
import { Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import { Views } from '../ui/Views';
import { SubjectEpisodes } from './SubjectEpisodes';
import { SubjectMemories } from './SubjectMemories';
import { SubjectPast } from './SubjectPast';
import { SubjectReceipts } from './SubjectReceipts';
import { SubjectSessions } from './SubjectSessions';
import { SubjectTimeline } from './SubjectTimeline';

/** Which subject a screen is about. */
export interface Named {
  subject: string;
  tenant: string;
}

/** The path of a subject under `/admin`, and of what is below it. */
export function subjectPath(of: Named, rest = ''): string {
  return `/admin/subjects/${part(of.subject)}${rest}`;
}

const VIEWS: [string, string][] = [
  ['timeline', 'Timeline'],
  ['memories', 'Memories'],
  ['episodes', 'Episodes'],
  ['sessions', 'Sessions'],
  ['receipts', 'Receipts'],
  ['past', 'Past'],
];

/** They ask by routes that take a key with the scope `read`. */
const READ_VIEWS = ['timeline', 'past'];

export function SubjectScreen() {
  const { access, tenant: chosen } = useConsole();
  const [params] = useParams();
  const subject = params.get('id') ?? '';
  const tenant = params.get('tenant') ?? chosen;
  const of = { subject, tenant };
  const views = VIEWS.filter(([name]) => !READ_VIEWS.includes(name) || may(access, 'read'));
  const view = views.find(([name]) => name === params.get('view'))?.[0] ?? views[0]?.[0];
  if (!subject) {
    return (
      <Page title="Subject" about="No subject is named.">
        <Link to={address('subjects')}>Subjects</Link>
      </Page>
    );
  }
  return (
    <Page title={subject} about={<Link to={address('subjects')}>All subjects</Link>}>
      <Summary of={of} />
      <Views label="Views of the subject" screen="subject" params={{ id: subject, tenant }} views={views} view={view} />
      <div key={`${view} ${subject} ${tenant}`}>
        {view === 'timeline' && <SubjectTimeline of={of} />}
        {view === 'memories' && <SubjectMemories of={of} />}
        {view === 'episodes' && <SubjectEpisodes of={of} />}
        {view === 'sessions' && <SubjectSessions of={of} />}
        {view === 'receipts' && <SubjectReceipts of={of} />}
        {view === 'past' && <SubjectPast of={of} />}
      </div>
    </Page>
  );
}

function Summary(props: { of: Named }) {
  const { subject, tenant } = props.of;
  const { access } = useConsole();
  const loaded = useLoad((signal) => get<Subject>(subjectPath(props.of), { tenant_id: tenant }, { signal }), [props.of]);
  const { data } = loaded;
  const whole = access.tenant_id === null;
  const actions = (
    <>
      {may(access, 'read') && <Link to={address('ask', { subject, tenant })}>Ask about it</Link>}
      {whole && (
        <Action
          label="Rebuild memories"
          question={{
            title: 'Make all memories anew?',
            text: `All memories of ${subject} are made again from its episodes. The present ones serve until then.`,
            action: 'Rebuild',
          }}
          run={async () => {
            await call('POST', subjectPath(props.of, '/rebuild'), { query: { tenant_id: tenant } });
            return `The memories of ${subject} are being made anew.`;
          }}
          done={loaded.reload}
        />
      )}
      <Action
        label="Erase"
        danger
        question={{
          title: 'Erase this subject?',
          text: `Everything about ${subject}${tenant ? ` of tenant ${tenant}` : ' of no tenant'} is deleted: episodes, memories and receipts. There is no way back.`,
          action: 'Erase for good',
          danger: true,
        }}
        run={async () => {
          const erased = await call<{ episodes_deleted: number; memories_deleted: number }>(
            'DELETE',
            subjectPath(props.of),
            { query: { tenant_id: tenant } },
          );
          return `${subject} was erased: ${count(erased.episodes_deleted, 'episode')}, ${count(erased.memories_deleted, 'memory', 'memories')}.`;
        }}
        done={() => navigate(address('subjects'))}
      />
    </>
  );
  return (
    <Section title="Summary" actions={actions}>
      <Wait loaded={loaded} />
      {data && (
        <>
          <Facts
            facts={[
              ['Tenant', data.tenant_id ?? '–'],
              ['Episodes', number(data.summary.episode_count)],
              ['Memories', number(data.summary.memory_count)],
              ['Sessions', number(data.summary.session_count)],
              ['First seen', <Time at={data.summary.first_seen_at} />],
              ['Last active', <Time at={data.summary.last_activity_at} />],
              [
                'Health',
                <>
                  <Status of={data.health.state} /> {number(data.health.score)} of 100
                </>,
              ],
            ]}
          />
          {data.health.factors.length > 0 && (
            <ul className="fine">
              {data.health.factors.map((factor) => (
                <li key={factor.signal}>
                  {factor.detail} ({factor.impact > 0 ? '+' : ''}
                  {number(factor.impact)})
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </Section>
  );
}
