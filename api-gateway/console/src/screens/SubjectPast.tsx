import { useEffect, useState, type FormEvent } from 'react';
import { call, get } from '../api/client';
import type { Context, Memory, Subject } from '../api/types';
import { count, time, words } from '../format';
import { useLoad } from '../load';
import { Section } from '../ui/Page';
import { Problem, Wait } from '../ui/Problem';
import { Time } from '../ui/Status';
import { Table } from '../ui/Table';
import { subjectPath, type Named } from './Subject';

/** Steps of a slider, from the first episode until now. */
const STEPS = 1_000;
/** So much of what is known as fits into an answer: a comparison is not to end at a budget. */
const TOKENS = 32_000;

interface Moment {
  at: string;
  context: Context;
}

/** What was known of a subject at a moment, and what changed between two. */
export function SubjectPast(props: { of: Named }) {
  const { of } = props;
  const subject = useLoad((signal) => get<Subject>(subjectPath(of), { tenant_id: of.tenant }, { signal }), [of]);
  const first = subject.data?.summary.first_seen_at;
  return (
    <Section title="Past">
      <p className="fine">
        What an agent would have been told for a task at a moment: what was recorded since is left out, and what was replaced
        since is as it was.
      </p>
      <Wait loaded={subject} />
      {subject.data && (first ? <Compare of={of} since={new Date(first).getTime()} /> : <p className="empty">Nothing was recorded.</p>)}
    </Section>
  );
}

function Compare(props: { of: Named; since: number }) {
  const { of } = props;
  const [until] = useState(() => Date.now());
  const [task, setTask] = useState('');
  const [earlier, setEarlier] = useState(0);
  const [later, setLater] = useState(STEPS);
  const [found, setFound] = useState<[Moment, Moment] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  // The first step is the first moment at which the first episode is known.
  const momentOf = (step: number) => Math.min(until, Math.ceil(props.since + 1 + ((until - props.since) * step) / STEPS));
  const stepOf = (millis: number) =>
    Math.max(0, Math.min(STEPS, Math.round(((millis - props.since) * STEPS) / Math.max(1, until - props.since))));
  useEffect(() => setFound(null), [of.subject, of.tenant]);

  const ask = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const [a, b] = [momentOf(earlier), momentOf(later)].sort((one, other) => one - other) as [number, number];
      setFound([await contextAt(of, task, a), await contextAt(of, task, b)]);
    } catch (failure) {
      setFound(null);
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const slider = (label: string, id: string, step: number, set: (step: number) => void) => (
    <div className="field grows">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={STEPS}
        value={step}
        aria-valuetext={time(new Date(momentOf(step)).toISOString())}
        onChange={(event) => set(Number(event.target.value))}
      />
      <span className="fine">{time(new Date(momentOf(step)).toISOString())}</span>
      <label htmlFor={`${id}-exact`}>{label}, by the clock</label>
      <input
        id={`${id}-exact`}
        type="datetime-local"
        step={1}
        value={time(new Date(momentOf(step)).toISOString()).replace(' ', 'T')}
        onChange={(event) => {
          const millis = new Date(event.target.value).getTime();
          if (!Number.isNaN(millis)) {
            set(stepOf(millis));
          }
        }}
      />
    </div>
  );
  return (
    <>
      <form onSubmit={(event) => void ask(event)}>
        <div className="field">
          <label htmlFor="past-task">Task or question</label>
          <input
            id="past-task"
            required
            maxLength={4000}
            value={task}
            onChange={(event) => setTask(event.target.value)}
            placeholder="What is known about them?"
            autoComplete="off"
          />
        </div>
        <div className="filters">
          {slider('One moment', 'moment-a', earlier, setEarlier)}
          {slider('Another moment', 'moment-b', later, setLater)}
          <button type="submit" className="primary" disabled={busy}>
            Compare
          </button>
        </div>
      </form>
      <Problem error={error} />
      {found && <Differences a={found[0]} b={found[1]} />}
    </>
  );
}

async function contextAt(of: Named, task: string, millis: number): Promise<Moment> {
  const at = new Date(millis).toISOString();
  const context = await call<Context>('POST', '/v1/context', {
    tenant: of.tenant,
    body: { subject_id: of.subject, task, as_of: at, max_tokens: TOKENS, emit_receipt: false },
  });
  return { at, context };
}

function memoriesOf(moment: Moment): Map<string, Memory> {
  return new Map([...moment.context.facts, ...moment.context.procedures].map((memory) => [memory.id, memory]));
}

function Differences(props: { a: Moment; b: Moment }) {
  const { a, b } = props;
  const before = memoriesOf(a);
  const after = memoriesOf(b);
  const gone = [...before.values()].filter((memory) => !after.has(memory.id));
  const come = [...after.values()].filter((memory) => !before.has(memory.id));
  const kept = [...after.values()].filter((memory) => before.has(memory.id));
  return (
    <div role="status">
      <p>
        Between <Time at={a.at} /> and <Time at={b.at} />: {count(come.length, 'memory', 'memories')} came,{' '}
        {count(gone.length, 'memory', 'memories')} went, {count(kept.length, 'memory', 'memories')} stayed.
      </p>
      <MemoryList caption="Told at the later moment alone" memories={come} empty="Nothing came." />
      <MemoryList caption="Told at the earlier moment alone" memories={gone} empty="Nothing went." />
      <MemoryList caption="Told at both" memories={kept} empty="Nothing was told at both." />
      <div className="columns">
        <Told moment={a} />
        <Told moment={b} />
      </div>
    </div>
  );
}

function MemoryList(props: { caption: string; memories: Memory[]; empty: string }) {
  return (
    <Table
      caption={props.caption}
      rows={props.memories}
      keyOf={(memory) => memory.id}
      empty={props.empty}
      columns={[
        { title: 'Memory', wide: true, cell: (memory) => memory.content },
        { title: 'Kind', cell: (memory) => words(memory.kind) },
        { title: 'True since', cell: (memory) => <Time at={memory.valid_from} /> },
      ]}
    />
  );
}

function Told(props: { moment: Moment }) {
  const { at, context } = props.moment;
  return (
    <div>
      <h3>
        The context at <Time at={at} />
      </h3>
      <p className="fine">{count(context.token_estimate, 'token')}</p>
      <pre tabIndex={0} className="text">
        {context.assembled_context || '(empty)'}
      </pre>
    </div>
  );
}
