import { useState } from 'react';
import { call, get, part } from '../api/client';
import type { Group, GroupReset, Ledger, LedgerTenant, Slot, TenantPauses, Topic } from '../api/types';
import { readOnly, useConsole } from '../console';
import { bytes, count, duration, moment, number, rate } from '../format';
import { useLoad } from '../load';
import { address, Link, navigate, useParams } from '../router';
import { Action } from '../ui/Action';
import { Filters, TextField } from '../ui/Filters';
import { upTo, usePages } from '../ui/Listing';
import { Facts, Page, Section } from '../ui/Page';
import { Pager } from '../ui/Pager';
import { Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import { Table } from '../ui/Table';
import { Views } from '../ui/Views';
import { stage, tenantWork } from './stages';
import { TenantWork } from './TenantWork';

const OFTEN = 3_000;
const SELDOM = 10_000;

const VIEWS: [string, string][] = [
  ['groups', 'Groups'],
  ['tenants', 'Tenants'],
  ['topics', 'Topics'],
  ['slots', 'Replication slots'],
];

export function Groups() {
  const [params] = useParams();
  const view = VIEWS.find(([name]) => name === params.get('view'))?.[0] ?? 'groups';
  return (
    <Page
      title="Groups and topics"
      about="Work goes from stage to stage as records on topics. Each stage reads its topic as a group; its lag is how much it has still before it."
    >
      <Views label="Parts of the work" screen="groups" views={VIEWS} view={view} />
      {view === 'groups' && <GroupList />}
      {view === 'tenants' && <TenantList />}
      {view === 'topics' && <TopicList />}
      {view === 'slots' && <SlotList />}
    </Page>
  );
}

function GroupList() {
  const loaded = useLoad((signal) => get<{ groups: Group[] }>('/admin/consumer-groups', {}, { signal }), [], OFTEN);
  const { data } = loaded;
  return (
    <Section title="Groups">
      <p className="fine">
        <Status of="idle" /> nothing waits. <Status of="working" /> records wait for less than a minute.{' '}
        <Status of="behind" /> they wait for longer and are read. <Status of="stuck" /> they wait and nobody reads.{' '}
        <Status of="paused" /> somebody has paused it.
      </p>
      <Wait loaded={loaded} />
      {data && (
        <Table
          caption="The stages in the order of the work"
          rows={data.groups}
          keyOf={(group) => group.group}
          details={(group) => <GroupView group={group} done={loaded.reload} />}
          columns={[
            { title: 'Stage', wide: true, cell: (group) => stage(group.role) },
            { title: 'Role', cell: (group) => group.role },
            {
              title: 'State',
              cell: (group) => (
                <>
                  <Status of={group.state} />
                  {group.paused_tenants.length > 0 && (
                    <p>
                      <Link to={address('groups', { view: 'tenants' })}>
                        {count(group.paused_tenants.length, 'tenant')} paused
                      </Link>
                    </p>
                  )}
                </>
              ),
            },
            { title: 'Lag', numeric: true, cell: (group) => number(group.lag) },
            { title: 'Waits for', numeric: true, cell: (group) => (group.lag === 0 ? '–' : duration(group.lag_seconds)) },
            { title: 'In', numeric: true, cell: (group) => rate(group.in_per_second) },
            { title: 'Out', numeric: true, cell: (group) => rate(group.out_per_second) },
            { title: 'Done in', numeric: true, cell: (group) => duration(group.drain_seconds) },
            { title: 'Readers', numeric: true, cell: (group) => number(group.members) },
            {
              title: 'Change',
              cell: (group) =>
                group.state === 'paused' ? (
                  <Action
                    label="Resume"
                    question={{
                      title: `Resume the role ${group.role}?`,
                      text: `${group.detail} All its processes go on where they stopped.`,
                      action: 'Resume',
                    }}
                    run={async () => {
                      await call('POST', `/admin/roles/${part(group.role)}/resume`);
                      return `Resumed the role ${group.role}.`;
                    }}
                    done={loaded.reload}
                  />
                ) : (
                  <Action
                    label="Pause"
                    question={{
                      title: `Pause the role ${group.role} for all tenants?`,
                      text: `“${stage(group.role)}” stops within seconds, for everybody. Records wait and are not lost.`,
                      action: 'Pause',
                      danger: true,
                      input: { label: 'Why', maxLength: 500 },
                    }}
                    run={async (reason) => {
                      await call('POST', `/admin/roles/${part(group.role)}/pause`, { body: { reason: reason || null } });
                      return `Paused the role ${group.role}.`;
                    }}
                    done={loaded.reload}
                  />
                ),
            },
          ]}
        />
      )}
    </Section>
  );
}

function GroupView(props: { group: Group; done: () => void }) {
  const { group } = props;
  return (
    <div className="lineage">
      <Facts
        facts={[
          ['Group', <code>{group.group}</code>],
          ['Topic', <code>{group.topic}</code>],
          ['What its state means', group.detail],
          ['As Kafka names it', group.group_state],
        ]}
      />
      <Table
        caption="Partitions: each is read by one reader, in order. A hot one has more than twice the lag of the mean: few subjects write most."
        rows={group.partitions}
        keyOf={(partition) => `${partition.topic}-${partition.partition}`}
        columns={[
          { title: 'Partition', numeric: true, cell: (partition) => number(partition.partition) },
          { title: 'Lag', numeric: true, cell: (partition) => number(partition.lag) },
          { title: 'Hot', cell: (partition) => (partition.hot ? <Status of="hot" /> : '–') },
          { title: 'The oldest waits', numeric: true, cell: (partition) => (partition.lag === 0 ? '–' : duration(partition.lag_seconds)) },
          { title: 'In', numeric: true, cell: (partition) => rate(partition.in_per_second) },
          { title: 'Out', numeric: true, cell: (partition) => rate(partition.out_per_second) },
          { title: 'Read up to', numeric: true, cell: (partition) => `${number(partition.committed)} of ${number(partition.end)}` },
          { title: 'Held by', wide: true, cell: (partition) => (partition.member ? `${partition.member} ${partition.host ?? ''}` : 'nobody') },
        ]}
      />
      {group.resettable ? (
        <Reset group={group} done={props.done} />
      ) : (
        <p className="fine">It cannot be set back: a repeat of its records would do harm.</p>
      )}
    </div>
  );
}

/** Lets a group read records once more. A trial says first how many. */
function Reset(props: { group: Group; done: () => void }) {
  const { group } = props;
  const { access } = useConsole();
  const [from, setFrom] = useState('');
  if (readOnly(access)) {
    return null;
  }
  const to = from === '' ? 'earliest' : moment(from);
  const reset = (dryRun: boolean) =>
    call<GroupReset>('POST', `/admin/consumer-groups/${part(group.group)}/reset`, { body: { to, dry_run: dryRun } });
  const when = from === '' ? 'from the beginning of its topic' : `since ${from.replace('T', ' ')}`;
  return (
    <>
      <h3>Read again</h3>
      <p className="fine">It reads records once more, such as after what was made of them was lost. A repeat does no harm here.</p>
      <div className="filters">
        <div className="field">
          <label htmlFor={`from ${group.group}`}>Since; empty for the beginning</label>
          <input
            id={`from ${group.group}`}
            type="datetime-local"
            step={1}
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        </div>
        <Action
          label="Read again"
          question={async () => {
            const found = await reset(true);
            return found.repeated === 0
              ? `There is nothing that ${group.group} has read ${when}.`
              : {
                  title: `Let ${group.group} read again?`,
                  text: `${count(found.repeated, 'record')} would be read once more, ${when}. The role ${group.role} is paused for that moment.`,
                  action: 'Read again',
                };
          }}
          run={async () => {
            const found = await reset(false);
            return `${group.group} reads ${count(found.repeated, 'record')} once more.`;
          }}
          done={props.done}
        />
      </div>
    </>
  );
}

interface TenantRow extends LedgerTenant {
  name: string;
}

function TenantList() {
  const { tenant: chosen } = useConsole();
  const [params] = useParams();
  const named = params.get('tenant') ?? chosen;
  const [offset, setOffset] = useState(0);
  const ledger = useLoad(
    (signal) => get<Ledger>('/admin/ledger', { tenant_id: named }, { signal }),
    [named],
    SELDOM,
  );
  const pauses = useLoad(
    (signal) => get<TenantPauses>('/admin/tenant-pauses', { tenant_id: named, limit: 50, offset }, { signal }),
    [named, offset],
    OFTEN,
  );
  const rows = (ledger.data?.tenants ?? []).map((row): TenantRow => ({ ...row, name: row.tenant_id ?? '' }));
  const pages = usePages(rows);
  const { data } = ledger;
  const changed = () => {
    ledger.reload();
    pauses.reload();
  };
  return (
    <>
      {named !== '' && (
        <Section title={`Work for ${named}`}>
          <TenantWork tenant={named} changed={changed} />
        </Section>
      )}
      <Section title="Paused work">
        <p className="fine">Somebody meant it so: it is no lag. It goes on once it is resumed, and nothing is lost.</p>
        <Wait loaded={pauses} />
        {pauses.data && (
          <>
            <Table
              caption="Tenants of whom something is paused"
              rows={pauses.data.pauses}
              keyOf={(pause) => `${pause.role} ${pause.tenant_id}`}
              empty="No tenant is paused."
              columns={[
                {
                  title: 'Tenant',
                  wide: true,
                  cell: (pause) => (
                    <Link to={address('groups', { view: 'tenants', tenant: pause.tenant_id })}>{pause.tenant_id}</Link>
                  ),
                },
                { title: 'Work', cell: (pause) => tenantWork(pause.role) },
                { title: 'Since', cell: (pause) => <Time at={pause.since} /> },
                { title: 'By', cell: (pause) => pause.actor },
                { title: 'Why', wide: true, cell: (pause) => pause.reason ?? '–' },
                { title: 'Waits', numeric: true, cell: (pause) => upTo(pause.held, 10_000) },
              ]}
            />
            <Pager page={pauses.data} shown={pauses.data.pauses.length} go={setOffset} />
          </>
        )}
      </Section>
      <Section title="The books">
        <p className="fine">
          Episodes = compiled + empty (with a reason) + pending + unaccounted. The last has to be 0. Numbers that are not
          told are too many to be counted one by one.
        </p>
        <Filters apply={(values) => navigate(address('groups', { view: 'tenants', tenant: values.tenant }))}>
          <TextField name="tenant" label="Of tenant" value={named} placeholder="all" />
        </Filters>
        <Wait loaded={ledger} />
        {data && (
          <>
            <Facts
              facts={[
                ['Do they add up?', <Status of={data.balanced ? 'ok' : 'fail'} text={data.balanced ? 'Yes' : 'No'} />],
                ['Log: accepted', number(data.log.accepted)],
                ['Applied', number(data.log.applied)],
                ['In flight', number(data.log.in_flight)],
                ['Missing', data.log.missing === 0 ? '0' : <Status of="fail" text={number(data.log.missing)} />],
                ['Of producers: accepted', number(data.producers.accepted)],
                ['Taken', number(data.producers.taken)],
              ]}
            />
            <Table
              caption="Episodes by tenant, those with the most first"
              rows={pages.shown}
              keyOf={(row) => row.name}
              empty="There are no episodes."
              columns={[
                {
                  title: 'Tenant',
                  wide: true,
                  cell: (row) =>
                    row.tenant_id === null ? (
                      'none'
                    ) : (
                      <Link to={address('groups', { view: 'tenants', tenant: row.tenant_id })}>{row.tenant_id}</Link>
                    ),
                },
                { title: 'Episodes', numeric: true, cell: (row) => number(row.episodes) },
                { title: 'Compiled', numeric: true, cell: (row) => number(row.compiled) },
                { title: 'Empty', numeric: true, cell: (row) => number(row.empty) },
                { title: 'Pending', numeric: true, cell: (row) => number(row.pending ?? row.waiting) },
                {
                  title: 'Unaccounted',
                  numeric: true,
                  cell: (row) => (row.unaccounted ? <Status of="fail" text={number(row.unaccounted)} /> : number(row.unaccounted)),
                },
                { title: 'Paused', cell: (row) => row.paused.map(tenantWork).join(', ') || '–' },
              ]}
            />
            {pages.pager}
          </>
        )}
      </Section>
    </>
  );
}

function TopicList() {
  const loaded = useLoad((signal) => get<{ topics: Topic[] }>('/admin/topics', {}, { signal }), [], SELDOM);
  const pages = usePages(loaded.data?.topics ?? []);
  return (
    <Section title="Topics">
      <Wait loaded={loaded} />
      {loaded.data && (
        <>
          <Table
            caption="Streams of records between the stages. A partition is a part of a stream that keeps its order."
            rows={pages.shown}
            keyOf={(topic) => topic.topic}
            columns={[
              { title: 'Topic', cell: (topic) => <code>{topic.topic}</code> },
              {
                title: 'State',
                cell: (topic) =>
                  !topic.exists ? (
                    <Status of="fail" text="Missing" />
                  ) : topic.under_replicated > 0 ? (
                    <Status of="degraded" text="Copies are missing" />
                  ) : (
                    <Status of="ok" />
                  ),
              },
              { title: 'Records', numeric: true, cell: (topic) => number(topic.records) },
              { title: 'In', numeric: true, cell: (topic) => rate(topic.records_per_second) },
              { title: 'On disk', numeric: true, cell: (topic) => bytes(topic.bytes) },
              { title: 'Partitions', numeric: true, cell: (topic) => number(topic.partitions) },
              { title: 'Copies', numeric: true, cell: (topic) => number(topic.replication) },
              {
                title: 'Kept for',
                cell: (topic) => (topic.retention_hours < 0 ? 'ever' : duration(topic.retention_hours * 3600)),
              },
              { title: 'Differs from the settings', wide: true, cell: (topic) => topic.differences.join('; ') || '–' },
            ]}
          />
          {pages.pager}
        </>
      )}
    </Section>
  );
}

function SlotList() {
  const loaded = useLoad((signal) => get<{ slots: Slot[] }>('/admin/replication-slots', {}, { signal }), [], SELDOM);
  return (
    <Section title="Replication slots">
      <p className="fine">
        What PostgreSQL keeps for those that follow its log. One that nobody reads fills the disk, or is given up, and then
        events are lost. Start what reads it: for statewave_events the webhook-dispatcher.
      </p>
      <Wait loaded={loaded} />
      {loaded.data && (
        <Table
          caption="Slots"
          rows={loaded.data.slots}
          keyOf={(slot) => slot.name}
          empty="There is none: no event is published. Run ./statewave migrate."
          columns={[
            { title: 'Slot', cell: (slot) => <code>{slot.name}</code> },
            { title: 'Is it read?', cell: (slot) => <Status of={slot.active ? 'ok' : 'fail'} text={slot.active ? 'Yes' : 'No'} /> },
            {
              title: 'What it keeps',
              cell: (slot) => (
                <Status of={slot.wal_status === 'lost' ? 'fail' : slot.wal_status === 'unreserved' ? 'degraded' : 'ok'} text={slot.wal_status} />
              ),
            },
            { title: 'Held back', numeric: true, cell: (slot) => bytes(slot.held_bytes) },
            { title: 'At most', numeric: true, cell: (slot) => (slot.limit_bytes === null ? 'the disk' : bytes(slot.limit_bytes)) },
            {
              title: 'Written',
              numeric: true,
              cell: (slot) => (slot.bytes_per_second === null ? '–' : `${bytes(slot.bytes_per_second)} / s`),
            },
            { title: 'Full in', numeric: true, cell: (slot) => duration(slot.seconds_until_full) },
          ]}
        />
      )}
    </Section>
  );
}
