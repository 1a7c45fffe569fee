import { call, get, part } from '../api/client';
import type { Encoded, Inbox, Letter, LetterDetail, LetterGroup, LetterOutcome } from '../api/types';
import { useConsole, type Question } from '../console';
import { count, number, words } from '../format';
import { useLoad } from '../load';
import { address, Link } from '../router';
import { Action } from '../ui/Action';
import { Listing, useFilters } from '../ui/Listing';
import { Facts, Page, Section } from '../ui/Page';
import { Wait } from '../ui/Problem';
import { Time } from '../ui/Status';
import { Table } from '../ui/Table';

/** Either `ids`, or what a filter says. */
type Choice = Record<string, unknown>;

/** Why a letter is left out of what is done, for somebody who meets it the first time. */
const OBSTACLES: Record<string, string> = {
  quarantined: 'was sent again three times already; it alone can be sent by force',
  value_cut: 'was too large to be kept whole',
  no_origin: 'did not come from a topic',
  state_topic: 'only the last state counts on its topic',
  subject_erased: 'its subject was erased since; it alone can be sent by force',
  already_handled: 'somebody else was faster',
  not_found: 'is not there',
};
/** Those that `force` overcomes. */
const FORCED = ['quarantined', 'subject_erased'];

/** Calls of one action. Each takes some seconds at most and says where to go on. */
const MOST_CALLS = 200;

export function DeadLetters() {
  const { document, tenant } = useConsole();
  const topics = (document.named('DeadLetterTopic').enum ?? []).map(String);
  const filtered = useFilters(
    [
      {
        param: 'kind',
        query: 'kind',
        label: 'Kind',
        options: [
          ['record', 'Records'],
          ['job', 'Failed compile jobs'],
        ],
      },
      {
        param: 'topic',
        query: 'topic',
        label: 'Topic',
        options: topics.map((topic): [string, string] => [topic, topic]),
      },
      { param: 'code', query: 'code', label: 'Reason', placeholder: 'validation_error' },
      { param: 'stage', query: 'stage', label: 'Stage', placeholder: 'statewave-normalizer' },
      { param: 'of', query: 'tenant_id', label: 'Of tenant', placeholder: tenant || 'any' },
      { param: 'since', query: 'since', label: 'Since', time: true },
      { param: 'until', query: 'until', label: 'Until', time: true },
    ],
    tenant,
  );
  const chosen: Choice = { ...(tenant && { tenant_id: tenant }), ...filtered.chosen };
  const query = { ...(tenant && { tenant_id: tenant }), ...filtered.query, limit: 50, offset: undefined };
  const loaded = useLoad((signal) => get<Inbox>('/admin/dead-letters', query, { signal }), [query]);
  const { data } = loaded;
  const narrowed = Object.keys(chosen).length > 0;
  const groups = data?.groups ?? [];
  return (
    <Page
      title="Dead letters"
      about="What could not be handled and was put aside, with the reason. Mend the reason first, then send it again; or drop it. Nothing is lost while it is here."
    >
      {data?.groups && groups.length > 0 && (
        <Section title="By reason">
          <Table
            caption={data.groups_complete ? 'All that fits, in groups' : 'In groups; there are more than were looked at'}
            rows={groups}
            keyOf={(group) => group.sample_id}
            columns={[
              { title: 'How many', numeric: true, cell: (group) => number(group.count) },
              {
                title: 'Reason',
                wide: true,
                cell: (group) => (
                  <>
                    {group.code}
                    <p className="fine">{group.message}</p>
                    {group.blocked > 0 && <p className="advice">{number(group.blocked)} cannot be sent again.</p>}
                  </>
                ),
              },
              { title: 'Stage', wide: true, cell: (group) => group.stage },
              { title: 'Tenant', cell: (group) => group.tenant_id || '–' },
              {
                title: 'Between',
                cell: (group) => (
                  <>
                    <Time at={group.oldest_at} /> <Time at={group.newest_at} />
                  </>
                ),
              },
              {
                title: 'What can be done',
                cell: (group) => (
                  <span className="actions">
                    <Link to={address('dead-letters', addressOf(group))}>Show these</Link>
                    <Handle choice={{ ...filtered.chosen, ...choiceOf(group) }} done={loaded.reload} />
                  </span>
                ),
              },
            ]}
          />
        </Section>
      )}
      <Section
        title="One by one"
        actions={
          groups.length > 0 && (
            <Handle choice={narrowed ? chosen : { all: true }} which={narrowed ? 'all that fit' : 'all'} done={loaded.reload} />
          )
        }
      >
        <Listing
          filtered={filtered}
          loaded={loaded}
          rows={(page) => page.letters}
          caption="Dead letters, the oldest of each topic first"
          keyOf={(letter) => letter.id}
          empty="Nothing was put aside."
          details={(letter) => <LetterView letter={letter} done={loaded.reload} />}
          columns={[
            { title: 'Given up', cell: (letter) => <Time at={letter.at} /> },
            { title: 'Reason', cell: (letter) => letter.code },
            { title: 'Stage', cell: (letter) => letter.stage },
            { title: 'Tenant', cell: (letter) => letter.tenant_id || '–' },
            { title: 'Subject', wide: true, cell: (letter) => letter.subject_id ?? letter.key ?? '–' },
            { title: 'What it says', wide: true, cell: (letter) => letter.message },
          ]}
        />
      </Section>
    </Page>
  );
}

/** What chooses the letters of a group and no others, as far as a filter can say it. */
function choiceOf(group: LetterGroup): Choice {
  return {
    kind: group.kind,
    stage: group.stage,
    code: group.code,
    ...(group.topic && { topic: group.topic }),
    ...(group.tenant_id && { tenant_id: group.tenant_id }),
  };
}

function addressOf(group: LetterGroup): Record<string, string | null> {
  return { kind: group.kind, stage: group.stage, code: group.code, topic: group.topic, of: group.tenant_id };
}

/** Sends again or drops what is chosen, and says first how much that is. */
function Handle(props: { choice: Choice; which?: string; force?: boolean; done: () => void }) {
  const { which = 'these', force = false } = props;
  const more = force ? { force } : {};
  return (
    <>
      <Action
        label={force ? 'Send again by force' : `Send ${which} again`}
        question={() =>
          tried(props.choice, 'redrive', { ...more }, (found) => ({
            title: 'Send again?',
            text: `${count(found.handled, 'letter')} would be sent to where they came from, behind what was written since.${leftOut(found)}`,
            action: 'Send again',
          }))
        }
        run={async () => {
          const found = await handled(props.choice, 'redrive', { ...more });
          return `${count(found.handled, 'letter')} sent again.${leftOut(found)}`;
        }}
        done={props.done}
      />
      {!force && (
        <Action
          label={`Drop ${which}`}
          danger
          question={() =>
            tried(props.choice, 'drop', { reason: 'trial' }, (found) => ({
              title: 'Drop for good?',
              text: `${count(found.handled, 'letter')} would be taken out of the inbox. What they ask for is not done.${leftOut(found)}`,
              action: 'Drop',
              danger: true,
              input: { label: 'Why', required: true, maxLength: 1000 },
            }))
          }
          run={async (reason) => {
            const found = await handled(props.choice, 'drop', { reason });
            return `${count(found.handled, 'letter')} dropped.${leftOut(found)}`;
          }}
          done={props.done}
        />
      )}
    </>
  );
}

async function tried(
  choice: Choice,
  what: 'redrive' | 'drop',
  more: Choice,
  question: (found: LetterOutcome) => Question,
): Promise<Question | string> {
  const found = await handled(choice, what, { ...more, dry_run: true });
  return found.handled === 0 ? `Nothing can be done with these letters.${leftOut(found)}` : question(found);
}

/** All that is chosen, however many calls it takes. */
async function handled(choice: Choice, what: 'redrive' | 'drop', more: Choice): Promise<LetterOutcome> {
  const all: LetterOutcome = { dry_run: more.dry_run === true, matched: 0, handled: 0, skipped_total: 0, skipped: [], next_cursor: null };
  for (let calls = 0; calls < MOST_CALLS; calls++) {
    const found = await call<LetterOutcome>('POST', `/admin/dead-letters/${what}`, {
      body: { ...choice, ...more, ...(all.next_cursor && { cursor: all.next_cursor }) },
    });
    all.matched += found.matched;
    all.handled += found.handled;
    all.skipped_total += found.skipped_total;
    all.skipped.push(...found.skipped);
    all.next_cursor = found.next_cursor;
    if (!found.next_cursor) {
      break;
    }
  }
  return all;
}

function leftOut(found: LetterOutcome): string {
  if (found.skipped_total === 0) {
    return '';
  }
  const reasons = [...new Set(found.skipped.map((one) => one.reason))].map((reason) => OBSTACLES[reason] ?? reason);
  return ` ${number(found.skipped_total)} ${found.skipped_total === 1 ? 'is' : 'are'} left out: ${reasons.join('; ')}.`;
}

function LetterView(props: { letter: Letter; done: () => void }) {
  const { letter } = props;
  const loaded = useLoad(
    (signal) => get<LetterDetail>(`/admin/dead-letters/${part(letter.id)}`, {}, { signal }),
    [letter.id],
  );
  const { data } = loaded;
  return (
    <div className="lineage">
      <Facts
        facts={[
          ['Id', <code>{letter.id}</code>],
          ['Came from', letter.origin ?? (letter.kind === 'job' ? 'a compile job' : '–')],
          ['Key', letter.key ?? '–'],
          ['Sent again before', count(letter.redrives, 'time')],
          ['Can it be sent again?', letter.obstacle ? `No: ${OBSTACLES[letter.obstacle] ?? words(letter.obstacle)}` : 'Yes'],
          [
            'Subject',
            letter.subject_id ? (
              <Link to={address('subject', { id: letter.subject_id, tenant: letter.tenant_id })}>{letter.subject_id}</Link>
            ) : (
              '–'
            ),
          ],
        ]}
      />
      <div className="actions">
        <Handle choice={{ ids: [letter.id] }} which="it" done={props.done} />
        {letter.obstacle !== null && FORCED.includes(letter.obstacle) && (
          <Handle choice={{ ids: [letter.id] }} force done={props.done} />
        )}
      </div>
      <Wait loaded={loaded} />
      {data?.value && (
        <>
          <h3>Value</h3>
          <p className="fine">
            {count(data.value.bytes, 'byte')}
            {data.value.cut && ', of which the first are shown'}
            {data.value.encoding === 'base64' && ', in base64 because it is no text'}
          </p>
          <pre tabIndex={0}>{shown(data.value)}</pre>
        </>
      )}
      {data && data.headers.length > 0 && (
        <>
          <h3>Headers</h3>
          <Facts facts={data.headers.map((header, i): [string, string] => [named(data.headers, i), header.value ?? '–'])} />
        </>
      )}
    </div>
  );
}

/** A name may be there twice. */
function named(headers: { name: string }[], at: number): string {
  const name = headers[at]?.name ?? '';
  const before = headers.slice(0, at).filter((header) => header.name === name).length;
  return before === 0 ? name : `${name} (${before + 1})`;
}

/** JSON on several lines where that changes none of it, such as a number with many digits; anything else as it is. */
function shown(value: Encoded): string {
  if (value.value === null || value.encoding === 'base64') {
    return value.value ?? 'none';
  }
  try {
    const parsed: unknown = JSON.parse(value.value);
    return JSON.stringify(parsed) === value.value ? JSON.stringify(parsed, null, 2) : value.value;
  } catch {
    return value.value;
  }
}
