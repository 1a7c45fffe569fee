import { useState, type FormEvent } from 'react';
import { call, get, part } from '../api/client';
import type {
  Endpoint,
  EndpointAttempt,
  EndpointAttempts,
  EndpointDeliveries,
  EndpointDelivery,
  EndpointTest,
} from '../api/types';
import { readOnly, useConsole } from '../console';
import { count, moment, number } from '../format';
import { useLoad } from '../load';
import { address, Link, navigate, useParams } from '../router';
import { Action } from '../ui/Action';
import { Json } from '../ui/Json';
import { Listing, useFilters } from '../ui/Listing';
import { Facts, Page, Section } from '../ui/Page';
import { CursorPager } from '../ui/Pager';
import { explain, Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import { Table } from '../ui/Table';
import { EndpointFields, readEndpoint, Secret } from './EndpointForm';
import { EndpointStatus } from './Endpoints';
import { DeliveryStatus } from './Webhooks';

/** Which endpoint a part of the screen is about, and what to do when something was changed. */
interface About {
  path: string;
  tenant: string;
  changed: () => void;
}

export function EndpointScreen() {
  const { access, tenant: chosen } = useConsole();
  const [params] = useParams();
  const [turn, setTurn] = useState(0);
  const [secret, setSecret] = useState<Endpoint | null>(null);
  const tenant = params.get('tenant') ?? chosen;
  const path = `/admin/webhook-endpoints/${part(params.get('id') ?? '')}`;
  const loaded = useLoad(
    (signal) => get<Endpoint>(path, { tenant_id: tenant }, { tenant, signal }),
    [path, tenant, turn],
    5_000,
  );
  const { data } = loaded;
  const about: About = { path, tenant, changed: () => setTurn((before) => before + 1) };
  return (
    <Page title="Webhook endpoint" about={<Link to={address('endpoints')}>All endpoints</Link>}>
      {secret && <Secret endpoint={secret} close={() => setSecret(null)} />}
      <Wait loaded={loaded} />
      {data && (
        <>
          <State endpoint={data} about={about} rotated={setSecret} />
          <Deliveries about={about} turn={turn} readOnlyEndpoint={data.read_only} />
          {!data.read_only && !readOnly(access) && (
            <>
              <Replay about={about} />
              <EditForm key={data.version} endpoint={data} about={about} />
            </>
          )}
        </>
      )}
    </Page>
  );
}

function State(props: { endpoint: Endpoint; about: About; rotated: (endpoint: Endpoint) => void }) {
  const { endpoint, about } = props;
  const scope = { query: { tenant_id: about.tenant }, tenant: about.tenant };
  const patch = async (body: Record<string, unknown>) => {
    await call('PATCH', about.path, { ...scope, body });
  };
  const actions = !endpoint.read_only && (
    <>
      <Action
        label="Send a test event"
        run={async () => {
          const result = await call<EndpointTest>('POST', `${about.path}/test`, scope);
          const answer = result.response ? ` It said: ${result.response}` : '';
          if (result.status === 'pending') {
            throw new Error('Nobody has sent it within 15 seconds: look whether the webhook-dispatcher runs.');
          }
          if (result.status !== 'delivered') {
            throw new Error(`The receiver did not take it: ${result.error ?? `status ${result.http_status}`}.${answer}`);
          }
          return `The receiver answered ${result.http_status} within ${number(result.duration_ms)} ms.${answer}`;
        }}
        done={about.changed}
      />
      {endpoint.enabled && (
        <Action
          label={endpoint.paused ? 'Resume' : 'Pause'}
          question={
            endpoint.paused
              ? { title: 'Resume this endpoint?', text: 'What was kept meanwhile is sent.', action: 'Resume' }
              : { title: 'Pause this endpoint?', text: 'Events are kept and not sent, until it is resumed.', action: 'Pause' }
          }
          run={async () => {
            await patch({ paused: !endpoint.paused });
            return endpoint.paused ? 'Resumed the endpoint.' : 'Paused the endpoint.';
          }}
          done={about.changed}
        />
      )}
      <Action
        label={endpoint.enabled ? 'Disable' : 'Enable'}
        danger={endpoint.enabled}
        question={
          endpoint.enabled
            ? { title: 'Disable this endpoint?', text: 'Events are neither kept nor sent until it is enabled.', action: 'Disable', danger: true }
            : { title: 'Enable this endpoint?', text: 'Events are sent from now on. What it missed can be replayed below.', action: 'Enable' }
        }
        run={async () => {
          await patch({ enabled: !endpoint.enabled });
          return endpoint.enabled ? 'Disabled the endpoint.' : 'Enabled the endpoint.';
        }}
        done={about.changed}
      />
      <Action
        label="Rotate the secret"
        question={{
          title: 'Give it another secret?',
          text: 'Deliveries carry signatures of both for a day. The new one is shown once.',
          action: 'Rotate',
        }}
        run={async () => {
          props.rotated(await call<Endpoint>('POST', `${about.path}/secret/rotate`, { ...scope, body: { overlap_hours: 24 } }));
          return 'The endpoint has another secret. The former one goes on for a day.';
        }}
        done={about.changed}
      />
      <Action
        label="Delete"
        danger
        question={{
          title: 'Delete this endpoint?',
          text: `${endpoint.url} is told nothing any more. What waits for it is given up.`,
          action: 'Delete',
          danger: true,
        }}
        run={async () => {
          await call('DELETE', about.path, scope);
          return `Deleted the endpoint ${endpoint.url}.`;
        }}
        done={() => navigate(address('endpoints'))}
      />
    </>
  );
  return (
    <Section title="How it stands" actions={actions}>
      <Facts
        facts={[
          ['Address', endpoint.url],
          ['State', <EndpointStatus of={endpoint} />],
          ['Tenant', endpoint.tenant_id ?? '–'],
          ['What it is', endpoint.description || '–'],
          ['Events', endpoint.event_types.join(', ') || 'all'],
          ['Subjects that begin with', endpoint.filters.subject_prefix || 'any'],
          ['Order', endpoint.ordering === 'fifo' ? 'One after the other, by subject' : 'As it comes'],
          ['Headers of its own', Object.keys(endpoint.headers).join(', ') || '–'],
          ['Fails since', <Time at={endpoint.failing_since} />],
          ['Disabled', <Time at={endpoint.disabled_at} />],
          ['Secret since', <Time at={endpoint.secrets[0]?.created_at} />],
        ]}
      />
      {endpoint.read_only && <p className="fine">It is the one of STATEWAVE_WEBHOOK_URL, and is changed there.</p>}
      {endpoint.notices.length > 0 && (
        <details>
          <summary>The last notices about it</summary>
          <Json value={endpoint.notices} />
        </details>
      )}
    </Section>
  );
}

function Deliveries(props: { about: About; turn: number; readOnlyEndpoint: boolean }) {
  const { about } = props;
  const filtered = useFilters(
    [
      {
        param: 'status',
        query: 'status',
        label: 'State',
        options: [
          ['pending', 'Pending'],
          ['delivered', 'Delivered'],
          ['dead_letter', 'Given up'],
        ],
      },
      { param: 'event', query: 'event_type', label: 'Event', placeholder: 'episode.created' },
      { param: 'subject', query: 'subject_id', label: 'Subject' },
      { param: 'since', query: 'since', label: 'Since', time: true },
      { param: 'until', query: 'until', label: 'Until', time: true },
    ],
    about.path,
  );
  const query = { ...filtered.query, offset: undefined, tenant_id: about.tenant, limit: 50 };
  const loaded = useLoad(
    (signal) => get<EndpointDeliveries>(`${about.path}/deliveries`, query, { tenant: about.tenant, signal }),
    [about.path, query, props.turn],
  );
  return (
    <Section
      title="Deliveries"
      actions={
        <button type="button" onClick={loaded.reload}>
          Look again
        </button>
      }
    >
      <Listing
        filtered={filtered}
        loaded={loaded}
        rows={(page) => page.deliveries}
        caption="Deliveries, the newest events first"
        keyOf={(delivery) => delivery.id}
        empty="There is no such delivery."
        details={(delivery) => <DeliveryView delivery={delivery} about={about} replayable={!props.readOnlyEndpoint} />}
        columns={[
          { title: 'Event', cell: (delivery) => delivery.event },
          { title: 'State', cell: (delivery) => <DeliveryStatus of={delivery.status} /> },
          { title: 'Subject', wide: true, cell: (delivery) => delivery.subject_id ?? '–' },
          { title: 'Attempts', numeric: true, cell: (delivery) => `${number(delivery.attempts)} of ${number(delivery.max_attempts)}` },
          { title: 'Answer', numeric: true, cell: (delivery) => delivery.http_status ?? '–' },
          { title: 'Happened', cell: (delivery) => <Time at={delivery.created_at} /> },
          { title: 'Tried again', cell: (delivery) => <Time at={delivery.next_attempt_at} /> },
        ]}
      />
    </Section>
  );
}

/** What was sent, and each attempt with the answer. */
function DeliveryView(props: { delivery: EndpointDelivery; about: About; replayable: boolean }) {
  const { delivery, about } = props;
  const scope = { tenant: about.tenant };
  const whole = useLoad(
    (signal) =>
      get<EndpointDelivery>(`${about.path}/deliveries/${part(delivery.id)}`, { tenant_id: about.tenant }, { ...scope, signal }),
    [about.path, delivery.id],
  );
  const [cursors, setCursors] = useState<string[]>([]);
  const attempts = useLoad(
    (signal) =>
      get<EndpointAttempts>(
        `${about.path}/attempts`,
        { tenant_id: about.tenant, delivery_id: delivery.id, limit: 20, cursor: cursors.at(-1) },
        { ...scope, signal },
      ),
    [about.path, delivery.id, cursors],
  );
  return (
    <div className="lineage">
      <Facts
        facts={[
          ['Id', <code>{delivery.id}</code>],
          ['Header webhook-id', <code>{delivery.event_id}</code>],
          ['Delivered', <Time at={delivery.delivered_at} />],
          ['Last error', <span className="text">{delivery.last_error ?? '–'}</span>],
        ]}
      />
      {props.replayable && delivery.status !== 'pending' && (
        <div className="actions">
          <Action
            label="Replay"
            question={{ title: 'Send this delivery again?', text: `${delivery.event} is sent once more, under the same id.`, action: 'Replay' }}
            run={async () => `${count(await replay(about, { delivery_ids: [delivery.id] }, false), 'delivery', 'deliveries')} sent again.`}
            done={about.changed}
          />
        </div>
      )}
      <Wait loaded={whole} />
      {whole.data?.body !== undefined && (
        <>
          <h3>What is sent</h3>
          <Json value={whole.data.body} />
        </>
      )}
      <Wait loaded={attempts} />
      {attempts.data && (
        <>
          <Table
            caption="Attempts, the newest first"
            rows={attempts.data.attempts}
            keyOf={(attempt) => `${attempt.attempt} ${attempt.started_at}`}
            empty="It was not tried yet."
            details={(attempt) => <AttemptView attempt={attempt} />}
            columns={[
              { title: 'Attempt', numeric: true, cell: (attempt) => number(attempt.attempt) },
              { title: 'Outcome', cell: (attempt) => <Status of={attempt.outcome} /> },
              { title: 'Answer', numeric: true, cell: (attempt) => attempt.http_status ?? '–' },
              { title: 'At', cell: (attempt) => <Time at={attempt.started_at} /> },
              { title: 'Took', numeric: true, cell: (attempt) => `${number(attempt.duration_ms)} ms` },
              { title: 'Error', wide: true, cell: (attempt) => attempt.error ?? '–' },
            ]}
          />
          <CursorPager used={cursors} next={attempts.data.next_cursor} go={setCursors} />
        </>
      )}
    </div>
  );
}

function AttemptView(props: { attempt: EndpointAttempt }) {
  const { request, response } = props.attempt;
  return (
    <>
      <h3>Request to {request.url}</h3>
      <Json value={request.headers} />
      <h3>Answer</h3>
      <Json value={response.headers} />
      <pre tabIndex={0}>{response.body || '(empty)'}</pre>
    </>
  );
}

async function replay(about: About, body: Record<string, unknown>, dryRun: boolean): Promise<number> {
  const found = await call<{ replayed: number }>('POST', `${about.path}/replay`, {
    query: { tenant_id: about.tenant },
    tenant: about.tenant,
    body: { ...body, dry_run: dryRun },
  });
  return found.replayed;
}

/** Sends many again. A trial says first how many. */
function Replay(props: { about: About }) {
  const { about } = props;
  const [status, setStatus] = useState('dead_letter');
  const [event, setEvent] = useState('');
  const [since, setSince] = useState('');
  const [until, setUntil] = useState('');
  const body = {
    status,
    event_type: event.trim() || null,
    since: since === '' ? null : moment(since),
    until: until === '' ? null : moment(until),
  };
  return (
    <Section title="Send again">
      <p className="fine">The oldest first, fifty a second. Receivers know a repeat by the header webhook-id.</p>
      <div className="filters">
        <div className="field">
          <label htmlFor="replay-status">Which</label>
          <select id="replay-status" value={status} onChange={(change) => setStatus(change.target.value)}>
            <option value="dead_letter">Those given up</option>
            <option value="delivered">Those delivered</option>
            <option value="any">All that have ended</option>
          </select>
        </div>
        <div className="field">
          <label htmlFor="replay-event">Of event</label>
          <input id="replay-event" value={event} onChange={(change) => setEvent(change.target.value)} placeholder="any" autoComplete="off" />
        </div>
        <div className="field">
          <label htmlFor="replay-since">From</label>
          <input id="replay-since" type="datetime-local" step={1} value={since} onChange={(change) => setSince(change.target.value)} />
        </div>
        <div className="field">
          <label htmlFor="replay-until">To</label>
          <input id="replay-until" type="datetime-local" step={1} value={until} onChange={(change) => setUntil(change.target.value)} />
        </div>
        <Action
          label="Replay these"
          question={async () => {
            const found = await replay(about, body, true);
            return found === 0
              ? 'No delivery fits.'
              : {
                  title: 'Send these deliveries again?',
                  text: `${count(found, 'delivery', 'deliveries')} would be sent once more.`,
                  action: 'Replay',
                };
          }}
          run={async () => `${count(await replay(about, body, false), 'delivery', 'deliveries')} sent again.`}
          done={about.changed}
        />
      </div>
    </Section>
  );
}

function EditForm(props: { endpoint: Endpoint; about: About }) {
  const { endpoint, about } = props;
  const { document, confirm, tell } = useConsole();
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    try {
      const body = readEndpoint(document, new FormData(event.currentTarget));
      const sure = await confirm({
        title: 'Change this endpoint?',
        text: `It has this address then: ${String(body.url)}. Deliveries that wait go there too.`,
        action: 'Change',
      });
      if (!sure) {
        return;
      }
      await call('PATCH', about.path, {
        query: { tenant_id: about.tenant },
        tenant: about.tenant,
        body: { ...body, expected_version: endpoint.version },
      });
      setProblem(null);
      tell({ text: 'Changed the endpoint.', failed: false });
      about.changed();
    } catch (failure) {
      setProblem(explain(failure));
    }
  };
  return (
    <Section title="Change it">
      <form onSubmit={(event) => void submit(event)}>
        <EndpointFields of={endpoint} />
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
