import { useState } from 'react';
import { call, get, part } from '../api/client';
import type { SuggestedLabels, SuggestedMemory } from '../api/types';
import { readOnly, useConsole } from '../console';
import { useLoad } from '../load';
import { address, Link, useParams } from '../router';
import { Action } from '../ui/Action';
import { Choice, Filters, TextField } from '../ui/Filters';
import { Page, Section } from '../ui/Page';
import { Pager } from '../ui/Pager';
import { Wait } from '../ui/Problem';
import { Time } from '../ui/Status';
import { Table } from '../ui/Table';

export function Labels() {
  const { tenant } = useConsole();
  const [params, change] = useParams();
  const value = (name: string) => params.get(name) ?? '';
  const query = {
    tenant_id: tenant,
    label: value('label'),
    subject_id: value('subject'),
    limit: 50,
    offset: value('offset'),
  };
  const loaded = useLoad(
    (signal) => get<SuggestedLabels>('/admin/memories/with-suggested-labels', query, { signal }),
    [query],
  );
  const { data } = loaded;
  const catalogue = data?.catalogue ?? [];
  return (
    <Page
      title="Labels"
      about="What memories seem to hold, such as an e-mail address. A suggestion has no effect until somebody accepts it."
    >
      <Section title="Suggested labels">
        {data && (
          <Filters apply={(values) => change({ ...values, offset: null })}>
            <Choice
              name="label"
              label="Label"
              value={value('label')}
              options={[['', 'Any'], ...catalogue.map((one): [string, string] => [one.label, one.label])]}
            />
            <TextField name="subject" label="Subject" value={value('subject')} />
          </Filters>
        )}
        <Wait loaded={loaded} />
        {data && (
          <>
            <Table
              caption="Memories whose labels wait for a review"
              rows={data.memories}
              keyOf={(memory) => memory.id}
              empty="No suggestion waits for a review."
              columns={[
                { title: 'Memory', wide: true, cell: (memory) => memory.content },
                {
                  title: 'Subject',
                  wide: true,
                  cell: (memory) => (
                    <Link to={address('subject', { id: memory.subject_id, tenant: memory.tenant_id, view: 'memories' })}>
                      {memory.subject_id}
                    </Link>
                  ),
                },
                { title: 'Labels in force', cell: (memory) => memory.sensitivity_labels.join(', ') || '–' },
                { title: 'Made', cell: (memory) => <Time at={memory.created_at} /> },
                { title: 'Suggested', cell: (memory) => <Review memory={memory} done={loaded.reload} /> },
              ]}
            />
            <Pager page={data} shown={data.memories.length} go={(offset) => change({ offset: String(offset) })} />
          </>
        )}
      </Section>
      {catalogue.length > 0 && (
        <Section title="What the labels mean">
          <dl className="facts">
            {catalogue.map((one) => (
              <div key={one.label}>
                <dt>{one.label}</dt>
                <dd>{one.description}</dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
    </Page>
  );
}

function Review(props: { memory: SuggestedMemory; done: () => void }) {
  const { access } = useConsole();
  const { memory } = props;
  const [chosen, setChosen] = useState<readonly string[]>(memory.suggested_labels);
  if (readOnly(access) || access.tenant_id !== null) {
    return <>{memory.suggested_labels.join(', ')}</>;
  }
  const labels = memory.suggested_labels.filter((label) => chosen.includes(label));
  return (
    <>
      {memory.suggested_labels.map((label) => (
        <div key={label} className="field check">
          <input
            id={`${memory.id} ${label}`}
            type="checkbox"
            checked={chosen.includes(label)}
            onChange={(event) =>
              setChosen(event.target.checked ? [...chosen, label] : chosen.filter((one) => one !== label))
            }
          />
          <label htmlFor={`${memory.id} ${label}`}>{label}</label>
        </div>
      ))}
      <Action
        label="Accept"
        disabled={labels.length === 0}
        question={{
          title: 'Accept these labels?',
          text: `${labels.join(', ')} will be in force for: ${memory.content}`,
          action: 'Accept',
        }}
        run={async () => {
          await call('POST', `/admin/memories/${part(memory.id)}/promote-labels`, {
            query: { tenant_id: memory.tenant_id },
            body: { labels },
          });
          return `Accepted ${labels.join(', ')} for a memory of ${memory.subject_id}.`;
        }}
        done={props.done}
      />
    </>
  );
}
