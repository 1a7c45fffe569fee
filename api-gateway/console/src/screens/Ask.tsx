import { useState, type FormEvent } from 'react';
import { call } from '../api/client';
import type { Candidate, Context } from '../api/types';
import { readOnly, useConsole } from '../console';
import { count, reason, words } from '../format';
import { address, Link, useParams } from '../router';
import { Page, Section } from '../ui/Page';
import { Problem } from '../ui/Problem';
import { Status } from '../ui/Status';
import { Table } from '../ui/Table';
import { Scored } from './Receipt';

interface Asked {
  subject: string;
  tenant: string;
  context: Context;
  millis: number;
}

export function Ask() {
  const { access, document, tenant: chosen } = useConsole();
  const [params] = useParams();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const asOf = document.operationOf('POST', '/v1/context')?.body?.properties?.as_of !== undefined;

  const ask = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const subject = text('subject');
    const tenant = access.tenant_id ?? text('tenant');
    const body: Record<string, unknown> = {
      subject_id: subject,
      task: text('task'),
      explain: true,
      emit_receipt: form.get('receipt') === 'on',
    };
    for (const [name, value] of [
      ['fill', text('fill')],
      ['layout', text('layout')],
      ['session_id', text('session')],
      ['as_of', text('as_of') && new Date(text('as_of')).toISOString()],
      ['max_tokens', text('tokens') && Number(text('tokens'))],
    ] as const) {
      if (value !== '') {
        body[name] = value;
      }
    }
    setBusy(true);
    setError(null);
    const began = performance.now();
    try {
      const context = await call<Context>('POST', '/v1/context', { body, tenant });
      setAsked({ subject, tenant, context, millis: performance.now() - began });
    } catch (failure) {
      setAsked(null);
      setError(failure);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Page title="Ask" about="What an agent would be told for its task, why, and what did not make it.">
      <form className="panel" onSubmit={(event) => void ask(event)}>
        <div className="filters">
          <div className="field grows">
            <label htmlFor="subject">Subject</label>
            <input id="subject" name="subject" required maxLength={256} defaultValue={params.get('subject') ?? ''} autoComplete="off" />
          </div>
          {access.tenant_id === null && (
            <div className="field">
              <label htmlFor="ask-tenant">Of tenant</label>
              <input id="ask-tenant" name="tenant" defaultValue={params.get('tenant') ?? chosen} autoComplete="off" placeholder="none" />
            </div>
          )}
          <div className="field">
            <label htmlFor="session">Session</label>
            <input id="session" name="session" maxLength={256} autoComplete="off" />
          </div>
        </div>
        <div className="field">
          <label htmlFor="task">Task or question</label>
          <textarea id="task" name="task" required maxLength={4000} rows={2} />
        </div>
        <div className="filters">
          <div className="field">
            <label htmlFor="tokens">Tokens at most</label>
            <input id="tokens" name="tokens" type="number" min={1} max={128000} />
          </div>
          <div className="field">
            <label htmlFor="fill">Fill</label>
            <select id="fill" name="fill">
              <option value="">As configured</option>
              <option value="budget">All of the budget</option>
              <option value="relevant">Only what bears on it</option>
            </select>
          </div>
          <div className="field">
            <label htmlFor="layout">Layout</label>
            <select id="layout" name="layout">
              <option value="">As configured</option>
              <option value="v1">v1</option>
              <option value="stable">Stable, for prompt caches</option>
            </select>
          </div>
          {asOf && (
            <div className="field">
              <label htmlFor="as_of">As it was at</label>
              <input id="as_of" name="as_of" type="datetime-local" step={1} />
            </div>
          )}
          {!readOnly(access) && (
            <div className="field check">
              <input id="receipt" name="receipt" type="checkbox" />
              <label htmlFor="receipt">Write a receipt</label>
            </div>
          )}
          <button type="submit" className="primary" disabled={busy}>
            Ask
          </button>
        </div>
      </form>
      <Problem error={error} />
      {asked && <Result asked={asked} />}
    </Page>
  );
}

function Result(props: { asked: Asked }) {
  const { context, subject, tenant, millis } = props.asked;
  const candidates = context.candidates ?? [];
  const chosen = candidates.filter((candidate) => candidate.chosen);
  const lost = candidates.filter((candidate) => !candidate.chosen);
  const most = Math.max(0, ...candidates.map((candidate) => candidate.score ?? 0));
  return (
    <>
      <Section title="The context">
        <p role="status">
          {count(context.token_estimate, 'token')} in {millis.toFixed(0)} ms.{' '}
          {context.partial?.includes('vectors') && 'Found by words alone: the vector of the task came too late. '}
          {context.receipt_id && (
            <Link to={address('receipt', { id: context.receipt_id, tenant })}>Its receipt</Link>
          )}{' '}
          <Link to={address('subject', { id: subject, tenant })}>The subject</Link>
        </p>
        {context.assembled_context ? (
          <pre tabIndex={0} className="text">
            {context.assembled_context}
          </pre>
        ) : (
          <p className="empty">It is empty: nothing is known about this subject, or nothing that bears on the task.</p>
        )}
      </Section>
      <Section title="Why">
        <Candidates caption="Chosen, the best first" rows={chosen} most={most} chosen />
        <Candidates caption="Left out, the best first" rows={lost} most={most} />
      </Section>
    </>
  );
}

function Candidates(props: { caption: string; rows: Candidate[]; most: number; chosen?: boolean }) {
  return (
    <Table
      caption={props.caption}
      rows={props.rows}
      keyOf={(candidate) => candidate.id}
      empty={props.chosen ? 'Nothing was chosen.' : 'Nothing was left out.'}
      columns={[
        { title: 'Text', wide: true, cell: (candidate) => candidate.content },
        { title: 'Kind', cell: (candidate) => words(candidate.kind) },
        { title: 'Score', numeric: true, cell: (candidate) => <Scored value={candidate.score} most={props.most} /> },
        { title: 'Signals', wide: true, cell: (candidate) => <Signals of={candidate} /> },
        props.chosen
          ? { title: 'Came in', cell: () => <Status of="chosen" /> }
          : { title: 'Why not', wide: true, cell: (candidate) => reason(candidate.reason) },
      ]}
    />
  );
}

function Signals(props: { of: Candidate }) {
  const signals = Object.entries(props.of.signals).filter(([, value]) => value !== 0);
  return (
    <ul className="signals">
      {signals
        .sort(([, a], [, b]) => b - a)
        .map(([name, value]) => (
          <li key={name}>
            {words(name)} {value > 0 ? '+' : ''}
            {value.toFixed(2)}
          </li>
        ))}
    </ul>
  );
}
