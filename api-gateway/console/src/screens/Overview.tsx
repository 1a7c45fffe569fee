import { useEffect, useRef, useState } from 'react';
import { get } from '../api/client';
import type { Check, Dashboard, Embeddings, Readiness, WaitingCompiles } from '../api/types';
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

const OFTEN = 3_000;
const SELDOM = 6_000;
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
  return (
    <Section title="Health">
      {loaded.error ? <Problem error={loaded.error} /> : <Wait loaded={loaded} />}
      {data && (
        <>
          <p className="verdict">
            <Status of={data.status} text={SUMMARY[data.status]} />
          </p>
          <Table
            caption="Checks, the failing ones first"
            rows={[...data.checks].sort((a, b) => rank(a) - rank(b))}
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
                    {check.status !== 'ok' && <span className="advice"> {explanation(check.name).advice}</span>}
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
        </>
      )}
    </Section>
  );
}

function rank(check: Check): number {
  return ['fail', 'degraded', 'ok'].indexOf(check.status);
}

function Work() {
  const compiles = useLoad((signal) => get<WaitingCompiles>('/ops/compiles', {}, { signal }), [], OFTEN);
  const embeddings = useLoad((signal) => get<Embeddings>('/ops/embeddings', {}, { signal }), [], SELDOM);
  const waiting = compiles.data?.waiting;
  const episodes = sum(waiting?.map((row) => row.episodes));
  const backlog = useHistory(waiting ? episodes : undefined, compiles.data);
  const oldest = Math.max(0, ...(waiting ?? []).map((row) => row.oldest_seconds));
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
              ['The oldest waits', episodes === 0 ? '–' : duration(oldest)],
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
