import { useId } from 'react';
import type { ApiDocument } from '../api/document';
import type { Endpoint } from '../api/types';
import { useConsole } from '../console';
import { Section } from '../ui/Page';

/** What can be said of an endpoint; of one that is there, as it is. */
export function EndpointFields(props: { of?: Endpoint }) {
  const { document } = useConsole();
  const { of } = props;
  const id = useId();
  const types = eventTypes(document);
  return (
    <>
      <div className="filters">
        <div className="field grows">
          <label htmlFor={`${id}url`}>Address</label>
          <input id={`${id}url`} name="url" required maxLength={2048} defaultValue={of?.url} placeholder="https://example.com/hook" autoComplete="off" spellCheck={false} />
        </div>
        <div className="field grows">
          <label htmlFor={`${id}description`}>What it is</label>
          <input id={`${id}description`} name="description" maxLength={1000} defaultValue={of?.description} autoComplete="off" />
        </div>
        <div className="field">
          <label htmlFor={`${id}prefix`}>Subjects that begin with</label>
          <input id={`${id}prefix`} name="prefix" maxLength={256} defaultValue={of?.filters.subject_prefix} placeholder="any" autoComplete="off" />
        </div>
        <div className="field">
          <label htmlFor={`${id}ordering`}>Order</label>
          <select id={`${id}ordering`} name="ordering" defaultValue={of?.ordering ?? 'best_effort'}>
            <option value="best_effort">As it comes</option>
            <option value="fifo">One after the other, by subject</option>
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}rate`}>Attempts a second at most</label>
          <input id={`${id}rate`} name="rate" type="number" min={1} max={1000} defaultValue={of?.rate ?? ''} placeholder="no limit" />
        </div>
      </div>
      <fieldset>
        <legend>Events; none chosen for all of them</legend>
        {types.map((type) => (
          <div key={type} className="field check">
            <input id={`${id}${type}`} name="events" type="checkbox" value={type} defaultChecked={of?.event_types.includes(type)} />
            <label htmlFor={`${id}${type}`}>{type}</label>
          </div>
        ))}
      </fieldset>
      <div className="field">
        <label htmlFor={`${id}headers`}>Headers of its own</label>
        <textarea id={`${id}headers`} name="headers" rows={2} placeholder="Authorization: Bearer …" spellCheck={false} />
        <p className="fine">
          One a line, each as “Name: value”.{' '}
          {of && Object.keys(of.headers).length > 0 && `Left empty, those that it has stay: ${Object.keys(of.headers).join(', ')}.`}
        </p>
      </div>
    </>
  );
}

function eventTypes(document: ApiDocument): string[] {
  return (document.named('WebhookEventType').enum ?? []).map(String);
}

/** What was filled in, as the API takes it. */
export function readEndpoint(document: ApiDocument, form: FormData): Record<string, unknown> {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const headers = text('headers')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const pairs = headers.map((line): [string, string] => {
    const colon = line.indexOf(':');
    if (colon < 1) {
      throw new Error(`“${line}” is no header: write it as “Name: value”.`);
    }
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
  return {
    url: text('url'),
    description: text('description'),
    event_types: eventTypes(document).filter((type) => form.getAll('events').includes(type)),
    filters: { subject_prefix: text('prefix') },
    ordering: text('ordering'),
    rate: text('rate') === '' ? null : Number(text('rate')),
    ...(pairs.length > 0 && { headers: Object.fromEntries(pairs) }),
  };
}

/** A secret, which is shown once and kept nowhere. */
export function Secret(props: { endpoint: Endpoint; close: () => void }) {
  return (
    <Section title="Its secret">
      <p>The receiver checks signatures by it. Copy it now: it is shown this once.</p>
      <pre tabIndex={0}>{props.endpoint.secret}</pre>
      <button type="button" onClick={props.close}>
        I have it
      </button>
    </Section>
  );
}
