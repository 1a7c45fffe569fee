import { useEffect, useRef, useState, type ReactNode } from 'react';
import { get } from '../api/client';
import type { Check, Dashboard, Doctor, Embeddings, Finding, Readiness, Settings, WaitingCompiles } from '../api/types';
import { useConsole } from '../console';
import { count, duration, number, words } from '../format';
import { useLoad } from '../load';
import { address, Link } from '../router';
import { Chart } from '../ui/Chart';
import { Facts, Page, Section } from '../ui/Page';
import { Problem, Wait } from '../ui/Problem';
import { Status } from '../ui/Status';
import { Table } from '../ui/Table';
import { explanation } from './checks';
import { bySeverity, screenOf } from './troubles';

const OFTEN = 3_000;
const SELDOM = 6_000;
const RARELY = 15_000;
/** Points of a chart: some six minutes. */
const POINTS = 60;

const SUMMARY = {
  ready: 'Everything works.',
  degraded: 'It works, but something needs a look.',
  not_ready: 'It does not work: requests fail.',
};

export function Overview() {
  const { access } = useConsole();
  return (
    <Page title="Overview" about="Whether the system is well, and how much it has to do.">
      <Health />
      {access.tenant_id === null && (
        <>
          <Troubles />
          <Work />
          <Amounts />
        </>
      )}
    </Page>
  );
}

function Health() {
  const loaded = useLoad(
    (signal) => get<Readiness>('/readyz', {}, { signal, accept: 503 }),
    [],
    OFTEN,
  );
  const { data } = loaded;
  const checks = [...(data?.checks ?? [])].sort((a, b) => rank(a) - rank(b));
  const failing = checks.filter((check) => check.status !== 'ok');
  const well = checks.filter((check) => check.status === 'ok');
  return (
    <Section title="Health">
      {loaded.error ? <Problem error={loaded.error} /> : <Wait loaded={loaded} />}
      {data && (
        <>
          <p className="verdict">
            <Status of={data.status} text={SUMMARY[data.status]} />
          </p>
          {failing.length > 0 && <Checks caption="Checks that fail, the worst first" checks={failing} />}
          <details>
            <summary>{count(well.length, 'check is well', 'checks are well')}</summary>
            <Checks caption="Checks that are well" checks={well} />
          </details>
        </>
      )}
    </Section>
  );
}

function Checks(props: { caption: string; checks: Check[] }) {
  return (
    <Table
      caption={props.caption}
      rows={props.checks}
      keyOf={(check) => check.name}
      columns={[
        { title: 'Check', cell: (check) => check.name },
        { title: 'State', cell: (check) => <Status of={check.status} /> },
        { title: 'What it is', wide: true, cell: (check) => explanation(check.name).about },
        {
          title: 'What was found',
          wide: true,
          cell: (check) => (
            <>
              {check.detail ?? ''}
              {check.status !== 'ok' && <span className="advice"> {advice(check)}</span>}
            </>
          ),
        },
        {
          title: 'Took',
          numeric: true,
          cell: (check) => (check.latency_ms === undefined ? '–' : `${check.latency_ms.toFixed(0)} ms`),
        },
      ]}
    />
  );
}

/** A part with a paused role works as it was told to. */
function advice(check: Check): string {
  return /paused by/.test(check.detail ?? '') ? 'Resume it at Groups and topics.' : explanation(check.name).advice;
}

function rank(check: Check): number {
  return ['fail', 'degraded', 'ok'].indexOf(check.status);
}

/** What the self-check found, and stored settings that do not hold, each with the screen that mends it. */
function Troubles() {
  const { document } = useConsole();
  const doctor = useLoad((signal) => get<Doctor>('/admin/doctor', {}, { signal }), [], RARELY);
  const settings = useLoad<Settings>(
    (signal) =>
      document.has('get', '/admin/settings')
        ? get<Settings>('/admin/settings', {}, { signal })
        : Promise.resolve({ settings: {} }),
    [],
    RARELY,
  );
  const found: Trouble[] = [...(doctor.data?.findings ?? [])]
    .filter((finding) => finding.severity !== 'ok')
    .sort(bySeverity)
    .map((finding) => ({ ...finding, screen: screenOf(finding) }));
  const waiting = Object.entries(settings.data?.settings ?? {}).filter(([, setting]) => setting.pending_restart);
  if (waiting.length > 0) {
    found.push({
      severity: 'warning',
      check: 'settings',
      message: `${count(waiting.length, 'stored value does not hold', 'stored values do not hold')} yet: ${waiting.map(([key]) => key).join(', ')}.`,
      mend: 'Apply what is stored, or restart.',
      screen: [address('settings', { state: 'pending' }), 'Settings'],
    });
  }
  return (
    <Section title="What to look at" actions={<Link to={address('doctor')}>Self-check</Link>}>
      <Wait loaded={doctor} />
      {doctor.data && (
        <Table
          caption="Findings, the worst first, each with where it is mended"
          rows={found}
          keyOf={(trouble) => `${trouble.check} ${trouble.message}`}
          empty="Nothing was found."
          columns={[
            { title: 'Severity', cell: (trouble) => <Status of={trouble.severity} /> },
            { title: 'What is so', wide: true, cell: (trouble) => trouble.message },
            {
              title: 'Mend it at',
              wide: true,
              cell: (trouble) =>
                trouble.screen ? <Link to={trouble.screen[0]}>{trouble.screen[1]}</Link> : <code>{trouble.mend}</code>,
            },
          ]}
        />
      )}
    </Section>
  );
}

interface Trouble {
  severity: Finding['severity'];
  check: string;
  message: string;
  mend: string | null;
  screen: [string, string] | null;
}

function Work() {
  const compiles = useLoad((signal) => get<WaitingCompiles>('/ops/compiles', {}, { signal }), [], OFTEN);
  const embeddings = useLoad((signal) => get<Embeddings>('/ops/embeddings', {}, { signal }), [], SELDOM);
  const waiting = compiles.data?.waiting;
  const episodes = sum(waiting?.map((row) => row.episodes));
  const backlog = useHistory(waiting ? episodes : undefined, compiles.data);
  // What waits because somebody paused it says nothing of the worker.
  const meant = (waiting ?? []).filter((row) => row.paused);
  const oldest = Math.max(0, ...(waiting ?? []).filter((row) => !row.paused).map((row) => row.oldest_seconds));
  const vectors = embeddings.data;
  return (
    <Section title="Backlog" actions={<Link to={address('jobs')}>Jobs and backlog</Link>}>
      <Wait loaded={compiles} />
      {waiting && (
        <div className="columns">
          <Facts
            facts={[
              [
                'Wait to be made into memories',
                episodes === 0
                  ? 'Nothing'
                  : `${count(episodes, 'episode')} of ${count(sum(waiting.map((row) => row.subjects)), 'subject')}`,
              ],
              ['The oldest waits', episodes === 0 || meant.length === waiting.length ? '–' : duration(oldest)],
              ...(meant.length > 0
                ? [
                    [
                      'Of paused tenants',
                      <Link to={address('groups', { view: 'tenants' })}>{count(sum(meant.map((row) => row.episodes)), 'episode')}</Link>,
                    ] as [string, ReactNode],
                  ]
                : []),
              ['Wait for vectors', vectors ? count(sum(vectors.waiting.map((row) => row.memories)), 'memory', 'memories') : '–'],
              ['Embedding model', vectors ? (vectors.model ?? 'None: found by words alone') : '–'],
            ]}
          />
          <Chart title="Episodes that wait:" unit="" values={backlog} />
        </div>
      )}
    </Section>
  );
}

function Amounts() {
  const loaded = useLoad((signal) => get<Dashboard>('/admin/dashboard', {}, { signal }), [], SELDOM);
  const { data } = loaded;
  const recorded = useRate(data?.counts.episodes, data);
  const made = useRate(data?.counts.memories, data);
  const failed = data?.jobs.failed ?? 0;
  return (
    <>
      <Section title="Throughput">
        <Wait loaded={loaded} />
        {data && (
          <div className="columns">
            <Chart title="Episodes recorded:" unit="a minute" values={recorded} />
            <Chart title="Memories made:" unit="a minute" values={made} />
          </div>
        )}
      </Section>
      {data && (
        <Section title="What there is">
          <Facts
            facts={[
              ['Subjects', <Link to={address('subjects')}>{number(data.counts.subjects)}</Link>],
              ['Episodes', number(data.counts.episodes)],
              ['Memories', number(data.counts.memories)],
              [
                'Compile jobs',
                failed > 0 ? (
                  <Link to={address('jobs', { status: 'failed' })}>{number(failed)} failed</Link>
                ) : (
                  count(sum(Object.values(data.jobs)), 'job')
                ),
              ],
              [
                'Webhook deliveries',
                data.webhooks.dead_letter > 0 ? (
                  <Link to={address('webhooks', { status: 'dead_letter' })}>
                    {number(data.webhooks.dead_letter)} given up
                  </Link>
                ) : (
                  `${number(data.webhooks.delivered)} delivered, ${number(data.webhooks.pending)} pending`
                ),
              ],
              [
                'Health of subjects',
                Object.entries(data.health_distribution)
                  .map(([state, amount]) => `${number(amount)} ${words(state).toLowerCase()}`)
                  .join(', ') || '–',
              ],
              ['Version of the tables', data.migration.current_revision ?? '–'],
            ]}
          />
        </Section>
      )}
    </>
  );
}

function sum(values: number[] | undefined): number {
  return (values ?? []).reduce((total, value) => total + value, 0);
}

/** The last values, one for each answer. */
function useHistory(value: number | undefined, answer: unknown): number[] {
  const [values, setValues] = useState<number[]>([]);
  useEffect(() => {
    if (value !== undefined) {
      setValues((before) => [...before, value].slice(-POINTS));
    }
    // Each answer is a point, also where it says the same.
  }, [value, answer]);
  return values;
}

/** By how much a count grows a minute, from one answer to the next. */
function useRate(total: number | undefined, answer: unknown): number[] {
  const [rates, setRates] = useState<number[]>([]);
  const before = useRef<{ total: number; at: number } | null>(null);
  useEffect(() => {
    if (total === undefined) {
      return;
    }
    const now = performance.now();
    const last = before.current;
    before.current = { total, at: now };
    if (last && now > last.at) {
      // Fewer than before: something was erased meanwhile.
      const rate = (Math.max(0, total - last.total) * 60_000) / (now - last.at);
      setRates((known) => [...known, rate].slice(-POINTS));
    }
  }, [total, answer]);
  return rates;
}
